/**
 * Option prices from a characteristic function, all strikes of an expiry at once.
 *
 * With x = ln(F/K) and w any variance, the out-of-the-money price over sqrt(F K) is
 *   b(|x|, sqrt w) + (1/pi) int_0^inf Re{e^{iux} [e^{-w (u^2 + 1/4)/2} - phi(u - i/2)]}/(u^2 + 1/4) du:
 * A. L. Lewis, "A simple option formula for general jump-diffusion and other exponential Levy processes",
 * 2001, with the Black price as control variate after L. Andersen and V. Piterbarg, Interest Rate
 * Modeling, 2010, section 9.4.4. The gradient has no control variate: it vanishes where 1/(u^2 + 1/4) is
 * infinite.
 *
 * The nodes, cos(u x) and sin(u x) are kept from call to call, and made anew only when the parameters
 * have moved so far that they no longer serve.
 */
import { gaussLegendre } from '#math/gauss-legendre.ts';
import { normalisedPrice } from './black76.ts';
import {
  type CharacteristicFunction,
  type LogCharacteristic,
  logCharacteristicIn,
  logCharacteristicLength,
} from './characteristic-function.ts';
import { MAX_NODES, nodesNeeded, rangeNeeded } from './lewis-nodes.ts';
import { logMoneyness } from './log-moneyness.ts';

/** How finely the integral is taken. */
export interface LewisAccuracy {
  /** Error in the price aimed at, in units of sqrt(F K). */
  readonly tolerance: number;
  /** A fixed number of nodes instead of the number the tolerance asks for. */
  readonly nodes?: number;
}

/** Prices to the rounding of double precision. */
export const FULL_ACCURACY: LewisAccuracy = { tolerance: 1e-15 };

/** The strikes of one expiry. Prices are undiscounted, in the currency of the forward. */
export interface LewisExpiry {
  readonly strikes: number;
  /** Out-of-the-money prices (time values: the same for the call and the put), into out. */
  timeValues(theta: Float64Array, out: Float64Array): void;
  /** The same with d price/d theta, row-major strikes by parameters. */
  timeValuesAndGradient(theta: Float64Array, out: Float64Array, gradient: Float64Array): void;
  /** Nodes in use, and the bound of what lies beyond them in units of sqrt(F K). */
  readonly nodes: number;
  readonly truncation: number;
}

const NONE: Float64Array = new Float64Array(0);
const NO_LOG: LogCharacteristic = logCharacteristicIn(NONE, 0, 0);

/** Strikes taken together in the inner loop. */
const BLOCK = 4;
/** Range beyond what the present parameters need, so that a small step of theirs keeps the nodes. */
const MARGIN = 1.2;
/** A range this much longer than needed is shortened. */
const EXCESS = 2.5;

/** Prepares the strikes of one expiry of a law: `createLewisExpiry`. */
export type ExpiryPricer = typeof createLewisExpiry;

/**
 * Prepares an expiry.
 *
 * @param forward F, positive
 * @param t years, positive
 * @param strikes K, positive, any order
 */
