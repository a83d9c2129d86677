import { memo } from 'react';
import { captionPlace, residualNumbers } from '#charts/residual-labels.ts';
import { RESIDUAL_LIMIT, residualY, type SmileLayout } from '#charts/smile-layout.ts';
import { isThrough, type SmileMark } from '#charts/smile-marks.ts';
import type { PlacedMark } from '#charts/smile-scene.ts';
import { labelWidth } from '#charts/ticks.ts';

const CAPTION = 'market − model, half-spreads';
const NO_SPREADS = 'market − model: no bid-ask to measure in half-spreads';
/** Of a dot, px. */
const RADIUS = 2.5;

/** Market minus model in half-spreads under the smile; ±1, the bid-ask, is shaded. */
export const Residuals = memo(function Residuals(props: {
  readonly placed: readonly PlacedMark[];
  readonly layout: SmileLayout;
}) {
  const { placed, layout } = props;
  const { left, right } = layout;
  const [one, zero, minusOne] = [residualY(layout, 1), residualY(layout, 0), residualY(layout, -1)];
  const kept = placed.filter(({ mark }) => mark.state !== 'filtered' && Number.isFinite(mark.residual));
  const shown = kept.filter(({ mark }) => Number.isFinite(mark.halfSpreads));
  const words = kept.length > 0 && shown.length === 0 ? NO_SPREADS : CAPTION;
  const caption = captionPlace(shown, layout, labelWidth(words));
  return (
    <g>
      <rect className="smile-band" x={left} y={one} width={right - left} height={minusOne - one} />
      <path className="smile-zero" d={`M${left} ${Math.round(zero) + 0.5}H${right}`} />
      {[1, 0, -1].map((tick) => (
        <text key={tick} className="smile-axis end" x={left - 6} y={residualY(layout, tick) + 4}>
          {tick < 0 ? '−1' : tick}
        </text>
      ))}
      <text
        className={`smile-axis halo faint${caption?.end === false ? '' : ' end'}`}
        x={caption?.x ?? left - 6}
        y={layout.bottom + 4}
      >
        {caption === null ? 'hs' : words}
      </text>
      {(['excluded', 'used'] as const).map((state) => (
        <path key={state} className={`residual ${state}`} d={dots(shown, state, layout)} />
      ))}
      {shown.map(
        ({ mark, x }) =>
          !isDot(mark) && (
            <Triangle
              key={mark.row}
              x={x}
              y={residualY(layout, mark.halfSpreads)}
              kind={isThrough(mark) ? mark.side : mark.state}
              up={mark.halfSpreads > 0}
            />
          ),
      )}
      {residualNumbers(shown, layout).map((label) => (
        <text
          key={label.row}
          className={`residual-number ${label.side}`}
          x={label.x - label.width / 2}
          y={label.y}
        >
          {label.text}
        </text>
      ))}
    </g>
  );
});

/** Inside the bid-ask, and inside the band. */
function isDot(mark: SmileMark): boolean {
  return !isThrough(mark) && Math.abs(mark.halfSpreads) <= RESIDUAL_LIMIT;
}

/** All dots of one kind as one path: a fit moves each of them. */
function dots(shown: readonly PlacedMark[], state: SmileMark['state'], layout: SmileLayout): string {
  return shown
    .filter(({ mark }) => mark.state === state && isDot(mark))
    .map(({ mark, x }) => {
      const y = residualY(layout, mark.halfSpreads).toFixed(1);
      return `M${x - RADIUS} ${y}a${RADIUS} ${RADIUS} 0 1 0 ${2 * RADIUS} 0a${RADIUS} ${RADIUS} 0 1 0 ${-2 * RADIUS} 0`;
    })
    .join('');
}

const Triangle = memo(function Triangle(props: {
  readonly x: number;
  readonly y: number;
  readonly kind: string;
  readonly up: boolean;
}) {
  const { x, y, kind, up } = props;
  const foot = up ? 4 : -4;
  return <path className={`residual ${kind}`} d={`M${x - 5} ${y + foot}h10l-5 ${-2 * foot}z`} />;
});
