import { useEffect, useState } from 'react';
import { type Reading, readingOf } from '#store/reading.ts';
import { useWorkbench } from '#store/workbench.ts';
import './figure.css';

/** How long a finding must stand before it is told, ms: a slider that is dragged changes it at every step. */
const SETTLED_MS = 1000;

/**
 * The line of a picture: what stands at the place that is read anywhere on the screen, else the finding of the picture
 * as a whole. A finding that has changed is told politely to those who cannot see it, once it has settled; the picture's
 * group has it as its description.
 */
export function Says(props: {
  readonly finding: string;
  /** The finding where there is more room to speak than to write. */
  readonly spoken?: string;
  /** Words for the place that is read; null where the picture has none for it. */
  readonly words: (reading: Reading) => string | null;
}) {
  const { finding, spoken = finding, words } = props;
  const reading = useWorkbench(readingOf);
  const read = reading === null ? null : words(reading);
  return (
    <>
      <p className="figure-says" title={read === null ? spoken : undefined}>
        {read ?? finding}
      </p>
      <Finding text={spoken} />
    </>
  );
}

/** Tells what a picture shows to those who cannot see it, once it has stood for a second. */
export function Finding({ text }: { readonly text: string }) {
  const [told, setTold] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setTold(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="unseen" aria-live="polite">
      {told}
    </p>
  );
}
