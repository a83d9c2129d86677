/**
 * The right to exercise American options early, priced and taken off: with the rate by hand and the continuous yield q
 * that each forward implies, F = S exp((r - q) T). Dividends are not known one by one.
 */
import type { EpochMs, Years } from '#base/units.ts';
import { AmericanExpiry } from '#pricing/american-expiry.ts';
import type { ForwardEstimate } from './book.ts';
import { isForward } from './columns.ts';
import type { PairEvidence } from './forward.ts';
import type { OptionPairs } from './option-pairs.ts';
import { type ParityEstimate, parityByMean } from './parity.ts';
import type { QuoteSet } from './quote-set.ts';

/** Longest time over which a forward tells the spot: no dividend is looked for until then. */
const FRONT_YEARS = 31 / 365;
/** Fewest pairs of a forward that tells the spot. */
const FRONT_PAIRS = 3;
/** A second forward, this many times as far away, tells the yield of the first. */
const SECOND_TIMES = 1.5;
/** Largest yield a year, of either sign, that a spot may need to meet the first forward, and how far it may be off beside. */
const FRONT_YIELD = 0.05;
const SPOT_ERROR = 1e-4;
/** The yield a year, of either sign, that the file's spot may need where all expiries lie beyond: one dear to borrow has it. */
const FAR_YIELD = 0.3;
/** Rounds of the forward, and where they end, relatively. */
const ROUNDS = 12;
const SETTLED = 1e-7;

/** What early exercise of a board is priced with. */
export interface ExerciseTerms {
  /** Continuously compounded, a year. */
  readonly rate: number;
  readonly spot: number;
  /** Expiry whose forward tells the spot; null where it is the file's. */
  readonly front: EpochMs | null;
}

/** One expiry as the search for the spot sees it. */
export interface SpotWitness {
  readonly expiry: EpochMs;
  readonly years: Years;
  readonly evidence: PairEvidence;
}

/**
 * The rate by hand with the spot of an American board: the file's, where the nearest forward within a month bears it out;
 * else, and where the file has none, that forward discounted. A spot of another instant than the quotes, as of a table
 * saved after the close, would be taken for a yield, which over days is without measure. Where all expiries lie beyond a
 * month the nearest refuses a spot that no yield explains, and tells none. Null without a rate or a spot, and where
 * nothing is American.
 *
 * @param witnesses Ascending in time.
 */
export function exerciseTerms(
  quotes: QuoteSet,
  witnesses: readonly SpotWitness[],
  rate: number | undefined,
): ExerciseTerms | null {
  if (quotes.exercise !== 'american' || quotes.unit !== 'currency' || rate === undefined) return null;
  const own = quotes.spot !== null && isForward(quotes.spot) ? quotes.spot : null;
  const able = witnesses.filter(({ evidence }) => evidence.pairs.strike.length >= FRONT_PAIRS);
  const isNear = able.some(({ years }) => years <= FRONT_YEARS);
  const near = isNear ? able.filter(({ years }) => years <= FRONT_YEARS) : able;
  const [front] = near;
  const first = front === undefined ? null : discounted(quotes, front, rate);
  if (front === undefined || first === null) return own === null ? null : { rate, spot: own, front: null };
  if (own !== null) {
    const second = near.find(({ years }) => years >= SECOND_TIMES * front.years);
    const later = second === undefined ? null : discounted(quotes, second, rate);
    // Carried back at the yield between the two: the spot of a share that pays, or is lent at, a lot.
    const slope = later === null ? 0 : Math.log(later.value / first.value) / (second!.years - front.years);
    const carried = -slope * front.years;
    const most = isNear ? FRONT_YIELD : FAR_YIELD;
    const error = most * front.years + (2 * first.stdError) / first.value + SPOT_ERROR;
    const off = Math.log(own / first.value);
    if (off >= Math.min(carried, 0) - error && off <= Math.max(carried, 0) + error) {
      return { rate, spot: own, front: null };
    }
  }
  return isNear ? { rate, spot: first.value, front: front.expiry } : null;
}

/** The forward of one expiry at no yield, discounted. */
function discounted(
  quotes: QuoteSet,
  { years, evidence }: SpotWitness,
  rate: number,
): { readonly value: number; readonly stdError: number } | null {
  const { parity } = withoutEarlyExercise(quotes, evidence, rate, years, null);
  if (parity === null) return null;
  const discount = Math.exp(-rate * years);
  return { value: discount * parity.forward, stdError: discount * (parity.stdError ?? 0) };
}

