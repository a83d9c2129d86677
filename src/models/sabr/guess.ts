import type { GuessSlice } from '#models/model.ts';
import { levelAtTheMoney } from './at-the-money.ts';
import { ALPHA, BETA, NU, RHO, SHIFT } from './terms.ts';

/** Standard deviations of the slice over which its parabola is fitted. */
const REACH = 1.1;
/** Curvature the guess is left with at least, and tilt at most. */
const LEAST_NU_SQUARED = 0.01;
const MOST_RHO = 0.95;
const NARROW = 1 / (16 * REACH * REACH);
/** How much of a lognormal smile's curvature and slope its parabola loses, and how far it stands above the money, by (nu sqrt(T) REACH)^2. */
const FLATTENED = 0.75;
const STRAIGHTENED = 0.55;
const LIFT = 0.045;
const MOST_BEND = 1.5;
/** Halvings of nu until some alpha gives the volatility at the money. */
const HALVINGS = 20;

/** Volatility, slope and curvature in k at the money. */
export interface Parabola {
  readonly vol: number;
  readonly slope: number;
  readonly curvature: number;
}

/**
 * rho and nu of a smile with this parabola at the money, to leading order in time:
 * rho nu = 2 s1 + o s0, nu^2 = 3 s0 s2 - o^2 s0^2/2 + 3/2 (rho nu)^2, with o = 1 - beta and nu scaled to F = 1.
 *
 * Source: F. Le Floc'h and G. Kennedy, "Explicit SABR calibration through simple expansions", 2014, eq. 10.
 */
export function fromParabola({ vol, slope, curvature }: Parabola, o: number): { rho: number; nu: number } {
  const tilt = 2 * slope + o * vol;
  const square = 3 * vol * curvature - 0.5 * o * o * vol * vol + 1.5 * tilt * tilt;
  const nu = Math.sqrt(Math.max(square, LEAST_NU_SQUARED));
  return { rho: Math.max(-MOST_RHO, Math.min(MOST_RHO, tilt / nu)), nu };
}

/** The parabola of [rho, nu] at the level a: the inverse of `fromParabola`. */
export function toParabola(a: number, o: number, rho: number, nu: number): Parabola {
  return {
    vol: a,
    slope: 0.5 * (rho * nu - o * a),
    curvature: (o * o * a + ((2 - 3 * rho * rho) * nu * nu) / a) / 6,
  };
}

/** Volatility at the money by the line through the quotes next to it. */
function atTheMoney({ k, w, t }: GuessSlice): number {
  let right = 0;
  while (right < k.length && k[right]! < 0) right++;
  const vol = (i: number): number => Math.sqrt(w[i]! / t);
  if (right === 0) return vol(0);
  if (right === k.length) return vol(right - 1);
  const [low, high] = [k[right - 1]!, k[right]!];
  const share = -low / (high - low);
  return vol(right - 1) + (vol(right) - vol(right - 1)) * share;
}

/** The parabola through the quotes about the money, nearer ones weighing more. */
function parabola(slice: GuessSlice): Parabola {
  const { k, w, t, weight } = slice;
  const center = atTheMoney(slice);
  const unit = center * Math.sqrt(t);
  let [m0, m1, m2, m3, m4, v0, v1, v2] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < k.length; i++) {
    const y = k[i]! / unit;
    // About a bell of this reach, with a tail for slices quoted far apart.
    const near = 1 / (1 + NARROW * y * y);
    const nearer = near * near * near * near;
    const share = weight[i]! * nearer * nearer;
    const rise = Math.sqrt(w[i]! / t) / center - 1;
    const y2 = y * y;
    m0 += share;
    m1 += share * y;
    m2 += share * y2;
    m3 += share * y2 * y;
    m4 += share * y2 * y2;
    v0 += share * rise;
    v1 += share * y * rise;
    v2 += share * y2 * rise;
  }
  // A little ridge: few quotes, or those of one side alone, do not tell level, slope and curvature apart.
  const ridge = 1e-6 * (m0 + m4) + 1e-300;
  m0 += ridge;
  m2 += ridge;
  m4 += ridge;
  // Cramer on the three normal equations; the middle one's own moment is that of y^2.
  const c00 = m2 * m4 - m3 * m3;
  const c01 = m2 * m3 - m1 * m4;
  const c02 = m1 * m3 - m2 * m2;
  const determinant = m0 * c00 + m1 * c01 + m2 * c02;
  const c11 = m0 * m4 - m2 * m2;
  const c12 = m1 * m2 - m0 * m3;
  const c22 = m0 * m2 - m1 * m1;
  const s0 = (c00 * v0 + c01 * v1 + c02 * v2) / determinant;
  const s1 = (c01 * v0 + c11 * v1 + c12 * v2) / determinant;
  const s2 = (c02 * v0 + c12 * v1 + c22 * v2) / determinant;
  // Over its reach a smile bends less than at its vertex, and the more so the more it bends.
  const bend = Math.min(MOST_BEND, Math.max(0, 6 * s2 * REACH * REACH));
  const lift = LIFT * bend * bend;
  return {
    vol: center * Math.max(0.1, 1 + s0 - lift),
    slope: (center * s1 * (1 + STRAIGHTENED * bend)) / unit,
    curvature: (2 * center * s2 * (1 + FLATTENED * bend)) / (unit * unit),
  };
}

/**
 * First guess at beta = 1 without a shift: rho and nu of the parabola at the money, alpha the one that gives its
 * volatility. Coordinates that hold another beta carry the parabola over.
 */
export function guessSabr(slice: GuessSlice, theta: Float64Array): void {
  const fitted = parabola(slice);
  const found = fromParabola(fitted, 0);
  let { nu } = found;
  let level: number | null = null;
  for (let i = 0; i < HALVINGS && level === null; i++) {
    level = levelAtTheMoney(fitted.vol, slice.t, 1, found.rho, nu);
    if (level === null) nu *= 0.5;
  }
  theta[ALPHA] = level ?? fitted.vol;
  theta[BETA] = 1;
  theta[RHO] = found.rho;
  theta[NU] = nu;
  theta[SHIFT] = 0;
}
