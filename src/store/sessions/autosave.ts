/** When a session is saved: soon after every change, one save at a time until the page is left, again and again for a while where it fails. */
import type { Clock } from '#store/clock.ts';

/** From the first change that is not saved to the beginning of its save, ms. */
export const SAVE_AFTER_MS = 120;
/** While changes follow each other, as those of a slider do: from the beginning of one save to that of the next, ms. */
export const SAVE_EVERY_MS = 360;
/** Pauses before a save that failed is tried again, ms; after the last one the next change begins anew. */
const AGAIN_AFTER = [2000, 5000, 10_000, 30_000, 60_000];

export interface Autosave {
  /** Something has changed since the last save began. */
  readonly pending: boolean;
  /** Something has changed. `after` puts the save off, ms; one that is put off further comes with the next that is not. */
  changed(after?: number): void;
  /** Saves what has changed now; resolves when it is saved or has failed. */
  flush(): Promise<void>;
  /** Forgets what is not saved. */
  stop(): void;
}

/** @param save saves what there is now; false where it failed */
export function createAutosave(clock: Clock, save: () => Promise<boolean>): Autosave {
  let cancelTimer: (() => void) | null = null;
  let due = 0;
  let began = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;
  let dirty = false;
  let failures = 0;

  /** How long a change waits for its save, ms. */
  function wait(after: number): number {
    return Math.max(after, began + SAVE_EVERY_MS - clock.now());
  }

  function arm(ms: number): void {
    cancelTimer?.();
    due = clock.now() + ms;
    cancelTimer = clock.after(ms, () => {
      cancelTimer = null;
      void run();
    });
  }

  function ended(saved: boolean): void {
    running = null;
    if (saved) {
      failures = 0;
      if (dirty) arm(wait(SAVE_AFTER_MS));
      return;
    }
    const pause = AGAIN_AFTER[failures++];
    if (pause !== undefined) arm(pause);
  }

  /** Begins a save, be it while one is under way: the last one tells how things stand. */
  function run(): Promise<void> {
    cancelTimer?.();
    cancelTimer = null;
    dirty = false;
    began = clock.now();
    const mine: Promise<void> = save()
      .catch(() => false)
      .then((saved) => {
        if (running === mine) ended(saved);
      });
    running = mine;
    return mine;
  }

  return {
    get pending() {
      return dirty;
    },
    changed(after = SAVE_AFTER_MS) {
      failures = 0;
      const isFirst = !dirty;
      dirty = true;
      const ms = wait(after);
      if (running === null && (isFirst || cancelTimer === null || clock.now() + ms < due)) arm(ms);
    },
    async flush() {
      const before = running;
      // What changed while one save was under way needs another, at once: a page that is left may not see the first one's end.
      if (dirty || cancelTimer !== null) await run();
      await before;
    },
    stop() {
      cancelTimer?.();
      cancelTimer = null;
      dirty = false;
    },
  };
}