export function createLewisExpiry(
  model: CharacteristicFunction,
  forward: number,
  t: number,
  strikes: Float64Array,
  accuracy: LewisAccuracy = FULL_ACCURACY,
): LewisExpiry {
  const p = model.parameters.length;
  const count = strikes.length;
  const blocks = Math.ceil(count / BLOCK);
  const { tolerance } = accuracy;
  const x = new Float64Array(blocks * BLOCK);
  const scale = new Float64Array(count);
  let widest = 0;
  for (let i = 0; i < count; i++) {
    x[i] = -logMoneyness(forward, strikes[i]!);
    scale[i] = Math.sqrt(forward * strikes[i]!);
    widest = Math.max(widest, Math.abs(x[i]!));
  }

  let capacity = 0;
  let n = 0;
  let range = 0;
  let truncation = 0;
  /** First node beyond range/EXCESS. */
  let early = 0;
  let u = NONE;
  let weight = NONE;
  let control = NONE;
  let log = NO_LOG;
  /** Per block and node: four cosines, four sines of u x. */
  let table = NONE;
  /** Per pair of functions and node: cosine and sine coefficients of the one, then of the other. */
  let coefficient = NONE;
  const pairs = (p + 2) >> 1;
  const black = new Float64Array(count);
  const sums = new Float64Array(2 * BLOCK);

  const reserve = (nodes: number): void => {
    if (nodes <= capacity) return;
    capacity = nodes;
    const pool = new Float64Array(
      capacity * (3 + 4 * pairs + 2 * BLOCK * blocks) + logCharacteristicLength(capacity, p),
    );
    let from = 0;
    const take = (length: number): Float64Array => {
      from += length;
      return pool.subarray(from - length, from);
    };
    u = take(capacity);
    weight = take(capacity);
    control = take(capacity);
    coefficient = take(capacity * 4 * pairs);
    table = take(capacity * 2 * BLOCK * blocks);
    log = logCharacteristicIn(take(logCharacteristicLength(capacity, p)), capacity, p);
  };

  /** Chooses nodes for theta and tabulates what does not depend on it. */
  const prepare = (theta: Float64Array): void => {
    const w = model.totalVariance(theta, t);
    const margin = accuracy.nodes === undefined ? MARGIN : 1;
    range = margin * rangeNeeded(model, theta, t, w, tolerance);
    const root = Math.sqrt(w);
    n = accuracy.nodes ?? nodesNeeded(range * root, range * (widest + model.reach(theta, t)), tolerance);
    if (n > MAX_NODES) {
      range *= MAX_NODES / n;
      n = MAX_NODES;
    }
    reserve(n);
    const rule = gaussLegendre(n);
    const half = 0.5 * range;
    early = n;
    for (let j = 0; j < n; j++) {
      const point = half * (1 + rule.node[j]!);
      const q = point * point + 0.25;
      u[j] = point;
      weight[j] = (half * rule.weight[j]!) / (Math.PI * q);
      control[j] = weight[j]! * Math.exp(-0.5 * w * q);
      if (early === n && point * EXCESS > range) early = j;
    }
    tabulate(half, rule.node);
    for (let i = 0; i < count; i++) black[i] = normalisedPrice(Math.abs(x[i]!), root);
  };

  /** cos and sin of u x; the nodes lie symmetrically about half the range, so one pair serves two nodes. */
  const tabulate = (half: number, node: Float64Array): void => {
    for (let i = 0; i < blocks * BLOCK; i++) {
      const base = Math.floor(i / BLOCK) * n * 2 * BLOCK + (i % BLOCK);
      const arm = half * x[i]!;
      const c0 = Math.cos(arm);
      const s0 = Math.sin(arm);
      for (let j = 0, m = n - 1; j <= m; j++, m--) {
        const angle = arm * node[m]!;
        const c = Math.cos(angle);
        const s = Math.sin(angle);
        const at = base + j * 2 * BLOCK;
        const mirror = base + m * 2 * BLOCK;
        table[mirror] = c0 * c - s0 * s;
        table[mirror + BLOCK] = s0 * c + c0 * s;
        table[at] = c0 * c + s0 * s;
        table[at + BLOCK] = s0 * c - c0 * s;
      }
    }
  };

  /** ln phi at the nodes, on nodes that serve theta. */
  const evaluate = (theta: Float64Array, withGradient: boolean): void => {
    if (n === 0) prepare(theta);
    for (let attempt = 0; ; attempt++) {
      if (withGradient) model.gradient(theta, t, u, n, log);
      else model.value(theta, t, u, n, log);
      truncation = Math.exp(log.re[n - 1]!) / u[n - 1]!;
      expiry.nodes = n;
      expiry.truncation = truncation;
      if (attempt === 1 || serves(theta)) return;
      prepare(theta);
    }
  };
  const serves = (theta: Float64Array): boolean => {
    if (truncation > tolerance) return false;
    if (early < n && Math.exp(log.re[early]!) < tolerance * u[early]!) return false;
    if (accuracy.nodes !== undefined) return true;
    const spread = range * Math.sqrt(model.totalVariance(theta, t));
    return n >= nodesNeeded(spread, range * (widest + model.reach(theta, t)), tolerance);
  };

  /** Coefficients of cos(u x) and sin(u x) for the price (function 0) and the gradient (1 to p). */
  const combine = (functions: number): void => {
    for (let j = 0; j < n; j++) {
      const modulus = weight[j]! * Math.exp(log.re[j]!);
      const phiRe = modulus * Math.cos(log.im[j]!);
      const phiIm = modulus * Math.sin(log.im[j]!);
      coefficient[4 * j] = control[j]! - phiRe;
      coefficient[4 * j + 1] = phiIm;
      for (let f = 1; f < functions; f++) {
        const re = log.gradientRe[(f - 1) * capacity + j]!;
        const im = log.gradientIm[(f - 1) * capacity + j]!;
        const at = ((f >> 1) * n + j) * 4 + 2 * (f & 1);
        coefficient[at] = phiIm * im - phiRe * re;
        coefficient[at + 1] = phiIm * re + phiRe * im;
      }
    }
  };

  // Plain fields: V8 keeps what an accessor in a literal refers to until a full collection.
  const expiry = {
    strikes: count,
    nodes: 0,
    truncation: 0,
    timeValues(theta: Float64Array, out: Float64Array): void {
      evaluate(theta, false);
      combine(1);
      for (let b = 0; b < blocks; b++) {
        sumPair(table, b * n * 2 * BLOCK, coefficient, 0, n, sums);
        const end = Math.min(count, (b + 1) * BLOCK);
        for (let i = b * BLOCK, s = 0; i < end; i++, s++) out[i] = scale[i]! * (black[i]! + sums[s]!);
      }
    },
    timeValuesAndGradient(theta: Float64Array, out: Float64Array, gradient: Float64Array): void {
      evaluate(theta, true);
      combine(p + 1);
      for (let b = 0; b < blocks; b++) {
        const end = Math.min(count, (b + 1) * BLOCK);
        for (let pair = 0; pair < pairs; pair++) {
          sumPair(table, b * n * 2 * BLOCK, coefficient, pair * n * 4, n, sums);
          const f = 2 * pair;
          for (let i = b * BLOCK, s = 0; i < end; i++, s++) {
            if (f === 0) out[i] = scale[i]! * (black[i]! + sums[s]!);
            else gradient[i * p + f - 1] = scale[i]! * sums[s]!;
            if (f < p) gradient[i * p + f] = scale[i]! * sums[BLOCK + s]!;
          }
        }
      }
    },
  };
  return expiry;
}

