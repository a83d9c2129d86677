/**
 * What a policy would have done on a recording: how near its surface would have been to the quotes of the same and of the
 * next instant, how much it would have moved, how often it would have fitted anew, and what that comes to in the unit of
 * the user's own costs. Whoever drives it makes the full fits, so that it runs where and as slowly as they do.
 */

import type { MoveCosts } from './publish-band.ts';
import {
  movedBy,
  type PublishedSmile,
  type QuoteErrors,
  quoteErrors,
  type RecordedExpiry,
} from './published-score.ts';
import type { RefitReason } from './refit-policy.ts';
import { type TrackedExpiry, Tracker, type TrackerSettings } from './tracker.ts';

/** A recording at one instant, its expiries nearest first. */
export interface RecordedSnapshot {
  readonly at: number;
  readonly expiries: readonly RecordedExpiry[];
}

/** How a surface is kept current between full fits. */
export interface ReplayedPolicy {
  /** ms between full fits; null: none but the first, and those that the scalar asks for. */
  readonly every: number | null;
  /** The scalar between them; null: the surface stays as it was fitted. */
  readonly scalar: TrackerSettings | null;
}

/** What the user's costs are: the loss of a published ln v off by z, a day, is riskAversion z^2/2. */
export interface ReplayCosts extends MoveCosts {
  readonly riskAversion: number;
}

/** A full fit that the policy makes of a snapshot. */
export interface ReplayFit {
  readonly index: number;
  readonly reason: RefitReason | 'first' | 'every';
}

/** What one expiry came to, or all of them. Errors in vol points. */
export interface ReplayScore {
  /** Root mean square error against the quotes of the next snapshot, and of how many; null without any. */
  readonly nextError: number | null;
  readonly nextQuotes: number;
  /** Share of those whose published volatility was within half a spread. */
  readonly nextInside: number | null;
  /** Root mean square error against the quotes of the same snapshot. */
  readonly trackingError: number | null;
  /** Sum of the mean changes of published volatility about the forward, vol points. */
  readonly turnover: number;
  /** Times that it was published anew, by a hundredth of a vol point or more. */
  readonly moves: number;
}

/** What a policy came to. */
export interface ReplayOutcome {
  /** By key, nearest first as they came. */
  readonly expiries: readonly (ReplayScore & { readonly key: string })[];
  readonly all: ReplayScore;
  /** Root mean square next error of each snapshot but the last, vol points; NaN where nothing could be scored. */
  readonly nextErrors: Float64Array;
  /** Full fits after the first, in order. */
  readonly refits: readonly ReplayFit[];
  /** Fits that could not be made; the surface went on as it was. */
  readonly failedFits: number;
  /** Loss and costs over the recording, in the unit of the costs, over all expiries. */
  readonly loss: number;
  readonly cost: number;
}

const DAY = 86_400_000;
/** A mean change of volatility that nobody trades on: a hundredth of a vol point. */
const STILL = 1e-4;

class Tally {
  private next = { quotes: 0, squares: 0, inside: 0 };
  private same = { quotes: 0, squares: 0 };
  turnover = 0;
  moves = 0;

  takeNext({ quotes, squares, inside }: QuoteErrors): void {
    const { next } = this;
    this.next = {
      quotes: next.quotes + quotes,
      squares: next.squares + squares,
      inside: next.inside + inside,
    };
  }

  takeSame({ quotes, squares }: QuoteErrors): void {
    this.same = { quotes: this.same.quotes + quotes, squares: this.same.squares + squares };
  }

  get score(): ReplayScore {
    const points = (squares: number, quotes: number): number | null =>
      quotes === 0 ? null : 100 * Math.sqrt(squares / quotes);
    return {
      nextError: points(this.next.squares, this.next.quotes),
      nextQuotes: this.next.quotes,
      nextInside: this.next.quotes === 0 ? null : this.next.inside / this.next.quotes,
      trackingError: points(this.same.squares, this.same.quotes),
      turnover: 100 * this.turnover,
      moves: this.moves,
    };
  }
}

/** The surface that a policy shows, from fit to fit. */
class Kept {
  private base: readonly TrackedExpiry[] = [];
  private tracker: Tracker | null = null;
  fittedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly scalar: TrackerSettings | null) {}

  rebase(base: readonly TrackedExpiry[], at: number): void {
    this.base = base;
    this.fittedAt = at;
    this.tracker = this.scalar === null || base.length === 0 ? null : new Tracker(base, at, this.scalar);
  }

  /** Published smiles at a snapshot, by key, and whether a full fit is wanted. */
  step({ at, expiries }: RecordedSnapshot): {
    readonly smiles: ReadonlyMap<string, PublishedSmile>;
    readonly refit: RefitReason | null;
  } {
    if (this.tracker === null) {
      const alive = this.base.filter(({ expiry }) => expiry > at);
      return { smiles: new Map(alive.map((smile) => [smile.key, smile] as const)), refit: null };
    }
    const now = new Map(expiries.map((expiry) => [expiry.key, expiry]));
    const surface = this.tracker.step(
      at,
      this.base.map(({ key }) => now.get(key) ?? null),
    );
    const smiles = new Map<string, PublishedSmile>();
    surface.expiries.forEach(({ key, t }, i) => {
      if (this.base[i]!.expiry > at) smiles.set(key, { key, t, curve: surface.curves[i]! });
    });
    return { smiles, refit: surface.refit };
  }
}

