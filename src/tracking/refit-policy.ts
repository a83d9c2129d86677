/** When a scalar no longer does, and the surface is to be fitted anew. */

/** Why a full fit is wanted. */
export type RefitReason =
  /** The quotes no longer lie about the base smile's shape. */
  | 'shape'
  /** A scalar is far from 1. */
  | 'level'
  | 'age'
  /** An expiry of the base surface has settled. */
  | 'roll'
  /** What the scalars ask for cannot be published without arbitrage. */
  | 'arbitrage';

/** What the user sets of it. */
export interface RefitSettings {
  /** Shape statistic over that at the base fit beyond which the shape is taken for another. */
  readonly shape: number;
  /** Readings in a row that it must be so. */
  readonly readings: number;
  /** |ln v| beyond which a scalar is far from 1. */
  readonly level: number;
  /** Oldest base fit, ms. */
  readonly age: number;
}

export const DEFAULT_REFIT: RefitSettings = { shape: 1.5, readings: 3, level: 0.25, age: 2 * 3_600_000 };

/** How shapes are looked at where readings come faster than the quotes behind them change. Times in ms. */
export interface ShapePace {
  /** The usual shape is at least the mean of the first readings for so long; 0: that of the fit, or of the first reading. */
  readonly learn: number;
  /** One shape is the mean of the readings for so long; 0: every reading is one. */
  readonly every: number;
}

/** What is kept of the shapes of one expiry. */
export interface ShapeCount {
  /** Null where it is not known. */
  readonly usual: number | null;
  readonly isLearned: boolean;
  /** Sum and number of the readings that make the next shape, and since when; null before the first. */
  readonly sum: number;
  readonly count: number;
  readonly since: number | null;
  /** Strange shapes in a row. */
  readonly strange: number;
}

const AT_ONCE: ShapePace = { learn: 0, every: 0 };

/** Counts strange shapes in a row, by expiry. */
export class ShapeWatch {
  private readonly counts: ShapeCount[];

  /** @param noise scatter of the quotes about each base smile at its fit, in ln vol; NaN where it is not known */
  constructor(
    noise: Float64Array,
    private readonly pace: ShapePace = AT_ONCE,
  ) {
    this.counts = Array.from(noise, (scatter) => ({
      usual: scatter > 0 ? scatter : null,
      isLearned: scatter > 0 && !(pace.learn > 0),
      sum: 0,
      count: 0,
      since: null,
      strange: 0,
    }));
  }

  /** Goes on from another's count of an expiry. */
  resume(i: number, count: ShapeCount): void {
    this.counts[i] = count;
  }

  keep(): readonly ShapeCount[] {
    return [...this.counts];
  }

  /** True once the shape of an expiry has been strange for long enough. */
  take(i: number, shape: number, { shape: times, readings }: RefitSettings, now: number): boolean {
    const before = this.counts[i]!;
    const since = before.since ?? now;
    const [sum, count] = [before.sum + shape, before.count + 1];
    const { learn, every } = this.pace;
    if (now - since < (before.isLearned ? every : learn)) {
      this.counts[i] = { ...before, sum, count, since };
      return before.strange >= readings;
    }
    const [mean, usual] = [sum / count, before.usual ?? 0];
    const strange = before.isLearned && mean > times * usual ? before.strange + 1 : 0;
    this.counts[i] = {
      usual: before.isLearned ? before.usual : Math.max(usual, mean),
      isLearned: true,
      sum: 0,
      count: 0,
      since: now,
      strange,
    };
    return strange >= readings;
  }
}
