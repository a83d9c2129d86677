import { memo } from 'react';
import { captionPlace, residualNumbers } from '#charts/residual-labels.ts';
import { RESIDUAL_LIMIT, residualY, type SmileLayout } from '#charts/smile-layout.ts';
import { isThrough } from '#charts/smile-marks.ts';
import type { PlacedMark } from '#charts/smile-scene.ts';
import { labelWidth } from '#charts/ticks.ts';

const CAPTION = 'market − model, half-spreads';

/** Market minus model in half-spreads under the smile; ±1, the bid-ask, is shaded. */
export const Residuals = memo(function Residuals(props: {
  readonly placed: readonly PlacedMark[];
  readonly layout: SmileLayout;
}) {
  const { placed, layout } = props;
  const { left, right } = layout;
  const [one, zero, minusOne] = [residualY(layout, 1), residualY(layout, 0), residualY(layout, -1)];
  const shown = placed.filter((p) => p.mark.state !== 'filtered' && Number.isFinite(p.mark.halfSpreads));
  const caption = captionPlace(shown, layout, labelWidth(CAPTION));
  return (
    <g>
      <rect className="smile-band" x={left} y={one} width={right - left} height={minusOne - one} />
      <path className="smile-zero" d={`M${left} ${Math.round(zero) + 0.5}H${right}`} />
      {[1, 0, -1].map((tick) => (
        <text key={tick} className="smile-axis end" x={left - 6} y={residualY(layout, tick) + 4}>
          {tick < 0 ? '−1' : tick}
        </text>
      ))}
      {caption !== null && (
        <text
          className={caption.end ? 'smile-axis halo faint end' : 'smile-axis halo faint'}
          x={caption.x}
          y={layout.bottom + 4}
        >
          {CAPTION}
        </text>
      )}
      {shown.map(({ mark, x }) => (
        <Residual
          key={mark.row}
          x={x}
          y={residualY(layout, mark.halfSpreads)}
          kind={isThrough(mark) ? mark.side : mark.state}
          clipped={Math.abs(mark.halfSpreads) > RESIDUAL_LIMIT ? Math.sign(mark.halfSpreads) : 0}
        />
      ))}
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
