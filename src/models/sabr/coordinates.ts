import type {
  FitCoordinates,
  GuessSlice,
  ParameterAtBound,
  ParameterConstraint,
  ParameterConstraints,
  ParameterSpec,
} from '#models/model.ts';
import { levelAtTheMoney } from './at-the-money.ts';
import { fromParabola, toParabola } from './guess.ts';
import { sabrParameters } from './parameters.ts';
import {
  ALPHA,
  BETA,
  correction,
  LEAST_CORRECTION,
  leastCorrection,
  NU,
  RHO,
  SABR_SIZE,
  SHIFT,
  scaled,
} from './terms.ts';

/** Level alpha F^(beta - 1) where the user says nothing of alpha. */
const LEAST_LEVEL = 1e-4;
const MOST_LEVEL = 100;
/** nu sqrt(T) beyond which the expansion has nothing to say, and the shortest time that counts. */
const MOST_NU_ROOT_T = 10;
const SHORTEST = 1 / 365;
/** Largest shift in forwards where the user says nothing of it. */
const MOST_SHIFT = 10;
/** Strikes at which the correction in time is kept positive, |ln K/F|. */
const REACH = 8;
/** Corrections kept, so that rounding does not end below the least. */
const KEPT = LEAST_CORRECTION * (1 + 1e-6);
const BISECTIONS = 60;

/** The range of one parameter; its ends meet where it is held. */
interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** The user's range of a parameter inside [lower, upper], which it may widen as far as the model goes. */
function rangeOf(
  spec: ParameterSpec,
  constraint: ParameterConstraint | undefined,
  lower: number,
  upper: number,
): Range | { readonly error: string } {
  const { name } = spec;
  if (constraint?.fixed === true && constraint.value !== undefined) {
    const { value } = constraint;
    if (value >= spec.lower && value <= spec.upper) return { lower: value, upper: value };
    return { error: `${name} is fixed at ${value}, outside ${spec.lower} to ${spec.upper}` };
  }
  const low = Math.max(spec.lower, constraint?.lower ?? lower);
  const high = Math.min(spec.upper, constraint?.upper ?? Math.max(upper, low));
  return low <= high
    ? { lower: low, upper: high }
    : { error: `the range of ${name} is empty: from ${low} to ${high}` };
}

/**
 * Coordinates in which the admissible parameters are a box: of those that are free, in order,
 * (ln level, beta, rho, nu, shift/F), the level being alpha f^(beta - 1), f = F + shift, which hardly moves with
 * beta, or alpha itself where the user bounds it. What is held is no coordinate and keeps its value to the last bit.
 * A smile whose correction in time would vanish between F e^-8 and F e^8 gives way in nu, else in rho.
 */
