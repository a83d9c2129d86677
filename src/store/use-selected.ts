import { useRef, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import { equalShallow } from './equal.ts';

/**
 * What `selector` reads of a store; the component renders again when it changes (compared shallowly). The comparison of
 * zustand makes two maps of each list and object that changed, to be collected at each step of a slider.
 */
export function useSelected<S, T>(
  store: Pick<StoreApi<S>, 'getState' | 'subscribe'>,
  selector: (state: S) => T,
): T {
  const kept = useRef<T | undefined>(undefined);
  const read = (): T => {
    const next = selector(store.getState());
    if (!equalShallow(kept.current, next)) kept.current = next;
    return kept.current as T;
  };
  return useSyncExternalStore(store.subscribe, read);
}
