import { type ComponentType, useEffect, useState } from 'react';
import { actions } from '#store/workbench.ts';

/**
 * A part of the page that is fetched when it is first wanted; null until it is there. What cannot be fetched is told,
 * and is no longer wanted: wanted again, it is asked for again.
 *
 * @param name what it is, at the head of a sentence.
 * @param unwant takes the wish back.
 */
export function useFetched<P>(
  load: () => Promise<ComponentType<P>>,
  wanted: boolean,
  name: string,
  unwant: () => void,
): ComponentType<P> | null {
  const [part, setPart] = useState<ComponentType<P> | null>(null);
  const lacking = wanted && part === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the wish asks for it, not how it would be had.
  useEffect(() => {
    if (!lacking) return;
    load().then(
      (loaded) => setPart(() => loaded),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        unwant();
        actions.tellFailure(`${name} could not be loaded (${why}). Try again, or reload the page.`);
      },
    );
  }, [lacking]);
  return part;
}
