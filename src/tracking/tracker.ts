/**
 * The surface between full fits: takes the quotes of every expiry at an instant, keeps the scalars up, and says what is
 * published of them and when a full fit is wanted. Without a clock: the same instants and quotes give the same surfaces.
 */
import { type Years, years } from '#base/units.ts';
import { averagedTime } from '#market/settlement.ts';
import type { SmileCurve } from '#surface/smile-curve.ts';
import { type LiveMarket, type LiveQuotes, levelQuotes } from './expiry-reading.ts';
import { readLevel } from './level-reading.ts';
import { type BaseExpiry, type LiveLimits, liveLimits } from './live-limits.ts';
import type { PublishBand } from './publish-band.ts';
import { publishedFaults } from './published-check.ts';
import { publishedScalars } from './published-scalars.ts';
import { type RefitReason, type RefitSettings, type ShapePace, ShapeWatch } from './refit-policy.ts';
import {
  diffusionAt,
  type FilterSettings,
  type FilterState,
  initialState,
  predicted,
  updated,
} from './scalar-filter.ts';
import type { ScalarMap } from './scaled-smile.ts';
import { filterStateOf, publishedOf, type TrackerState } from './tracker-state.ts';

/** One expiry of a full fit. */
export interface TrackedExpiry extends BaseExpiry {
  readonly key: string;
  /** Instant of expiry, ms. */
  readonly expiry: number;
  /** Scatter of its quotes about the smile, in ln vol; NaN where it is not known. */
  readonly noise: number;
  /** Window over which its settlement price is averaged, where the fit prices it so: absent or null, it does not. */
  readonly window?: Years | null;
}

/** Everything the user sets. */
export interface TrackerSettings {
  readonly map: ScalarMap;
  readonly filter: FilterSettings;
  readonly refit: RefitSettings;
  /** How shapes are looked at; absent: every reading is one. */
  readonly shapes?: ShapePace;
  /** Band of an expiry with this diffusion of ln v per root day. */
  readonly band: (diffusion: number) => PublishBand;
}

/** One expiry as published. */
export interface TrackedScalar {
  readonly key: string;
  /** Years to expiry now; where the settlement average is priced, the years of its variance. */
  readonly t: number;
  /** The filter's ln v and its standard deviation. */
  readonly z: number;
  readonly deviation: number;
  /** ln v as published. */
  readonly published: number;
  /** Half-width of the band about it, ln v. */
  readonly band: number;
  /** Largest ln v without butterfly arbitrage now; the published one is held by it. */
  readonly cap: number;
  readonly capped: boolean;
  /** Factor of the base's total variance: the square of the scalar times the share of time that is left. */
  readonly factor: number;
  /** Quotes of the last reading; 0 before the first. */
  readonly quotes: number;
  /** Instant of the last reading, ms; null before the first. */
  readonly readAt: number | null;
}

/** The surface at an instant. */
export interface TrackedSurface {
  readonly at: number;
  readonly expiries: readonly TrackedScalar[];
  /** Anything published has moved. */
  readonly moved: boolean;
  /**
   * The present smiles, without arbitrage on the ranges of the limits but where the base has it; total variance to the
   * present instant's expiry.
   */
  readonly curves: readonly SmileCurve[];
  readonly refit: RefitReason | null;
}

/**
 * The quotes of an expiry now; null where nothing new has come. `news`: share of its quotes that were told since the last
 * reading, above 0 to 1; absent: all of them. What was read before is not read again as if it were new.
 */
export type ExpiryNow = (LiveMarket & { readonly quotes: LiveQuotes; readonly news?: number }) | null;

const DAY = 86_400_000;
const YEAR = 365 * DAY;
/** A surface that time alone has moved, and may have moved into arbitrage, is looked at so often, ms. */
const LOOK = 60_000;
/** A scalar that comes so near its cap is held by it. */
const NEAR = 1e-12;

/** Years whose variance an option has that expires so many years from now, by the same count as its full fit. */
function varianceYears({ window }: TrackedExpiry, whole: number): number {
  return window == null ? whole : averagedTime(years(whole), window);
}

/** A tracker of one full fit, its expiries nearest first. */
export class Tracker {
  private readonly limits: LiveLimits;
  private readonly watch: ShapeWatch;
  private readonly bands: readonly PublishBand[];
  private state: FilterState;
  private published: Float64Array | null = null;
  private last: number;
  private readonly read: { quotes: number; at: number | null }[];

  /**
   * @param fittedAt instant of the quotes of the fit, ms
   * @param from a tracker of the same fit that is gone on from, by the keys of its expiries
   * @throws RangeError without an expiry
   */
  constructor(
    private readonly base: readonly TrackedExpiry[],
    private readonly fittedAt: number,
    private readonly settings: TrackerSettings,
    from: TrackerState | null = null,
  ) {
    if (base.length === 0) throw new RangeError('a tracker needs an expiry');
    this.limits = liveLimits(base, settings.map, 'followed');
    this.watch = new ShapeWatch(
      Float64Array.from(base, ({ noise }) => noise),
      settings.shapes,
    );
    this.bands = base.map(({ t }) => settings.band(diffusionAt(settings.filter, t)));
    this.state = initialState(base.length);
    this.last = fittedAt;
    this.read = base.map(() => ({ quotes: 0, at: null }));
    if (from !== null) this.resume(from);
  }

  /** Keys of the expiries whose base smile has butterfly arbitrage on the live range, and of those that cross the next. */
  get faults(): { readonly butterfly: readonly string[]; readonly calendar: readonly string[] } {
    const keyOf = (i: number): string => this.base[i]!.key;
    const { butterfly, calendar } = this.limits.faults;
    return { butterfly: butterfly.map(keyOf), calendar: calendar.map(keyOf) };
  }

