import { type MouseEvent, useMemo, useState } from 'react';
import { fixed, time, volPercent } from '#base/format.ts';
import { awayPercent, type ScalarHistory, type ScalarPanel, scalarScene } from '#charts/live-figure.ts';
import { useSize } from '#charts/use-size.ts';
import { PanelAxes } from '#views/controls/panel-axes.tsx';

/** Scalars, volatility and one parameter over time; pointing reads the nearest sample. */
export function Drawing({
  history,
  focus,
}: {
  readonly history: ScalarHistory;
  readonly focus: string | null;
}) {
  const [ref, { width, height }] = useSize();
  const scene = useMemo(() => scalarScene(history, focus, width, height), [history, focus, width, height]);
  const [pointer, setPointer] = useState<number | null>(null);
  const sample = pointer === null ? null : (scene?.nearest(pointer) ?? null);
  const move = (event: MouseEvent): void => {
    setPointer(event.clientX - event.currentTarget.getBoundingClientRect().left);
  };
  const own = history.tracks.find(({ key }) => key === focus) ?? history.tracks[0];
  const first = scene?.panels[0]?.frame;
  const last = scene?.panels.at(-1)?.frame;
  return (
    <div className="figure-drawing" ref={ref} onPointerMove={move} onPointerLeave={() => setPointer(null)}>
      {scene !== null && first !== undefined && last !== undefined && (
        <svg width={width} height={height} aria-hidden="true">
          {scene.panels.map((panel, i) => (
            <Panel
              key={panel.title}
              panel={panel}
              times={scene.times}
              marks={i === 0 ? scene.publishes : []}
              fits={scene.fits}
              titled={i > 0 || sample === null}
            />
          ))}
          {sample !== null && own !== undefined && (
            <g className="figure-cross">
              <path d={`M${Math.round(scene.xOf(sample)) + 0.5} ${first.top}V${last.bottom}`} />
              <text className="strong pre end" x={width - 14} y={first.top - 7}>
                {`${time(history.at[sample])}   published ${fixed(awayPercent(own.published[sample]!), 2)}   filter ${fixed(awayPercent(own.z[sample]!), 2)}   ATM ${volPercent(own.atm[sample])}`}
              </text>
            </g>
          )}
          {scene.times.map(({ at, label }) => (
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
  readonly panel: ScalarPanel;
  readonly times: readonly { readonly at: number; readonly label: string }[];
  readonly marks: readonly number[];
  readonly fits: readonly number[];
  /** Its title gives way to what is read. */
  readonly titled: boolean;
}) {
  const { panel, times, marks, fits, titled } = props;
  const { frame } = panel;
  return (
    <g>
      <PanelAxes frame={frame} ticks={panel.ticks} zero={panel.zero} dates={times} />
      <path
        className="live-fit"
        d={fits.map((x) => `M${Math.round(x) + 0.5} ${frame.top}V${frame.bottom}`).join('')}
      />
      <path className="live-deviation" d={panel.deviation} />
      {panel.others.map(({ key, path, place }) => (
        <path key={key} className={`live-other exp${Math.round(4 * place)}`} d={path} />
      ))}
      <path className="live-band" d={panel.band} />
      <path className="live-filter" d={panel.filter} />
      <path className="figure-line" d={panel.line} />
      <path className="live-publishes" d={marks.map((x) => `M${x.toFixed(1)} ${frame.top}v6`).join('')} />
      {titled && (
        <text className="faint" x={4} y={frame.top - 7}>
          {panel.title}
        </text>
      )}
    </g>
  );
}
