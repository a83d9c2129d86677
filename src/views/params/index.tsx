import { type MouseEvent, useDeferredValue, useMemo, useState } from 'react';
import { fixed, parameter, standardError } from '#base/format.ts';
import {
  type ParameterPaths,
  type PathMark,
  type PathPanel,
  parameterPaths,
  pathScene,
} from '#charts/parameter-figure.ts';
import { useSize } from '#charts/use-size.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { PanelAxes } from '#views/controls/panel-axes.tsx';
import { pictured } from '#views/controls/pictured.ts';
import '#views/controls/figure.css';
import './params.css';

/** A dot under the pointer, with the panel it is in. */
interface Pointed {
  readonly panel: PathPanel;
  readonly mark: PathMark;
}

/** Every parameter over the expiries, with its standard errors. */
export function ParamsView() {
  // The focused smile answers the hand first; what follows from the board comes after.
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const focus = useWorkbench((s) => s.look.focus);
  const viewId = useWorkbench((s) => s.look.parameterView);
  const overdue = useWorkbench(fitIsOld);
  const paths = useMemo(() => (fitted === null ? null : parameterPaths(fitted, viewId)), [fitted, viewId]);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Params"
      {...pictured(
        'Parameters by expiry',
        'Against √time, with one standard error on each side; hollow: held or not told by the quotes.',
      )}
      aria-description="The Parameters table holds the same values with their errors."
    >
      {paths === null || paths.expiries.length === 0 ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <header className="figure-head">
            <p>
              {pointed === null
                ? 'Parameters over √time, ± one standard error; hollow: held or not told'
                : words(pointed)}
            </p>
          </header>
          <Drawing paths={paths} focus={focus} onPoint={setPointed} />
        </>
      )}
    </div>
  );
}

function words({ panel, mark: { point } }: Pointed): string {
  const { value, error, held, name } = point;
  const isVol = panel.spec.unit === 'vol';
  const shown = isVol ? fixed(value, 2) : parameter(value, error);
  const after =
    held ??
    (error === null ? 'no error: not identified' : `± ${isVol ? fixed(error, 2) : standardError(error)}`);
  return `${name}  ${panel.title} ${shown} ${after}`;
}

function Drawing(props: {
  readonly paths: ParameterPaths;
  readonly focus: string | null;
  readonly onPoint: (pointed: Pointed | null) => void;
}) {
  const { paths, focus, onPoint } = props;
  const [ref, { width, height }] = useSize();
  const scene = useMemo(
    () => (width > 0 && height > 0 ? pathScene(paths, focus, width, height) : null),
    [paths, focus, width, height],
  );
  const find = (event: MouseEvent): Pointed | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const mark = scene?.markAt(event.clientX - box.left, event.clientY - box.top) ?? null;
    const panel = scene?.panels.find(({ marks }) => mark !== null && marks.includes(mark));
    return mark === null || panel === undefined ? null : { panel, mark };
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the strip and the table hold the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the strip and the table hold the keys
    <div
      className="figure-drawing"
      ref={ref}
      onPointerMove={(event) => onPoint(find(event))}
      onPointerLeave={() => onPoint(null)}
      onClick={(event) => {
        const found = find(event);
        if (found !== null) workbench.actions.focusExpiry(found.mark.point.key);
      }}
    >
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          {scene.panels.map((panel) => (
            <Panel key={panel.spec.name} panel={panel} focus={focus} dates={scene.dates} />
          ))}
          {scene.dates.map(({ at, label }) => (
            <text key={label} className="middle" x={at} y={height - 6}>
              {label}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

function Panel(props: {
  readonly panel: PathPanel;
  readonly focus: string | null;
  readonly dates: readonly { readonly at: number; readonly label: string }[];
}) {
  const { panel, focus, dates } = props;
  const { frame } = panel;
  return (
    <g>
      <text className="faint" x={frame.left} y={frame.top - 5}>
        {panel.title}
        <title>{panel.spec.note}</title>
      </text>
      <PanelAxes frame={frame} ticks={panel.ticks} zero={panel.zero} dates={dates} />
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
