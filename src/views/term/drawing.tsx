import { memo, useMemo } from 'react';
import { type TermPanel, type TermScene, type TermStructure, termScene } from '#charts/term-figure.ts';
import { useSize } from '#charts/use-size.ts';
import { quotedAtm } from '#market/pair-books.ts';
import { type Pointed, readingOf } from '#store/reading.ts';
import { useWorkbench } from '#store/workbench.ts';
import { PanelAxes } from '#views/controls/panel-axes.tsx';
import { PointedDrawing } from '#views/controls/pointed-drawing.tsx';
import { useCrossBoard } from '#views/controls/use-cross-board.ts';
import type { Maturities } from './table.tsx';

/** Measures over time, a panel each size of them; pointing reads the nearest listed expiry, a click focuses it. */
export function Drawing(props: {
  readonly term: TermStructure;
  readonly focus: string | null;
  readonly maturities: Maturities;
}) {
  const { term, focus, maturities } = props;
  const [ref, { width, height }] = useSize();
  const board = useCrossBoard();
  const second = useMemo(() => {
    if (board === null) return null;
    return {
      name: board.names.b,
      vols: new Map(board.expiries.map(({ key, b }) => [key, quotedAtm(b)])),
    };
  }, [board]);
  const scene = useMemo(
    () => (width > 0 && height > 0 ? termScene(term, focus, width, height, second) : null),
    [term, focus, width, height, second],
  );
  const at = (x: number): Pointed | null => {
    const key = scene?.nearest(x)?.key ?? null;
    return key === null ? null : { key, t: null, k: null };
  };
  return (
    <PointedDrawing of={ref} at={at}>
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          <Picture scene={scene} focus={focus} maturities={maturities} height={height} />
          <Cross term={term} scene={scene} />
        </svg>
      )}
    </PointedDrawing>
  );
}

/** A line at the expiry that is read, with its figures over each panel. */
function Cross({ term, scene }: { readonly term: TermStructure; readonly scene: TermScene }) {
  const key = useWorkbench((s) => readingOf(s)?.key ?? null);
  const along = term.expiries.find((of) => of.key === key)?.along;
  const row = term.listed.find((of) => of.key === key);
  const [first, last] = [scene.panels[0], scene.panels.at(-1)];
  if (along === undefined || row === undefined || first === undefined || last === undefined) {
    return scene.panels.map((panel) => <Title key={panel.title} panel={panel} text={panel.title} />);
  }
  const x = Math.round(scene.xOf(along)) + 0.5;
  return (
    <g className="figure-cross">
      <path d={`M${x} ${first.frame.top}V${last.frame.bottom}`} />
      {scene.panels.flatMap(({ lines }) =>
        lines.flatMap(({ name, dots }) =>
          dots
            .filter((dot) => dot.key === key)
            .map((dot) => <circle key={name} cx={dot.x} cy={dot.y} r={5} />),
        ),
      )}
      {scene.panels.map((panel) => (
        <Title key={panel.title} panel={panel} text={panel.words(row)} />
      ))}
    </g>
  );
}

function Title({ panel, text }: { readonly panel: TermPanel; readonly text: string }) {
  return (
    <text className={text === panel.title ? 'faint pre' : 'strong pre'} x={4} y={panel.frame.top - 6}>
      {text}
    </text>
  );
}

const Picture = memo(function Picture(props: {
  readonly scene: TermScene;
  readonly focus: string | null;
  readonly maturities: Maturities;
  readonly height: number;
}) {
  const { scene, focus, maturities, height } = props;
  return (
    <g>
      {scene.panels.map((panel) => (
        <Panel
          key={panel.title}
          panel={panel}
          focus={focus}
          dates={scene.dates}
          constant={maturities === 'constant'}
        />
      ))}
      {scene.dates.map(({ at, label }) => (
        <text key={label} className="middle" x={at} y={height - 6}>
          {label}
        </text>
      ))}
    </g>
  );
});

function Panel(props: {
  readonly panel: TermPanel;
  readonly focus: string | null;
  readonly dates: TermScene['dates'];
  /** Constant maturities are marked, too. */
  readonly constant: boolean;
}) {
  const { panel, focus, dates, constant } = props;
  const { frame } = panel;
  return (
    <g>
      <PanelAxes frame={frame} ticks={panel.ticks} zero={panel.zero} dates={dates} />
      {panel.second.map(({ key, x, y }) => (
        <path key={key} className="term-second" d={`M${x - 4} ${y - 4}h8v8h-8z`} />
      ))}
      {panel.lines.map((line) => (
        <g key={line.name}>
          <path className={`figure-line ${line.kind}`} d={line.path} />
          {line.falling.map(({ key, x, y }) => (
            <text key={key} className="term-falling middle" x={x} y={y + 4}>
              ✕
            </text>
          ))}
          {line.dots.map(({ key, x, y }) => (
            <circle
              key={key}
              className={key === focus ? 'term-dot focused' : 'term-dot'}
              cx={x}
              cy={y}
              r={line.kind === 'main' ? 3 : 2}
            />
          ))}
          {constant &&
            line.kind === 'main' &&
            line.constant.map(({ name, x, y }) => (
              <path key={name} className="term-constant" d={`M${x} ${y - 4}l4 4l-4 4l-4 -4z`} />
            ))}
          <text className={line.kind === 'main' ? 'strong' : ''} x={frame.right + 8} y={line.labelY}>
            {line.name}
          </text>
        </g>
      ))}
    </g>
  );
}
