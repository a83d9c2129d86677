import { useEffect, useState } from 'react';
import { type Reading, readingOf } from '#store/reading.ts';
import { useWorkbench } from '#store/workbench.ts';
import './figure.css';

/** How long a finding must stand before it is told, ms: a slider that is dragged changes it at every step. */
const SETTLED_MS = 1000;

/**
 * The line of a picture: what stands at the place that is read anywhere on the screen, else the finding of the picture
 * as a whole. The finding is also what describes the picture to those who cannot see it, politely and once it has
 * settled, through an element of this `id`.
 */
export function Says(props: {
  readonly id: string;
  readonly finding: string;
  /** The finding where there is more room to speak than to write. */
  readonly spoken?: string;
  /** Words for the place that is read; null where the picture has none for it. */
  readonly words: (reading: Reading) => string | null;
}) {
  const { id, finding, spoken = finding, words } = props;
  const reading = useWorkbench(readingOf);
  const read = reading === null ? null : words(reading);
  return (
    <>
      <p className="figure-says" title={read === null ? spoken : undefined} aria-hidden={read === null}>
        {read ?? finding}
      </p>
      <Finding id={id} text={spoken} />
    </>
  );
}

/** A finding for those who cannot see the picture, told once it has stood for a second. */
export function Finding({ id, text }: { readonly id?: string; readonly text: string }) {
  const [told, setTold] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setTold(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p id={id} className="unseen" aria-live="polite">
      {told}
    </p>
  );
}
