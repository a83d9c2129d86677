import { type RefObject, useImperativeHandle } from 'react';
import type { BoardExpiry } from '#charts/board.ts';
import { type SmileLayout, xOf } from '#charts/smile-layout.ts';
import { workbench } from '#store/workbench.ts';
import { useFetched } from '#views/controls/use-fetched.ts';
import { type BrushedRange, type BrushHand, useBrush } from './use-brush.ts';

const loadPopover = async () => (await import('./brush-popover.tsx')).BrushPopover;

/** The brush of the smile: what its chart hands the pointer to, and what it draws. */
export function BrushLayer(props: {
  readonly expiry: BoardExpiry;
  readonly layout: SmileLayout;
  readonly hand: RefObject<BrushHand | null>;
}) {
  const { expiry, layout, hand } = props;
  const { range, ...own } = useBrush(expiry.key, layout);
  useImperativeHandle(hand, () => own);
  return range === null ? null : <Brush expiry={expiry} range={range} layout={layout} />;
}

/** The range of strikes whose weights are in the hand, and what can be done to them. */
function Brush(props: {
  readonly expiry: BoardExpiry;
  readonly range: BrushedRange;
  readonly layout: SmileLayout;
}) {
  const { expiry, range, layout } = props;
  const Popover = useFetched(loadPopover, range.open, 'Weights over strikes', () =>
    workbench.actions.look({ brush: null }),
  );
  const clip = (x: number) => Math.min(layout.right, Math.max(layout.left, x));
  const ends = [clip(xOf(layout, range.from)), clip(xOf(layout, range.to))];
  const [left, right] = [Math.min(...ends), Math.max(...ends)];
  return (
    <>
      <div
        className="smile-brush"
        style={{
          left,
          width: Math.max(1, right - left),
          top: layout.top,
          height: layout.bandBottom - layout.top,
        }}
      />
      {range.open && Popover !== null && <Popover expiry={expiry} from={range.from} to={range.to} />}
    </>
  );
}
