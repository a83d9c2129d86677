import { memo } from 'react';
import { halfSpreads } from '#base/format.ts';
import { RESIDUAL_LIMIT, residualY, type SmileLayout } from '#charts/smile-layout.ts';
import { isThrough } from '#charts/smile-marks.ts';
import type { PlacedMark } from '#charts/smile-scene.ts';
import { clearLabels, labelWidth } from '#charts/ticks.ts';

/** Market minus model in half-spreads under the smile; ±1, the bid-ask, is shaded. */
export const Residuals = memo(function Residuals(props: {
  readonly placed: readonly PlacedMark[];
  readonly layout: SmileLayout;
}) {
  const { placed, layout } = props;
  const { left, right } = layout;
  const [one, zero, minusOne] = [residualY(layout, 1), residualY(layout, 0), residualY(layout, -1)];
  const shown = placed.filter((p) => p.mark.state !== 'filtered' && Number.isFinite(p.mark.halfSpreads));
  return (
    <g>
      <rect className="smile-band" x={left} y={one} width={right - left} height={minusOne - one} />
      <path className="smile-zero" d={`M${left} ${Math.round(zero) + 0.5}H${right}`} />
      {[1, 0, -1].map((tick) => (
        <text key={tick} className="smile-axis end" x={left - 6} y={residualY(layout, tick) + 4}>
          {tick < 0 ? '−1' : tick}
        </text>
      ))}
      <text className="smile-axis halo faint" x={left + 4} y={layout.bottom + 4}>
        market − model, half-spreads
      </text>
      {shown.map(({ mark, x }) => (
        <Residual
          key={mark.row}
          x={x}
          y={residualY(layout, mark.halfSpreads)}
          kind={isThrough(mark) ? mark.side : mark.state}
          clipped={Math.abs(mark.halfSpreads) > RESIDUAL_LIMIT ? Math.sign(mark.halfSpreads) : 0}
        />
      ))}
      {numbers(shown, layout).map((label) => (
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

const Residual = memo(function Residual(props: {
  readonly x: number;
  readonly y: number;
  readonly kind: string;
  readonly clipped: number;
}) {
  const { x, y, kind, clipped } = props;
  if (kind === 'rich' || kind === 'cheap' || clipped !== 0) {
    const up = kind === 'rich' || (kind !== 'cheap' && clipped > 0);
    const d = up ? `M${x - 5} ${y + 4}h10l-5 -8z` : `M${x - 5} ${y - 4}h10l-5 8z`;
    return <path className={`residual ${kind}`} d={d} />;
  }
  return <circle className={`residual ${kind}`} cx={x} cy={y} r={2.5} />;
});

/** Numbers of the quotes through the fit, the largest first where two would touch. */
function numbers(placed: readonly PlacedMark[], layout: SmileLayout) {
  const labels = placed
    .filter((p) => isThrough(p.mark))
    .map(({ mark, x }) => {
      const text = halfSpreads(mark.halfSpreads);
      const width = labelWidth(text);
      const after = x + 8 + width <= layout.width;
      return {
        row: mark.row,
        side: mark.side,
        text,
        width,
        x: after ? x + 8 + width / 2 : x - 8 - width / 2,
        y: Math.min(residualY(layout, mark.halfSpreads) + 4, layout.bandBottom),
        rank: -Math.abs(mark.halfSpreads),
      };
    });
  return clearLabels(labels, layout.left, layout.width, 8);
}