/** Pairs without their early exercise, and the forward they give. */
export interface EuropeanEvidence {
  readonly evidence: PairEvidence;
  readonly parity: ParityEstimate | null;
  /** Early exercise at the forward it was last taken off with. */
  readonly american: AmericanExpiry | null;
  readonly forward: number;
  /** How far the forward by parity was still from that one where the search was given up, relatively; 0 where it settled. */
  readonly unsettled: number;
}

/**
 * The pairs of an expiry as European ones, with the forward by parity of them: the forward at which what early exercise
 * adds, which depends on the forward by the yield, leaves pairs that give that forward. By secants.
 *
 * @param spot Null: no yield.
 * @param like Early exercise of an expiry near by.
 */
export function withoutEarlyExercise(
  quotes: QuoteSet,
  evidence: PairEvidence,
  rate: number,
  years: Years,
  spot: number | null,
  like: AmericanExpiry | null = null,
): EuropeanEvidence {
  const { pairs, columns } = evidence;
  const discount = Math.exp(-rate * years);
  const early = new Float64Array(pairs.strike.length);
  const difference = columns.difference.slice();
  const european = { ...columns, difference };
  let parity = parityByMean(columns, false, discount);
  let [lastForward, lastGap] = [Number.NaN, Number.NaN];
  // Yields of neighbouring expiries are alike: theirs is nearer than the pairs with their early exercise.
  let forward =
    spot !== null && like !== null
      ? spot * Math.exp((rate - like.q) * years)
      : (parity?.forward ?? Number.NaN);
  let [american, at]: [AmericanExpiry | null, number] = [null, Number.NaN];
  let unsettled = 0;
  for (let round = 0; round < ROUNDS && parity !== null && isForward(forward); round++) {
    american = new AmericanExpiry(spot === null ? discount : spot / forward, rate, years, american ?? like);
    at = forward;
    writeEarly(quotes, pairs, american, forward, discount, early);
    for (let j = 0; j < early.length; j++) difference[j] = columns.difference[j]! - early[j]!;
    parity = parityByMean(european, false, discount);
    if (parity === null) break;
    const gap = parity.forward - forward;
    unsettled = Math.abs(gap) > SETTLED * forward ? Math.abs(gap) / forward : 0;
    if (unsettled === 0) break;
    const step = (gap * (forward - lastForward)) / (gap - lastGap);
    const isSecant = round > 0 && Math.abs(step) <= Math.abs(10 * gap);
    [lastForward, lastGap] = [forward, gap];
    forward = isSecant ? forward - step : parity.forward;
  }
  return { evidence: { ...evidence, columns: european, early }, parity, american, forward: at, unsettled };
}

/** Early exercise at a forward, which is mostly the one that the pairs were made European with. */
export function americanAt(
  { spot, rate }: ExerciseTerms,
  european: EuropeanEvidence,
  forward: number,
  years: Years,
): AmericanExpiry {
  const isSame = Math.abs(european.forward - forward) <= SETTLED * forward;
  return isSame && european.american !== null
    ? european.american
    : new AmericanExpiry(spot / forward, rate, years, european.american);
}

/** A forward with what early exercise was priced with. */
export function withYield(
  estimate: ForwardEstimate,
  { spot, front }: ExerciseTerms,
  { q }: AmericanExpiry,
): ForwardEstimate {
  return { ...estimate, exercise: { spot, yield: q, spotByForward: front !== null } };
}

/** Early exercise of call less put of each pair, in premium; the pairs of American evidence are all two-sided. */
function writeEarly(
  quotes: QuoteSet,
  { strike, call, put }: OptionPairs,
  american: AmericanExpiry,
  forward: number,
  discount: number,
  out: Float64Array,
): void {
  const unit = discount * forward;
  const worth = (row: number, moneyness: number, isCall: boolean): number => {
    if (!american.prices(isCall)) return 0;
    const price = (0.5 * (quotes.bid[row]! + quotes.ask[row]!)) / unit;
    const vol = american.impliedVol(moneyness, isCall, price);
    return unit * (price - american.european(moneyness, isCall, price, vol));
  };
  for (let j = 0; j < strike.length; j++) {
    const moneyness = strike[j]! / forward;
    out[j] = worth(call[j]!, moneyness, true) - worth(put[j]!, moneyness, false);
  }
}