export function sabrCoordinates(
  slice: GuessSlice,
  constraints: ParameterConstraints,
): FitCoordinates | { readonly error: string } {
  const { t, forward } = slice;
  const most = MOST_NU_ROOT_T / Math.sqrt(Math.max(t, SHORTEST));
  const windows: readonly (readonly [number, number])[] = [
    [0, Number.POSITIVE_INFINITY],
    [0, 1],
    [-1, 1],
    [0, most],
    [0, MOST_SHIFT * forward],
  ];
  const ranges: Range[] = [];
  for (const [p, spec] of sabrParameters.entries()) {
    const range = rangeOf(spec, constraints[spec.name], ...windows[p]!);
    if ('error' in range) return range;
    ranges.push(range);
  }
  const free: number[] = [];
  for (let p = 0; p < SABR_SIZE; p++) if (ranges[p]!.lower < ranges[p]!.upper) free.push(p);
  const size = free.length;
  const asAlpha = constraints['alpha'] !== undefined;
  const position = new Int32Array(SABR_SIZE).fill(-1);
  free.forEach((p, c) => {
    position[p] = c;
  });
  const end = (p: number, side: 'lower' | 'upper'): number => {
    if (p === ALPHA)
      return Math.log(asAlpha ? ranges[p]![side] : side === 'lower' ? LEAST_LEVEL : MOST_LEVEL);
    return p === SHIFT ? ranges[p]![side] / forward : ranges[p]![side];
  };
  const lower = Float64Array.from(free, (p) => end(p, 'lower'));
  const upper = Float64Array.from(free, (p) => end(p, 'upper'));
  const bounded = (value: number, p: number): number =>
    Math.min(ranges[p]!.upper, Math.max(ranges[p]!.lower, value));

  function toParameters(x: Float64Array, theta: Float64Array): void {
    for (let p: number = BETA; p < SABR_SIZE; p++) {
      const c = position[p]!;
      theta[p] = c < 0 ? ranges[p]!.lower : bounded(p === SHIFT ? x[c]! * forward : x[c]!, p);
    }
    const c = position[ALPHA]!;
    if (c < 0) theta[ALPHA] = ranges[ALPHA]!.lower;
    else if (asAlpha) theta[ALPHA] = bounded(Math.exp(x[c]!), ALPHA);
    else theta[ALPHA] = Math.exp(x[c]!) * scale(theta);
  }

  /** alpha of level 1. */
  function scale(theta: Float64Array): number {
    return theta[BETA] === 1 ? 1 : (forward + theta[SHIFT]!) ** (1 - theta[BETA]!);
  }

  /** Moves theta to the beta and shift that are held, keeping volatility, slope and curvature at the money. */
  function carry(theta: Float64Array): Float64Array {
    const out = Float64Array.from(theta);
    out[BETA] = bounded(theta[BETA]!, BETA);
    out[SHIFT] = bounded(theta[SHIFT]!, SHIFT);
    if (out[BETA] === theta[BETA] && out[SHIFT] === theta[SHIFT]) return out;
    const before = scaled(theta, forward);
    const vol = before.a * correction(before.a, before, t);
    const { slope, curvature } = toParabola(before.a, before.o, before.rho, before.nu);
    // A shift draws the strikes together: ln (K + s)/(F + s) is about k F/(F + s).
    const draw = (forward + out[SHIFT]!) / before.f;
    const parabola = { vol: before.a, slope: slope * draw, curvature: curvature * draw * draw };
    const { rho, nu } = fromParabola(parabola, 1 - out[BETA]!);
    out[RHO] = bounded(rho, RHO);
    out[NU] = bounded(nu, NU);
    const level = levelAtTheMoney(vol, t, out[BETA]!, out[RHO]!, out[NU]!) ?? before.a;
    out[ALPHA] = level * scale(out);
    return out;
  }

  function fromParameters(theta: Float64Array, x: Float64Array): void {
    const moved = carry(theta);
    for (let c = 0; c < size; c++) {
      const p = free[c]!;
      let value = moved[p]!;
      if (p === ALPHA) value = Math.log(asAlpha ? value : value / scale(moved));
      else if (p === SHIFT) value /= forward;
      x[c] = Math.min(upper[c]!, Math.max(lower[c]!, value));
    }
  }

  const now = new Float64Array(SABR_SIZE);
  /** Least correction at x with the coordinate c multiplied by `share`. */
  function leastAt(x: Float64Array, c: number, share: number): number {
    toParameters(x, now);
    if (c >= 0) now[free[c]!]! *= share;
    return leastCorrection(scaled(now, forward), t, REACH);
  }
  /** What gives way: nu, else rho; -1 where both are held. */
  const yielding = position[NU]! >= 0 ? position[NU]! : position[RHO]!;

  return {
    size,
    lower,
    upper,
    toParameters,
    fromParameters,
    chain(_x, theta, out) {
      out.fill(0);
      for (let c = 0; c < size; c++) {
        const p = free[c]!;
        out[p * size + c] = p === ALPHA ? theta[ALPHA]! : p === SHIFT ? forward : 1;
      }
      if (asAlpha || position[ALPHA]! < 0) return;
      // alpha = level f^(1 - beta) moves with beta and the shift.
      const f = forward + theta[SHIFT]!;
      const [beta, shift] = [position[BETA]!, position[SHIFT]!];
      if (beta >= 0) out[ALPHA * size + beta] = -theta[ALPHA]! * Math.log(f);
      if (shift >= 0) out[ALPHA * size + shift] = (theta[ALPHA]! * (1 - theta[BETA]!) * forward) / f;
    },
    project(x) {
      if (yielding < 0 || leastAt(x, -1, 1) >= KEPT) return;
      let low = 0;
      let high = 1;
      for (let i = 0; i < BISECTIONS; i++) {
        const middle = 0.5 * (low + high);
        if (leastAt(x, yielding, middle) >= KEPT) low = middle;
        else high = middle;
      }
      x[yielding] = Math.max(lower[yielding]!, low * x[yielding]!);
    },
    atBound(x) {
      const at: ParameterAtBound[] = [];
      for (let c = 0; c < size; c++) {
        const { name } = sabrParameters[free[c]!]!;
        if (x[c]! <= lower[c]!) at.push({ name, side: 'min' });
        else if (x[c]! >= upper[c]!) at.push({ name, side: 'max' });
      }
      if (yielding >= 0 && leastAt(x, -1, 1) < 2 * KEPT) {
        const { name } = sabrParameters[free[yielding]!]!;
        if (!at.some((bound) => bound.name === name))
          at.push({ name, side: x[yielding]! > 0 ? 'max' : 'min' });
      }
      return at;
    },
  };
}
