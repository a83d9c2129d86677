/** Time as the store sees it, so that tests can own it. */
export interface Clock {
  /** Milliseconds from any fixed origin. */
  now(): number;
  /** Runs `then` once after `ms`; the returned function calls it off. */
  after(ms: number, then: () => void): () => void;
}

/** The clock on the wall. */
export const wallClock: Clock = {
  now: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