  /** All that is kept between steps. */
  keep(): TrackerState {
    const { state, published, read } = this;
    return {
      keys: this.base.map(({ key }) => key),
      last: this.last,
      z: [...state.z],
      covariance: [...state.covariance],
      published: published === null ? null : [...published],
      quotes: read.map(({ quotes }) => quotes),
      readAt: read.map(({ at }) => at),
      shapes: this.watch.keep(),
    };
  }

  private resume(from: TrackerState): void {
    const keys = this.base.map(({ key }) => key);
    this.last = from.last;
    this.state = filterStateOf(keys, from);
    this.published = publishedOf(keys, from);
    keys.forEach((key, i) => {
      const j = from.keys.indexOf(key);
      if (j < 0) return;
      this.read[i] = { quotes: from.quotes[j]!, at: from.readAt[j]! };
      this.watch.resume(i, from.shapes[j]!);
    });
  }

  /**
   * The surface at an instant, not before the last, with the quotes that are new.
   *
   * @param hold what is published stays, once anything is
   */
  step(now: number, quotes: readonly ExpiryNow[], hold = false): TrackedSurface {
    const { base, settings } = this;
    const n = base.length;
    const t = Float64Array.from(base, (of) => Math.max(varianceYears(of, (of.expiry - now) / YEAR), 1e-9));
    this.state = predicted(this.state, t, Math.max(0, now - this.last) / DAY, settings.filter);
    const isDue = Math.floor(now / LOOK) > Math.floor(this.last / LOOK);
    this.last = Math.max(this.last, now);
    let isStrange = false;
    const readings = quotes.map((expiry, i) => {
      const of = base[i]!;
      // Of an average that is being fixed the fixed part is not known: its quotes say nothing of the rest.
      if (expiry === null || !(expiry.t > 0) || expiry.t < (of.window ?? 0)) return null;
      const market = { t: varianceYears(of, expiry.t), forward: expiry.forward };
      const seen = levelQuotes(expiry.quotes, market, of.curve, of.t);
      const reading = readLevel(seen, this.state.z[i]!, this.state.covariance[i * n + i]!);
      if (reading !== null) {
        this.read[i] = { quotes: reading.quotes, at: now };
        isStrange = this.watch.take(i, reading.shape, settings.refit, now) || isStrange;
      }
      const { news = 1 } = expiry;
      return reading === null || news === 1 ? reading : { ...reading, variance: reading.variance / news };
    });
    this.state = updated(this.state, readings);
    return this.publish(now, t, { isStrange, hold, isDue });
  }

  private publish(
    now: number,
    t: Float64Array,
    { isStrange, hold, isDue }: { isStrange: boolean; hold: boolean; isDue: boolean },
  ): TrackedSurface {
    const { base, state, limits } = this;
    const n = base.length;
    // Total variance runs off with time: x is the square of the scalar times the time that is left of the base's.
    const left = t.map((years, i) => Math.log(years / base[i]!.t));
    const weight = Float64Array.from({ length: n }, (_, i) => 1 / (state.covariance[i * n + i]! + 1e-8));
    const isAged = isDue && !limits.agesFree;
    const project = (z: Float64Array, by: Float64Array): Float64Array => {
      if (!isAged && z.every((value, i) => value === 2 * (this.published?.[i] ?? Number.NaN))) return z;
      const asked = z.map((value, i) => value + left[i]!);
      // One that is not moved keeps its bits, so that what is published again unchanged is no move.
      return limits.project(asked, by, t).map((value, i) => (value === asked[i] ? z[i]! : value - left[i]!));
    };
    const wanted =
      hold && this.published !== null
        ? this.published
        : publishedScalars(state.z, weight, this.published, this.bands, project);
    const curvesOf = (z: Float64Array): readonly SmileCurve[] =>
      base.map((_, i) => limits.movedBy(i, Math.exp(2 * z[i]! + left[i]!), t[i]!));
    const isNew = this.published === null || wanted.some((z, i) => z !== this.published![i]);
    const curves = curvesOf(wanted);
    const isFree = !(isNew || isAged) || this.isFree(curves);
    const next = isFree ? wanted : (this.published ?? wanted);
    const moved = isFree && isNew;
    if (isFree) this.published = next;
    return {
      at: now,
      expiries: base.map(({ key }, i) => ({
        key,
        t: t[i]!,
        z: state.z[i]!,
        deviation: Math.sqrt(state.covariance[i * n + i]!),
        published: next[i]!,
        band: this.bands[i]!.half,
        cap: (limits.lnCap[i]! - left[i]!) / 2,
        capped: 2 * next[i]! + left[i]! >= limits.lnCap[i]! - NEAR,
        factor: Math.exp(2 * next[i]! + left[i]!),
        quotes: this.read[i]!.quotes,
        readAt: this.read[i]!.at,
      })),
      moved,
      curves: next === wanted ? curves : curvesOf(next),
      refit: this.refitReason(now, isStrange, isFree),
    };
  }

  private isFree(curves: readonly SmileCurve[]): boolean {
    const { own, pairs, faults, areLaws } = this.limits;
    const { butterfly, calendar } = publishedFaults(curves, areLaws ? null : own, pairs);
    return (
      butterfly.every((i) => faults.butterfly.includes(i)) &&
      calendar.every((i) => faults.calendar.includes(i))
    );
  }

  private refitReason(now: number, isStrange: boolean, isFree: boolean): RefitReason | null {
    const { refit } = this.settings;
    if (this.base.some(({ expiry }) => expiry <= now)) return 'roll';
    if (!isFree) return 'arbitrage';
    if (isStrange) return 'shape';
    if (this.state.z.some((z) => Math.abs(z) > refit.level)) return 'level';
    return now - this.fittedAt > refit.age ? 'age' : null;
  }
}