/** Sums over the nodes of two functions at four strikes: those of the first into sums[0..3], the second's after. */
function sumPair(
  table: Float64Array,
  from: number,
  coefficient: Float64Array,
  at: number,
  n: number,
  sums: Float64Array,
): void {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  for (let j = 0, o = from, q = at; j < n; j++, o += 8, q += 4) {
    const ac = coefficient[q]!;
    const as = coefficient[q + 1]!;
    const bc = coefficient[q + 2]!;
    const bs = coefficient[q + 3]!;
    const c0 = table[o]!;
    const c1 = table[o + 1]!;
    const c2 = table[o + 2]!;
    const c3 = table[o + 3]!;
    const s0 = table[o + 4]!;
    const s1 = table[o + 5]!;
    const s2 = table[o + 6]!;
    const s3 = table[o + 7]!;
    a0 += ac * c0 + as * s0;
    a1 += ac * c1 + as * s1;
    a2 += ac * c2 + as * s2;
    a3 += ac * c3 + as * s3;
    b0 += bc * c0 + bs * s0;
    b1 += bc * c1 + bs * s1;
    b2 += bc * c2 + bs * s2;
    b3 += bc * c3 + bs * s3;
  }
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
  sums[4] = b0;
  sums[5] = b1;
  sums[6] = b2;
  sums[7] = b3;
}
