import { useMemo } from 'react';
import { type Difference, differenceScene, type PlacedBar } from '#charts/compare-figure.ts';
import { diamond, diamondHalf } from '#charts/second-marks.ts';
import { useSize } from '#charts/use-size.ts';
import { FrameClip } from '#views/controls/frame-clip.tsx';
import { PanelAxes } from '#views/controls/panel-axes.tsx';

/** Everything of one expiry in vol points above one curve, over its strikes. */
export function Picture(props: {
  readonly of: Difference;
  /** What zero is, and what stands against it. */
  readonly caption: string;
  /** Rows that are read: of the board's quotes and of the second file. */
  readonly read: number | null;
  readonly selected: number | null;
}) {
  const { of, caption, read, selected } = props;
  const [ref, { width, height }] = useSize();
  const scene = useMemo(
    () => (width > 0 && height > 0 ? differenceScene(of, width, height) : null),
    [of, width, height],
  );
  return (
    <div className="figure-drawing" ref={ref}>
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          <FrameClip id="compare-clip" frame={scene.frame} />
          <PanelAxes frame={scene.frame} ticks={scene.levels} zero={scene.zero} dates={scene.strikes} />
          <g clipPath="url(#compare-clip)">
            {scene.second.map((bar) => (
              <SecondBar
                key={bar.row}
                bar={bar}
                half={diamondHalf(scene.second.length)}
                selected={bar.row === selected}
              />
            ))}
            {scene.quotes.map((bar) => (
              <QuoteBar key={bar.row} bar={bar} read={bar.row === read} />
            ))}
            <path className="figure-line" d={scene.path} />
          </g>
          <text className="faint" x={4} y={13}>
            {caption}
          </text>
          {scene.strikes.map(({ at, label }) => (
            <text key={label} className="middle" x={at} y={height - 6}>
              {label}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

function QuoteBar({ bar, read }: { readonly bar: PlacedBar; readonly read: boolean }) {
  const { x, y, lowY, highY } = bar;
  const whole = Number.isFinite(lowY) && Number.isFinite(highY);
  return (
    <g className={read ? 'compare-quote read' : 'compare-quote'}>
      {whole && <path d={`M${x} ${lowY}V${highY}M${x - 3} ${lowY}h6M${x - 3} ${highY}h6`} />}
      {!whole && <circle cx={x} cy={y} r={2} />}
    </g>
  );
}

function SecondBar(props: { readonly bar: PlacedBar; readonly half: number; readonly selected: boolean }) {
  const { bar, half, selected } = props;
  const { x, y, lowY, highY, through } = bar;
  return (
    <g>
      {Number.isFinite(lowY) && Number.isFinite(highY) && (
        <path className="second-bar" d={`M${x} ${lowY}V${highY}`} />
      )}
      <path className={through ? 'second-mark through' : 'second-mark'} d={diamond(x, y, half)} />
      {selected && <path className="second-selected" d={diamond(x, y, 8)} />}
    </g>
  );
}
