/**
 * What published smiles were worth against quotes: how far from the market they were, quote by quote, and how much they
 * moved, which whoever hedges by them pays for.
 */
import type { SmileCurve } from '#surface/smile-curve.ts';
import { type LiveMarket, type LiveQuotes, levelQuotes } from './expiry-reading.ts';
import { readLevel } from './level-reading.ts';

/** The smile of one expiry as published: total variance at `t` years, and volatility at fixed k from there on. */
export interface PublishedSmile {
  readonly key: string;
  readonly t: number;
  readonly curve: SmileCurve;
}

/** One expiry of a recording at one instant. */
export interface RecordedExpiry extends LiveMarket {
  readonly key: string;
  readonly quotes: LiveQuotes;
}

/** Errors of some quotes, volatilities decimal. */
export interface QuoteErrors {
  readonly quotes: number;
  /** Sum of squares of published less quoted volatility. */
  readonly squares: number;
  /** Quotes whose published volatility is within half a spread of theirs. */
  readonly inside: number;
  /** Published ln vol less the market's, as all quotes of the expiry tell it together; null without any. */
  readonly level: number | null;
}

/** Errors are read within so many standard deviations of the forward. */
const REACH = 1.5;
/** Places at which a change of volatility is read, k over the root of time. */
const TRADED = [-0.25, 0, 0.25] as const;
/** Variance with which the market's level is expected about the published one: outliers alone are pulled in. */
const LEVEL_VARIANCE = 0.01;

/** Volatility of the quote nearest to the forward: the same whatever is published. */
function moneyVol({ k, vol }: { readonly k: Float64Array; readonly vol: Float64Array }): number {
  let [nearest, found] = [Number.POSITIVE_INFINITY, Number.NaN];
  for (let j = 0; j < k.length; j++) {
    if (!(Math.abs(k[j]!) < nearest && vol[j]! > 0)) continue;
    nearest = Math.abs(k[j]!);
    found = vol[j]!;
  }
  return found;
}

/** A published smile against the two-sided out-of-the-money quotes within 1.5 standard deviations of the forward. */
export function quoteErrors(smile: PublishedSmile, now: RecordedExpiry): QuoteErrors {
  const seen = levelQuotes(now.quotes, now, smile.curve, smile.t);
  const reach = REACH * moneyVol(seen) * Math.sqrt(now.t);
  let [quotes, squares, inside] = [0, 0, 0];
  for (let j = 0; j < seen.k.length; j++) {
    const error = seen.base[j]! - seen.vol[j]!;
    if (!(Math.abs(seen.k[j]!) <= reach) || !Number.isFinite(error)) continue;
    quotes++;
    squares += error * error;
    if (Math.abs(error) <= seen.halfSpread[j]!) inside++;
  }
  const reading = readLevel(seen, 0, LEVEL_VARIANCE);
  return { quotes, squares, inside, level: reading === null ? null : -reading.level };
}

/** How far a smile has moved: mean change of volatility about the forward, decimal, and of ln vol at it. */
export function movedBy(
  before: PublishedSmile,
  after: PublishedSmile,
): { readonly vol: number; readonly level: number } {
  const k = Float64Array.from(TRADED, (z) => z * Math.sqrt(after.t));
  const [one, two, w1, w2] = Array.from({ length: 4 }, () => new Float64Array(TRADED.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  before.curve.derivatives(k, one, w1, w2);
  after.curve.derivatives(k, two, w1, w2);
  const was = one.map((w) => Math.sqrt(w / before.t));
  const is = two.map((w) => Math.sqrt(w / after.t));
  const vol = is.reduce((sum, value, j) => sum + Math.abs(value - was[j]!), 0) / TRADED.length;
  return { vol, level: Math.log(is[1]! / was[1]!) };
}
