import { memo, useMemo } from 'react';
import { type ParameterPaths, type PathPanel, type PathScene, pathScene } from '#charts/parameter-figure.ts';
import { pointWords } from '#charts/parameter-table.ts';
import { useSize } from '#charts/use-size.ts';
import { type Pointed, readingOf } from '#store/reading.ts';
import { useWorkbench } from '#store/workbench.ts';
import { PanelAxes } from '#views/controls/panel-axes.tsx';
import { PointedDrawing } from '#views/controls/pointed-drawing.tsx';

/** A panel each parameter over time; pointing reads the nearest expiry, a click focuses it. */
export function Drawing({ paths, focus }: { readonly paths: ParameterPaths; readonly focus: string | null }) {
  const [ref, { width, height }] = useSize();
  const scene = useMemo(
    () => (width > 0 && height > 0 ? pathScene(paths, focus, width, height) : null),
    [paths, focus, width, height],
  );
  const at = (x: number): Pointed | null => {
    const key = scene?.nearest(x) ?? null;
    return key === null ? null : { key, t: null, k: null };
  };
  return (
    <PointedDrawing of={ref} at={at}>
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          <Picture scene={scene} focus={focus} height={height} />
          <Cross scene={scene} />
        </svg>
      )}
    </PointedDrawing>
  );
}

/** A line at the expiry that is read, with its value and error over each panel. */
function Cross({ scene }: { readonly scene: PathScene }) {
  const key = useWorkbench((s) => readingOf(s)?.key ?? null);
  const read = scene.panels.map((panel) => panel.marks.find(({ point }) => point.key === key));
  const x = read.find((mark) => mark !== undefined)?.x;
  const [first, last] = [scene.panels[0], scene.panels.at(-1)];
  return (
    <g className="figure-cross">
      {x !== undefined && first !== undefined && last !== undefined && (
        <path d={`M${Math.round(x) + 0.5} ${first.frame.top}V${last.frame.bottom}`} />
      )}
      {scene.panels.map((panel, i) => {
        const mark = read[i];
        const words = mark === undefined ? null : pointWords(panel, mark.point);
        return (
          <g key={panel.spec.name}>
            {mark !== undefined && <circle cx={mark.x} cy={mark.y} r={6} />}
            <text className="faint pre" x={panel.frame.left} y={panel.frame.top - 5}>
              {panel.title}
              {words !== null && <tspan className="params-read">{`   ${words.value} ${words.after}`}</tspan>}
              <title>{panel.spec.note}</title>
            </text>
          </g>
        );
      })}
    </g>
  );
}

const Picture = memo(function Picture(props: {
  readonly scene: PathScene;
  readonly focus: string | null;
  readonly height: number;
}) {
  const { scene, focus, height } = props;
  return (
    <g>
      {scene.panels.map((panel) => (
        <Panel key={panel.spec.name} panel={panel} focus={focus} dates={scene.dates} />
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
  readonly panel: PathPanel;
  readonly focus: string | null;
  readonly dates: PathScene['dates'];
}) {
  const { panel, focus, dates } = props;
  return (
    <g>
      <PanelAxes frame={panel.frame} ticks={panel.ticks} zero={panel.zero} dates={dates} />
      <path className="figure-line lesser" d={panel.line} />
      {panel.marks.map(({ point, x, y, bar }) => (
        <g key={point.key} className={point.key === focus ? 'params-mark focused' : 'params-mark'}>
          {bar !== null && <path d={`M${x.toFixed(1)} ${bar[0].toFixed(1)}V${bar[1].toFixed(1)}`} />}
          <circle className={bar === null ? 'hollow' : undefined} cx={x} cy={y} r={3} />
        </g>
      ))}
    </g>
  );
}
