import type { ReactNode } from 'react';
import { readingOf } from '#store/reading.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';

/** A row of a table that stands for an expiry or a quote of it: marked while that is read elsewhere, and read while pointed at. */
export function LinkedRow(props: {
  /** Key of the expiry. */
  readonly expiry: string;
  /** Row in the QuoteSet, where the row stands for one quote. */
  readonly quote?: number;
  readonly focused: boolean;
  readonly children: ReactNode;
}) {
  const { expiry, quote, focused, children } = props;
  const read = useWorkbench((s) => {
    const reading = readingOf(s);
    return quote === undefined ? reading?.key === expiry : reading?.quote === quote;
  });
  return (
    <tr
      className={`${focused ? 'focused' : ''} ${read ? 'read' : ''}`}
      onPointerEnter={() =>
        quote === undefined
          ? workbench.actions.point({ key: expiry, t: null, k: null })
          : workbench.actions.hover(quote)
      }
      onPointerLeave={() => workbench.actions.hover(null)}
    >
      {children}
    </tr>
  );
}
