import { useDeferredValue, useEffect, useReducer, useRef } from 'react';

/**
 * The value, followed at most once in `ms` while it keeps changing, together with a change that comes when it is due,
 * and `ms` after the last change at the latest. For what is looked at when the hand rests, so that it costs a drag
 * little: neither work of its own at each step nor a frame of its own.
 */
export function usePaced<T>(value: T, ms: number): T {
  const latest = useDeferredValue(value);
  const followed = useRef({ value: latest, at: Number.NEGATIVE_INFINITY });
  const [, drawAgain] = useReducer((n: number) => n + 1, 0);
  const before = followed.current;
  const isNew = !Object.is(latest, before.value);
  if (isNew && performance.now() - before.at >= ms)
    followed.current = { value: latest, at: performance.now() };
  const { value: shown } = followed.current;
  useEffect(() => {
    if (Object.is(latest, shown)) return;
    const timer = setTimeout(drawAgain, ms);
    return () => clearTimeout(timer);
  }, [latest, shown, ms]);
  return shown;
}
