import { memo } from 'react';
import { handLabels } from '#charts/hand-labels.ts';
import type { PlacedMark } from '#charts/smile-scene.ts';

const SHARES: Readonly<Record<number, string>> = { 0.25: '¼', 0.5: '½' };

/** Quotes on the smile: bid-ask bar and dot; only those that changed are drawn again. */
export function Marks({ placed }: { readonly placed: readonly PlacedMark[] }) {
  const labelled = handLabels(placed);
  return (
    <g>
      {placed.map(({ mark, x, y, bidY, askY, r, cap }, i) => (
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
          put={mark.k < 0}
          manual={labelled[i] ? mark.manual : 1}
          ring={mark.state === 'used' && (mark.admitted || mark.manual !== 1)}
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
  /** Weight by hand that is written beside the quote; 1 for none. */
  readonly manual: number;
  readonly ring: boolean;
  readonly put: boolean;
}) {
  const { x, y, bidY, askY, cap, r, kind, manual, ring, put } = props;
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
      {ring && <circle className="by-hand" cx={x} cy={y} r={r + 2.5} />}
      {manual !== 1 && (
        <text className={put ? 'by-hand' : 'by-hand end'} x={put ? x + r + 5 : x - r - 5} y={y - 5}>
          ×{SHARES[manual] ?? manual}
        </text>
      )}
    </g>
  );
});

/** Bar with end caps; one side alone is a cap with a stub towards the missing side. */
function barPath(x: number, bidY: number, askY: number, y: number, half: number): string {
  const cap = (at: number) => `M${x - half} ${at}h${2 * half}`;
  if (Number.isNaN(askY)) return `${cap(bidY)}M${x} ${y}v-8`;
  return Number.isNaN(bidY) ? `${cap(askY)}M${x} ${y}v8` : `M${x} ${bidY}V${askY}${cap(bidY)}${cap(askY)}`;
}
