import { memo } from 'react';
import { strike } from '#base/format.ts';
import type { BoardExpiry } from '#charts/board.ts';
import { bandState } from '#charts/smile-band.ts';
import { type SmileLayout, xOf, yOf } from '#charts/smile-layout.ts';
import type { SmileMark } from '#charts/smile-marks.ts';
import { strikeTicks, topLabels } from '#charts/smile-scene.ts';
import { type Count, outside } from '#charts/smile-window.ts';
import { forwardText } from '#charts/smile-words.ts';
import { labelWidth, volTick } from '#charts/ticks.ts';

/** Where the button in the corner under the volatilities ends, with its air, px. */
const HAND_END = 42;

/** Width of what stands at the right end of the top scale, px, by the state of the band. */
const TOOL_WIDTH = { band: 80, 'not-identified': 150 } as const;

/** Half of the width kept clear for the count of what lies outside, px. */
const COUNT_REACH = 55;

/** Grid, volatility and strike labels, the delta scale on top, and what lies outside the window. */
export const Axes = memo(function Axes(props: {
  readonly expiry: BoardExpiry;
  readonly marks: readonly SmileMark[];
  readonly layout: SmileLayout;
}) {
  const { expiry, marks, layout } = props;
  const { left, right, top, bandBottom, window, height } = layout;
  const forward = expiry.fit?.forward ?? expiry.book.forward.value;
  const forwardX = Math.round(xOf(layout, forward)) + 0.5;
  const lowest = yOf(layout, (window.axis.ticks[0] ?? 0) / 100);
  const band = bandState(expiry);
  const { left: before, right: after } = outside(marks, window);
  // Counts stand at the foot, or at the top where quotes come down to it, as a call wing of an index.
  const countY = (middle: number): number =>
    marks.some(
      (mark) =>
        Math.abs(xOf(layout, mark.strike) - middle) < COUNT_REACH && yOf(layout, mark.vol) > lowest - 24,
    )
      ? top + 14
      : lowest - 6;
  return (
    <g>
      <text className="smile-axis" x={4} y={12}>
        IV %
      </text>
      {window.axis.ticks.map((tick) => {
        const y = Math.round(yOf(layout, tick / 100)) + 0.5;
        return (
          <g key={tick}>
            <path className="smile-grid" d={`M${left} ${y}H${right}`} />
            <text className="smile-axis end" x={left - 6} y={y + 4}>
              {volTick(tick, window.axis.step)}
            </text>
          </g>
        );
      })}
      {strikeTicks(layout).map((tick) => {
        const x = Math.round(xOf(layout, tick)) + 0.5;
        return (
          <g key={tick}>
            <path className="smile-grid" d={`M${x} ${top}V${bandBottom}`} />
            {/* The corner under the volatilities belongs to a button. */}
            {x - labelWidth(strike(tick)) / 2 >= HAND_END && (
              <text className="smile-axis middle" x={x} y={height - 6}>
                {strike(tick)}
              </text>
            )}
          </g>
        );
      })}
      {topLabels(expiry, layout, `F ${forwardText(forward)}`, band === null ? 0 : TOOL_WIDTH[band]).map(
        (label) => (
          <g key={label.text}>
            <path className="smile-tick" d={`M${Math.round(label.x) + 0.5} ${top - 4}V${top}`} />
            {/* Above its tick, and laid out again only where that moves by a pixel. */}
            <text
              className={`smile-axis middle${label.rank === 0 ? ' strong' : ''}`}
              x={Math.round(label.x) + 0.5}
              y={12}
            >
              {label.text}
            </text>
          </g>
        ),
      )}
      {forward >= window.low && forward <= window.high && (
        <path className="smile-forward" d={`M${forwardX} ${top}V${bandBottom}`} />
      )}
      <Outside count={before} x={left + 4} y={countY(left + COUNT_REACH)} before />
      <Outside count={after} x={right - 2} y={countY(right - COUNT_REACH)} />
    </g>
  );
});

function Outside(props: {
  readonly count: Count;
  readonly x: number;
  readonly y: number;
  readonly before?: boolean;
}) {
  const { count, x, y, before = false } = props;
  if (count.quotes === 0) return null;
  return (
    <text className={`smile-axis halo${before ? '' : ' end'}`} x={x} y={y}>
      {before && '◂ '}
      {count.quotes} more
      {count.through > 0 && <tspan className="smile-warn">, {count.through} through</tspan>}
      {!before && ' ▸'}
    </text>
  );
}
