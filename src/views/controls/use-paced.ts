import { useDeferredValue, useEffect, useReducer, useRef } from 'react';
import { createTurns } from './turns.ts';

/** The slowest that anything follows, ms: less than a fit that is older than its settings may stand undimmed. */
export const SLOWEST_MS = 120;

const turns = createTurns();
/** At rest, from a turn that was refused to the next try: longer than what counts as one pass, ms. */
const AGAIN_MS = 14;

/**
 * The value, followed at most once in `ms` while it keeps changing, together with a change that comes when it is due,
 * and `ms` after the last change at the latest. For what is looked at when the hand rests, so that it costs a drag
 * little: neither work of its own at each step nor a frame of its own. What is paced takes turns: no step of a drag
 * bears more than one of it.
 *
 * @param isApart what is not kept back beside the value before: another board's.
 */
export function usePaced<T>(value: T, ms: number, isApart: (value: T, before: T) => boolean): T {
  const latest = useDeferredValue(value);
  const followed = useRef({ value: latest, at: Number.NEGATIVE_INFINITY });
  const [tries, drawAgain] = useReducer((n: number) => n + 1, 0);
  const tried = useRef(tries);
  const before = followed.current;
  const now = performance.now();
  // Not in the pass of the hand, in which the deferred value is still the one before.
  const isNew = Object.is(latest, value) && !Object.is(latest, before.value);
  const isDue = (): boolean => now - before.at >= ms && turns.take(followed, now);
  if (isNew && (isApart(latest, before.value) || isDue())) followed.current = { value: latest, at: now };
  const { value: shown } = followed.current;
  useEffect(() => {
    const isAgain = tried.current !== tries;
    tried.current = tries;
    if (Object.is(latest, shown)) return;
    // Where timers of two came late and together, one of them has had no turn.
    const timer = setTimeout(drawAgain, isAgain ? AGAIN_MS : ms);
    return () => clearTimeout(timer);
  }, [latest, shown, ms, tries]);
  useEffect(() => () => turns.leave(followed), []);
  return shown;
}
