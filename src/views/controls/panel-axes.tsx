import type { FigureFrame } from '#charts/figure-frame.ts';

interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Grid, levels and zero line of one panel of a picture whose panels share their dates. */
export function PanelAxes(props: {
  readonly frame: FigureFrame;
  readonly ticks: readonly Tick[];
  /** Pixel of 0, where it is in view. */
  readonly zero: number | null;
  readonly dates: readonly Tick[];
}) {
  const { frame, ticks, zero, dates } = props;
  return (
    <>
      {dates.map(({ at, label }) => (
        <path
          key={label}
          className="figure-grid"
          d={`M${Math.round(at) + 0.5} ${frame.top}V${frame.bottom}`}
        />
      ))}
      {ticks.map(({ at, label }) => (
        <g key={label}>
          <path className="figure-grid" d={`M${frame.left} ${Math.round(at) + 0.5}H${frame.right}`} />
          <text className="end" x={frame.left - 6} y={Math.round(at) + 4}>
            {label}
          </text>
        </g>
      ))}
      {zero !== null && (
        <path className="figure-zero" d={`M${frame.left} ${Math.round(zero) + 0.5}H${frame.right}`} />
      )}
    </>
  );
}
