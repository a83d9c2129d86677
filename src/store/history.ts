import { equalPlain } from './equal.ts';
import type { Decisions } from './state.ts';

/**
 * Undo and redo. A gesture (a drag, a held key) is one step however many
 * values it passes through, and an edit that changes nothing is none.
 */
export interface History {
  readonly present: Decisions;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Makes `next` the present; false when it equals the present. */
  edit(next: Decisions): boolean;
  /** Makes `next` the present without a step: nobody decided it, as with the next snapshot of a live market. */
  carry(next: Decisions): void;
  begin(): void;
  end(): void;
  /** Each ends an open gesture first; false when there is nowhere to go. */
  undo(): boolean;
  redo(): boolean;
  /** The steps there are, that of an open gesture among them. */
  steps(): Steps;
  /** Begins anew at `initial` with the steps of another history. */
  restart(initial: Decisions, steps?: Steps): void;
}

/** What can be undone and done again, each the newest last. */
export interface Steps {
  readonly past: readonly Decisions[];
  readonly future: readonly Decisions[];
}

/** A history that begins at `initial`. */
export function createHistory(initial: Decisions): History {
  let present = initial;
  let gestureStart: Decisions | null = null;
  const past: Decisions[] = [];
  const future: Decisions[] = [];

  function end(): void {
    const start = gestureStart;
    gestureStart = null;
    if (start !== null && !equalPlain(start, present)) {
      past.push(start);
      future.length = 0;
    }
  }

  function move(from: Decisions[], to: Decisions[]): boolean {
    end();
    const next = from.pop();
    if (next === undefined) return false;
    to.push(present);
    present = next;
    return true;
  }

  return {
    get present() {
      return present;
    },
    get canUndo() {
      return past.length > 0 || (gestureStart !== null && !equalPlain(gestureStart, present));
    },
    get canRedo() {
      return future.length > 0 && (gestureStart === null || equalPlain(gestureStart, present));
    },
    edit(next) {
      if (equalPlain(next, present)) return false;
      if (gestureStart === null) {
        past.push(present);
        future.length = 0;
      }
      present = next;
      return true;
    },
    carry(next) {
      if (equalPlain(next, present)) return;
      // What was open as a gesture goes on from what it is carried to, or its end would undo the carrying, too.
      if (gestureStart !== null && equalPlain(gestureStart, present)) gestureStart = next;
      present = next;
    },
    begin() {
      end();
      gestureStart = present;
    },
    end,
    undo: () => move(past, future),
    redo: () => move(future, past),
    steps() {
      const open = gestureStart !== null && !equalPlain(gestureStart, present);
      return open
        ? { past: [...past, gestureStart as Decisions], future: [] }
        : { past: [...past], future: [...future] };
    },
    restart(initial, steps = { past: [], future: [] }) {
      gestureStart = null;
      present = initial;
      past.splice(0, past.length, ...steps.past);
      future.splice(0, future.length, ...steps.future);
    },
  };
}
