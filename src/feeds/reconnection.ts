/** When to try again: longer after each failure, never twice within five seconds, and not all pages at once. */

const LEAST_MS = 5000;
const MOST_MS = 60_000;
/** Tries without a word of the venue after which it is given up. */
const TRIES = 12;

/** Waits between tries. `random` gives numbers in [0, 1). */
export class Reconnection {
  private failures = 0;
  private lastTry = Number.NEGATIVE_INFINITY;

  constructor(private readonly random: () => number) {}

  /** Tries since the venue last spoke. */
  get tries(): number {
    return this.failures;
  }

  get givenUp(): boolean {
    return this.failures >= TRIES;
  }

  keep(): { readonly failures: number; readonly lastTry: number | null } {
    return { failures: this.failures, lastTry: Number.isFinite(this.lastTry) ? this.lastTry : null };
  }

  resume({ failures, lastTry }: ReturnType<Reconnection['keep']>): void {
    this.failures = failures;
    this.lastTry = lastTry ?? Number.NEGATIVE_INFINITY;
  }

  tried(now: number): void {
    this.lastTry = now;
    this.failures++;
  }

  /** The venue spoke: the next wait is the shortest again. */
  succeeded(): void {
    this.failures = 0;
  }

  /** When to try next: twice as long after each failure, with up to as much again by chance, five seconds after the last try at least. */
  next(now: number): number {
    const doubled = Math.min(MOST_MS, 250 * 2 ** Math.max(0, this.failures - 1));
    const wait = doubled * (0.5 + 0.5 * this.random());
    return Math.max(now + wait, this.lastTry + LEAST_MS * (1 + 0.1 * this.random()));
  }

  /** When to try next where the venue has had enough of us: its allowance comes back with time alone. */
  later(now: number): number {
    return now + MOST_MS * (0.5 + 0.5 * this.random());
  }
}
