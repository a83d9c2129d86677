import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { BoardExpiry } from '#charts/board.ts';
import type { SmileLayout } from '#charts/smile-layout.ts';
import { Grips } from './grips.tsx';
import { HandBar } from './hand-bar.tsx';
import { useGrips } from './use-grips.ts';

/** The hand on the smile: grips over the drawing, their numbers in the bar above it. */
export function Hand(props: {
  readonly expiry: BoardExpiry;
  readonly layout: SmileLayout;
  /** The element of the bar. */
  readonly bar: HTMLElement;
}): ReactNode {
  const { expiry, layout, bar } = props;
  const hand = useGrips(expiry, layout);
  return (
    <>
      <Grips hand={hand} layout={layout} />
      {createPortal(<HandBar expiry={expiry} hand={hand} />, bar)}
    </>
  );
}
