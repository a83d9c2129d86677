import { memo } from 'react';
import type { PlacedMark } from '#charts/smile-scene.ts';

/** Quotes on the smile: bid-ask bar and dot; only those that changed are drawn again. */
export function Marks({ placed }: { readonly placed: readonly PlacedMark[] }) {
  return (
    <g>
      {placed.map(({ mark, x, y, bidY, askY, r, cap }) => (
        <Mark
          key={mark.row}
          x={x}
          y={y}
          bidY={bidY}
          askY={askY}
          cap={cap}
          r={r}
          kind={
            mark.state === 'used'
              ? mark.side
              : mark.filter === 'in-the-money'
                ? 'filtered dimmed'
                : mark.state
          }
          // The number stands on the free side: above a falling put wing, above a rising call wing.
          put={mark.k < 0}
          manual={mark.state === 'used' ? mark.manual : 1}
          letIn={mark.state === 'used' && mark.admitted}
        />
      ))}
    </g>
  );
}

const Mark = memo(function Mark(props: {
  readonly x: number;
  readonly y: number;
  readonly bidY: number;
  readonly askY: number;
  readonly cap: number;
  readonly r: number;
  readonly kind: string;
  readonly manual: number;
  readonly letIn: boolean;
  readonly put: boolean;
}) {
  const { x, y, bidY, askY, cap, r, kind, manual, letIn, put } = props;
  if (kind.startsWith('filtered')) {
    return (
      <path
        className={`mark ${kind}`}
        d={`M${x - r} ${y - r}l${2 * r} ${2 * r}M${x - r} ${y + r}l${2 * r} ${-2 * r}`}
      />
    );
  }
  return (
    <g className={`mark ${kind}`}>
      <path className="bar" d={barPath(x, bidY, askY, y, cap)} />
      <circle className="dot" cx={x} cy={y} r={r} />
      {(manual !== 1 || letIn) && <circle className="by-hand" cx={x} cy={y} r={r + 2.5} />}
      {manual !== 1 && (
        <text className={put ? 'by-hand' : 'by-hand end'} x={put ? x + r + 5 : x - r - 5} y={y - 5}>
          ×{timesText(manual)}
        </text>
      )}
    </g>
  );
});

/** Bar with end caps; one side alone is a cap with a stub towards the missing side. */
function barPath(x: number, bidY: number, askY: number, y: number, half: number): string {
  const cap = (at: number) => `M${x - half} ${at}h${2 * half}`;
  const hasBid = Number.isFinite(bidY);
  const hasAsk = Number.isFinite(askY);
  if (hasBid && hasAsk) return `M${x} ${bidY}V${askY}${cap(bidY)}${cap(askY)}`;
  return hasBid ? `${cap(bidY)}M${x} ${y}v-8` : `${cap(askY)}M${x} ${y}v8`;
}

function timesText(manual: number): string {
  if (manual === 0.25) return '¼';
  return manual === 0.5 ? '½' : String(manual);
}
