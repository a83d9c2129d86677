/**
 * Whether a local volatility gives back the surface it was read from: the forward equation of the normalised call
 * c = C/F in k = ln(K/F_T), c_T = (sigma_loc^2/2)(c_kk - c_k), from c = (1 - e^k)^+, solved by finite differences.
 *
 * Source: B. Dupire, "Pricing with a smile", Risk 7(1), 1994; J. Crank and P. Nicolson, Proceedings of the Cambridge
 * Philosophical Society 43, 1947; R. Rannacher, "Finite element solution of diffusion problems with irregular data",
 * Numerische Mathematik 43, 1984 (implicit half steps first); D. M. Pooley, K. R. Vetzal and P. A. Forsyth,
 * "Convergence remedies for non-smooth payoffs in option pricing", Journal of Computational Finance 6(4), 2003
 * (cell averages of the payoff).
 */
import { solveTridiagonal } from '#math/tridiagonal.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { riskNeutralLaw } from './density.ts';
import { localVolRow } from './local-vol.ts';
import type { VolSurface } from './vol-surface.ts';

/** How well the vanillas of one maturity come back. */
export interface Repricing {
  readonly t: number;
  /** Log-moneyness of the vanillas, the surface's volatility there and that of the equation's prices; decimals. */
  readonly k: Float64Array;
  readonly vol: Float64Array;
  readonly repriced: Float64Array;
  /** Largest |repriced - vol|, and where; NaN volatilities count as infinite. */
  readonly worst: number;
  readonly worstAt: number;
  /**
   * Nodes of the equation at which no local volatility exists and the nearest of the same row stood in. Above 0 the
   * figures tell of the damage that the surface's arbitrage does, not of the scheme.
   */
  readonly replaced: number;
  /** Nodes of all steps together. */
  readonly evaluated: number;
}

export interface RepricingScheme {
  /** Nodes in k; odd, one of them at 0. */
  readonly nodes: number;
  /** Steps in time, at (j/steps)^2 of the maturity, and at every expiry before it. */
  readonly steps: number;
}

const SCHEME: RepricingScheme = { nodes: 1601, steps: 200 };
/**
 * Ends of the equation: at least so many standard deviations at the money, and on until the probability beyond is
 * less than the tail. Wings of real smiles are worth more at 6 than a normal law at 3.
 */
const LEAST_REACH = 6;
const MOST_REACH = 80;
const TAIL = 1e-9;
/** Range of the vanillas that are looked at, in standard deviations, and their number. */
const LOOKED_AT = 2;
const VANILLAS = 33;
/** Whole steps that are taken as two implicit half steps. */
const RANNACHER = 4;

/** Solves the forward equation up to the maturity t (years) and reads its vanillas within two standard deviations. */
export function repriceVanillas(
  surface: VolSurface,
  t: number,
  scheme: RepricingScheme = SCHEME,
  within: readonly [number, number] | null = null,
): Repricing {
  const sd = surface.vol(0, t) * Math.sqrt(t);
  const n = scheme.nodes;
  const half = (n - 1) / 2;
  const k = nodesOf(surface, t, sd, half);
  const c = k.map((x) => Math.max(0, -Math.expm1(x)));
  // Mean of the payoff over the cell of the kink, half a step to each side.
  const [left, right] = [-0.5 * k[half - 1]!, 0.5 * k[half + 1]!];
  c[half] = (left + Math.expm1(-left)) / (left + right);
  const strip = surface.on(k);
  const columns = () => new Float64Array(n);
  const row = { w: columns(), w1: columns(), w2: columns(), wt: columns() };
  const vol = columns();
  const state = new Uint8Array(n);
  const [lower, diagonal, upper, work, previous] = [columns(), columns(), columns(), columns(), columns()];
  let replaced = 0;
  let evaluated = 0;

  /** Half of local variance at one instant, in place of `vol`. */
  const variances = (at: number): void => {
    strip.at(at, row);
    evaluated += n;
    const missing = localVolRow(k, row.w, row.w1, row.w2, row.wt, vol, state, 0);
    if (missing > 0) {
      replaced += missing;
      nearestInstead(vol, state);
    }
    for (let i = 0; i < n; i++) vol[i] = 0.5 * vol[i]! * vol[i]!;
  };
  // Weights of c_kk - c_k on the uneven grid: below and above; the node itself has minus their sum.
  const [below, above] = [columns(), columns()];
  for (let i = 1; i < n - 1; i++) {
    const [back, ahead] = [k[i]! - k[i - 1]!, k[i + 1]! - k[i]!];
    below[i] = (2 + ahead) / (back * (back + ahead));
    above[i] = (2 - back) / (ahead * (back + ahead));
  }
  /** (1 - theta dt A) c_new = (1 + (1 - theta) dt A) c; the ends hold the intrinsic value. */
  const advance = (from: number, to: number, theta: number): void => {
    const dt = to - from;
    const rest = 1 - theta;
    variances(0.5 * (from + to));
    previous.set(c);
    for (let i = 1; i < n - 1; i++) {
      const a = vol[i]! * dt;
      const down = a * below[i]!;
      const up = a * above[i]!;
      lower[i] = -theta * down;
      upper[i] = -theta * up;
      diagonal[i] = 1 + theta * (down + up);
      c[i] =
        previous[i]! +
        rest * (down * (previous[i - 1]! - previous[i]!) + up * (previous[i + 1]! - previous[i]!));
    }
    diagonal[0] = 1;
    diagonal[n - 1] = 1;
    lower[n - 1] = 0;
    upper[0] = 0;
    solveTridiagonal(lower, diagonal, upper, c, work);
  };

  const instants = timesOf(surface, t, scheme.steps);
  for (let j = 1; j < instants.length; j++) {
    const [from, to] = [instants[j - 1]!, instants[j]!];
    if (j <= RANNACHER) {
      const middle = 0.5 * (from + to);
      advance(from, middle, 1);
      advance(middle, to, 1);
    } else advance(from, to, 0.5);
  }
  const [low, high] = within ?? [-LOOKED_AT * sd, LOOKED_AT * sd];
  return {
    t,
    replaced,
    evaluated,
    ...compared(surface, t, k, c, vanillaNodes(k, low, high)),
  };
}