/**
 * Runs a policy over a recording. Yields each full fit it makes, and is to be answered with its expiries, nearest first, or
 * null where it could not be made: then the surface goes on as it is, and the fit is asked for again at the next snapshot.
 *
 * @param snapshots ascending in time
 */
export function* replayPolicy(
  snapshots: readonly RecordedSnapshot[],
  { every, scalar }: ReplayedPolicy,
  costs: ReplayCosts,
): Generator<ReplayFit, ReplayOutcome, readonly TrackedExpiry[] | null> {
  const kept = new Kept(scalar);
  const tallies = new Map<string, Tally>();
  const all = new Tally();
  const refits: ReplayFit[] = [];
  const nextErrors = new Float64Array(Math.max(0, snapshots.length - 1)).fill(Number.NaN);
  let shown: ReadonlyMap<string, PublishedSmile> = new Map();
  let [failedFits, loss, cost] = [0, 0, 0];
  let hasBase = false;

  const tallyOf = (key: string): Tally => {
    const known = tallies.get(key);
    if (known !== undefined) return known;
    const fresh = new Tally();
    tallies.set(key, fresh);
    return fresh;
  };

  for (const [index, snapshot] of snapshots.entries()) {
    if (index > 0) nextErrors[index - 1] = scoreNext(shown, snapshot, tallyOf, all);
    let step = kept.step(snapshot);
    const due = every !== null && snapshot.at - kept.fittedAt >= every;
    const reason = hasBase ? (due ? ('every' as const) : step.refit) : ('first' as const);
    if (reason !== null) {
      const fit: ReplayFit = { index, reason };
      const base = yield fit;
      if (base === null || base.length === 0) failedFits++;
      else {
        if (hasBase) refits.push(fit);
        hasBase = true;
        kept.rebase(base, snapshot.at);
        step = kept.step(snapshot);
      }
    }
    for (const [key, smile] of step.smiles) {
      const before = shown.get(key);
      if (before === undefined) continue;
      const { vol, level } = movedBy(before, smile);
      const isMove = vol > STILL;
      for (const tally of [tallyOf(key), all]) {
        tally.turnover += vol;
        if (isMove) tally.moves++;
      }
      cost += (isMove ? costs.fixed : 0) + costs.proportional * Math.abs(level);
    }
    shown = step.smiles;
    const days = ((snapshots[index + 1]?.at ?? snapshot.at) - snapshot.at) / DAY;
    for (const expiry of snapshot.expiries) {
      const smile = shown.get(expiry.key);
      if (smile === undefined) continue;
      const errors = quoteErrors(smile, expiry);
      tallyOf(expiry.key).takeSame(errors);
      all.takeSame(errors);
      if (errors.level !== null) loss += (costs.riskAversion * errors.level ** 2 * days) / 2;
    }
  }
  return {
    expiries: [...tallies].map(([key, tally]) => ({ key, ...tally.score })),
    all: all.score,
    nextErrors,
    refits,
    failedFits,
    loss,
    cost,
  };
}

/** The same with fits that are made at once. */
export function replayNow(
  snapshots: readonly RecordedSnapshot[],
  policy: ReplayedPolicy,
  costs: ReplayCosts,
  fit: (wanted: ReplayFit) => readonly TrackedExpiry[] | null,
): ReplayOutcome {
  const replay = replayPolicy(snapshots, policy, costs);
  let step = replay.next();
  while (step.done !== true) step = replay.next(fit(step.value));
  return step.value;
}

/** Scores what was shown against the quotes that came next; the error of all of them in vol points, NaN without any. */
function scoreNext(
  shown: ReadonlyMap<string, PublishedSmile>,
  { expiries }: RecordedSnapshot,
  tallyOf: (key: string) => Tally,
  all: Tally,
): number {
  let [quotes, squares] = [0, 0];
  for (const expiry of expiries) {
    const smile = shown.get(expiry.key);
    if (smile === undefined || !(expiry.t > 0)) continue;
    const errors = quoteErrors(smile, expiry);
    tallyOf(expiry.key).takeNext(errors);
    all.takeNext(errors);
    quotes += errors.quotes;
    squares += errors.squares;
  }
  return quotes === 0 ? Number.NaN : 100 * Math.sqrt(squares / quotes);
}
