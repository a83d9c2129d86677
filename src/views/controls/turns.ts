/** What is drawn sooner after another than this would be drawn in the same pass, ms. */
const ONE_PASS_MS = 12;
/** After a pause of this length a change stands alone, ms: all of it at once costs less than one by one. */
const REST_MS = 300;
/** Who was refused asks again within this, ms; who does not has nothing new any more, as after an undo. */
const PATIENCE_MS = 500;

/** Turns among panels that may wait: while changes follow each other each pass draws one of them. */
export interface Turns {
  /**
   * True where `one`, which is due, is drawn in the pass of `now`, ms. Where another was, it waits, and comes before
   * any that was drawn meanwhile, if it asks again.
   */
  take(one: object, now: number): boolean;
  /** `one` is no longer there: nobody waits for it. */
  leave(one: object): void;
}

export function createTurns(): Turns {
  let last = Number.NEGATIVE_INFINITY;
  let rested = false;
  let next: { readonly one: object; readonly at: number } | null = null;
  return {
    take(one, now) {
      if (now - last < ONE_PASS_MS) {
        if (!rested) next ??= { one, at: now };
        return rested;
      }
      if (next !== null && next.one !== one && now - next.at < PATIENCE_MS) return false;
      rested = now - last >= REST_MS;
      last = now;
      next = null;
      return true;
    },
    leave(one) {
      if (next?.one === one) next = null;
    },
  };
}