/** Nodes at even steps of asinh(k/sd), 0 the middle one: dense about the money, far enough out. */
function nodesOf(surface: VolSurface, t: number, sd: number, half: number): Float64Array {
  const law = riskNeutralLaw(surface.curve(t));
  const reach = (side: 1 | -1): number => {
    let far = LEAST_REACH * sd;
    for (; law !== null && far < MOST_REACH * sd; far *= 1.25) {
      const point = law.at(side * far);
      if (!(Math.abs(side < 0 ? point.below : point.above) > TAIL)) break;
    }
    return Math.asinh(far / sd);
  };
  const [down, up] = [reach(-1), reach(1)];
  return Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const share = (i - half) / half;
    return sd * Math.sinh(share * (share < 0 ? down : up));
  });
}

/** 0, then (j/steps)^2 t, and every expiry and change of the clock on the way: local volatility jumps there. */
function timesOf(surface: VolSurface, t: number, steps: number): number[] {
  const even = Array.from({ length: steps + 1 }, (_, j) => (j / steps) ** 2 * t);
  const expiries = surface.times.filter((at) => at > 0 && at < t);
  const all = [...even, ...expiries, ...surface.clock.jumps(t)].sort((a, b) => a - b);
  // A step short against its neighbours would only cost time.
  return all.filter((at, i) => i === 0 || at - all[i - 1]! > 1e-12 * t);
}

/** Each place without a local volatility takes that of the nearest place of the row that has one. */
function nearestInstead(vol: Float64Array, state: Uint8Array): void {
  const known = Array.from(state.keys()).filter((i) => state[i] === 0);
  let at = 0;
  for (let i = 0; i < vol.length; i++) {
    if (state[i] === 0) continue;
    while (at + 1 < known.length && Math.abs(known[at + 1]! - i) <= Math.abs(known[at]! - i)) at++;
    vol[i] = known.length === 0 ? 0 : vol[known[at]!]!;
  }
}

/** Nodes nearest to evenly spaced vanillas from low to high, the ends of the equation left out. */
function vanillaNodes(k: Float64Array, low: number, high: number): number[] {
  const nodes = new Set<number>();
  let i = 1;
  for (let v = 0; v < VANILLAS; v++) {
    const at = low + ((high - low) * v) / (VANILLAS - 1);
    while (i < k.length - 2 && Math.abs(k[i + 1]! - at) <= Math.abs(k[i]! - at)) i++;
    nodes.add(i);
  }
  return [...nodes];
}

function compared(
  surface: VolSurface,
  t: number,
  k: Float64Array,
  call: Float64Array,
  nodes: readonly number[],
): Pick<Repricing, 'k' | 'vol' | 'repriced' | 'worst' | 'worstAt'> {
  const at = Float64Array.from(nodes, (i) => k[i]!);
  const vol = at.map((x) => surface.vol(x, t));
  const repriced = Float64Array.from(nodes, (i) => {
    const strike = Math.exp(k[i]!);
    const isCall = k[i]! >= 0;
    // A put by parity: c - (1 - K/F).
    const found = impliedVol(1, strike, t, isCall, isCall ? call[i]! : call[i]! + Math.expm1(k[i]!));
    return found > 0 ? found : Number.NaN;
  });
  let worst = 0;
  let worstAt = 0;
  repriced.forEach((found, i) => {
    const off = Number.isNaN(found) ? Number.POSITIVE_INFINITY : Math.abs(found - vol[i]!);
    if (off > worst) [worst, worstAt] = [off, at[i]!];
  });
  return { k: at, vol, repriced, worst, worstAt };
}
