/**
 * A second opinion on a board said to be free of arbitrage, which shares no code with the first: hyperbolas from the
 * published parameters (hyperbola.ts), the factored density in volatility, differences of the distribution function
 * and butterflies of Black prices; grids ten times as fine as the product's, every local minimum and stationary point
 * refined.
 */
import { normalCdf, normalDensity } from '#math/normal.ts';
import { blackPrice } from '#pricing/black76.ts';
import { densitySign, type Hyperbola, place, rapidity, slope, variance } from './hyperbola.ts';

/** A smallest value and its log-moneyness. */
export interface Least {
  readonly value: number;
  readonly at: number;
}

/** Below it a probability or a price loses its digits to denormal numbers. */
const LEAST_PRICE = 1e-290;

const NONE: Least = { value: Number.POSITIVE_INFINITY, at: Number.NaN };

/** How fine the grids are; the product's common grid has 6,001 points. */
export interface Fineness {
  /** Points uniform in k, and in the rapidity besides. */
  readonly points: number;
  /** Strikes of the butterflies on either side of the forward. */
  readonly strikes: number;
}

export const FINE: Fineness = { points: 60_001, strikes: 6001 };

/** Rapidities of the smile whose places run over [low, high]: uniform in k, or uniform in u. */
function* rapidities(smile: Hyperbola, low: number, high: number, points: number): Generator<number> {
  for (let i = 0; i < points; i++) yield rapidity(smile, low + ((high - low) * i) / (points - 1));
  const [from, to] = [rapidity(smile, low), rapidity(smile, high)];
  for (let i = 0; i < points; i++) yield from + ((to - from) * i) / (points - 1);
}

/** Smallest density sign on [low, high]; local minima that come near zero are followed down by thirds. */
export function leastDensity(smile: Hyperbola, low: number, high: number, points: number): Least {
  let least = NONE;
  const look = (u: number): number => {
    const value = densitySign(smile, u);
    // NaN, where w is not positive, is the worst of all.
    if (!(value >= least.value)) least = { value, at: place(smile, u) };
    return value;
  };
  let [before, last] = [Number.NaN, Number.NaN];
  let [valueBefore, valueLast] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const u of rapidities(smile, low, high, points)) {
    const value = look(u);
    if (before < last && last < u && valueLast <= valueBefore && valueLast <= value && valueLast < 0.02) {
      let [a, b] = [before, u];
      for (let step = 0; step < 60; step++) {
        const [c, d] = [a + (b - a) / 3, b - (b - a) / 3];
        if (look(c) < look(d)) b = d;
        else a = c;
      }
    }
    [before, last, valueBefore, valueLast] = [last, u, valueLast, value];
  }
  return least;
}

/**
 * Most negative step of the distribution function P(ln S/F < k) = N(-d2) + n(d2) v' between neighbouring places,
 * relative to the tail it is measured from. The density enters by its integral, and no second derivative does.
 *
 * Source: D. T. Breeden and R. H. Litzenberger, "Prices of state-contingent claims implicit in option prices",
 * Journal of Business 51(4), 1978.
 */
export function worstFall(smile: Hyperbola, low: number, high: number, points: number): Least {
  let worst: Least = { value: 0, at: Number.NaN };
  let [below, above] = [Number.NaN, Number.NaN];
  for (let i = 0; i < points; i++) {
    const k = low + ((high - low) * i) / (points - 1);
    const u = rapidity(smile, k);
    const v = Math.sqrt(variance(smile, u));
    const d2 = -k / v - v / 2;
    const bent = (normalDensity(d2) * slope(smile, u)) / (2 * v);
    const [newBelow, newAbove] = [normalCdf(-d2) + bent, normalCdf(d2) - bent];
    if (i > 0) {
      const tail = normalCdf(newBelow < 0.5 ? -d2 : d2);
      const rise = newBelow < 0.5 ? newBelow - below : above - newAbove;
      if (tail > LEAST_PRICE && rise / tail < worst.value) worst = { value: rise / tail, at: k };
    }
    [below, above] = [newBelow, newAbove];
  }
  return worst;
}

/**
 * Most negative price of a butterfly spread over three neighbouring strikes relative to its outer prices, out of the
 * money on either side so that prices keep their digits.
 */
export function worstButterfly(smile: Hyperbola, low: number, high: number, strikes: number): Least {
  let worst: Least = { value: 0, at: Number.NaN };
  for (const [end, isCall] of [
    [high, true],
    [low, false],
  ] as const) {
    const at = (i: number): number => Math.exp((end * i) / (strikes - 1));
    const price = (i: number): number => {
      const v = Math.sqrt(variance(smile, rapidity(smile, (end * i) / (strikes - 1))));
      return blackPrice(1, at(i), 1, v, isCall);
    };
    let [first, mid] = [price(0), price(1)];
    for (let i = 1; i + 1 < strikes; i++) {
      const next = price(i + 1);
      const share = (at(i + 1) - at(i)) / (at(i + 1) - at(i - 1));
      const wings = share * first + (1 - share) * next;
      const value = wings > LEAST_PRICE ? (wings - mid) / wings : 0;
      if (value < worst.value) worst = { value, at: Math.log(at(i)) };
      [first, mid] = [mid, next];
    }
  }
  return worst;
}

/** Smallest w of the later smile less that of the earlier on [low, high], at the grid's points and where it is stationary. */
export function leastStep(
  earlier: Hyperbola,
  later: Hyperbola,
  low: number,
  high: number,
  points: number,
): Least {
  let least = NONE;
  const step = (k: number): void => {
    const value = variance(later, rapidity(later, k)) - variance(earlier, rapidity(earlier, k));
    if (!(value >= least.value)) least = { value, at: k };
  };
  const rise = (k: number): number => slope(later, rapidity(later, k)) - slope(earlier, rapidity(earlier, k));
  for (const smile of [earlier, later]) {
    let [from, slopeFrom] = [Number.NaN, Number.NaN];
    for (const u of rapidities(smile, low, high, points)) {
      const k = Math.min(high, Math.max(low, place(smile, u)));
      step(k);
      const here = rise(k);
      if (from < k && slopeFrom < 0 && here >= 0) {
        let [a, b] = [from, k];
        for (let i = 0; i < 60 && b - a > 1e-15 * Math.abs(b); i++) {
          const mid = (a + b) / 2;
          if (rise(mid) < 0) a = mid;
          else b = mid;
        }
        step(a);
        step(b);
      }
      [from, slopeFrom] = [k, here];
    }
  }
  return least;
}
