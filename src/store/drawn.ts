/**
 * What views see of a store: its present state, or for a moment the one before a change whose fit is about to land.
 * A setting and the quick fit it asks for so come to the screen together, drawn once; half of it drawn alone would keep
 * the answer of the worker waiting.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { Clock } from './clock.ts';

/** The longest a change is kept from the screen, ms: half of a frame. */
export const HOLD_MS = 8;

export interface Drawn<T> {
  readonly store: Pick<StoreApi<T>, 'getState' | 'getInitialState' | 'subscribe'>;
  /** From now on views see the present state, until `release`, or for `HOLD_MS` at most. */
  hold(): void;
  /** Views see all that has happened since. */
  release(): void;
}

/** The views' side of a store. */
export function createDrawn<T>(store: StoreApi<T>, clock: Clock): Drawn<T> {
  type Listener = (state: T, before: T) => void;
  const listeners = new Set<Listener>();
  let held: { readonly state: T; readonly stop: () => void } | null = null;
  const tell = (state: T, before: T): void => {
    for (const listener of listeners) listener(state, before);
  };
  store.subscribe((state, before) => {
    if (held === null) tell(state, before);
  });
  const release = (): void => {
    if (held === null) return;
    const { state: before, stop } = held;
    held = null;
    stop();
    const state = store.getState();
    if (state !== before) tell(state, before);
  };
  return {
    store: {
      getState: () => held?.state ?? store.getState(),
      getInitialState: store.getInitialState,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    hold() {
      held ??= { state: store.getState(), stop: clock.after(HOLD_MS, release) };
    },
    release,
  };
}
