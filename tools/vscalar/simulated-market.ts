/**
 * A market of five expiries whose smiles are eSSVI slices that move: a level that reverts, diffuses and jumps, expiries
 * near one another together, under a slow drift of skew and curvature, quoted with noise and outliers on thin books.
 * Times to expiry are held, so that policies are compared on one stationary market. Seeded.
 */
import { normalInverse } from '#math/normal.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { essvi } from '#models/ssvi/essvi.ts';

/** Days to each expiry. */
export const EXPIRY_DAYS: readonly number[] = [1, 3, 7, 30, 90];
const COUNT = EXPIRY_DAYS.length;
/** Years to each expiry. */
export const EXPIRY_YEARS: Float64Array = Float64Array.from(EXPIRY_DAYS, (days) => days / 365);
/** Steps of two minutes in a day. */
export const STEPS_A_DAY = 720;

const ATM_VOL = [0.48, 0.5, 0.52, 0.55, 0.58] as const;
const RHO = [-0.05, -0.08, -0.1, -0.13, -0.16] as const;
/** Per root day. */
const LEVEL_DIFFUSION = [0.22, 0.15, 0.1, 0.05, 0.03] as const;
const LEVEL_DAYS = 1.5;
const JUMPS_A_DAY = 3;
const JUMP = [0.15, 0.11, 0.08, 0.04, 0.02] as const;
const ALIKE = 0.25;
const RHO_DIFFUSION = [0.1, 0.08, 0.06, 0.04, 0.03] as const;
const CURVATURE = 1.2;
const CURVATURE_DIFFUSION = 0.1;
const SHAPE_DAYS = 2;
const STRIKES = [9, 9, 15, 15, 15] as const;
const REACH = 2;
const SPREAD_TIMES = [2, 1.3, 1, 1, 1] as const;
const DEPTH_DEVIATION = 0.6;
const NOISE = 0.35;
const OUTLIER_SHARE = 0.02;
const OUTLIER = 0.08;

/** What is quoted of one expiry at one step. Columns of one length, sorted by k. */
export interface SimulatedQuotes {
  readonly k: Float64Array;
  readonly vol: Float64Array;
  readonly halfSpread: Float64Array;
  readonly depth: Float64Array;
}

/** The market at one step. */
export interface SimulatedStep {
  /** eSSVI parameters [theta, rho, psi] of each expiry. */
  readonly truth: readonly Float64Array[];
  readonly quotes: readonly SimulatedQuotes[];
}

/** Lower triangle of the levels' correlation. */
function correlationFactor(): readonly Float64Array[] {
  const root = EXPIRY_YEARS.map(Math.sqrt);
  const rows: Float64Array[] = [];
  for (let i = 0; i < COUNT; i++) {
    const row = new Float64Array(COUNT);
    for (let j = 0; j <= i; j++) {
      let rest = Math.exp(-Math.abs(root[i]! - root[j]!) / ALIKE);
      for (let m = 0; m < j; m++) rest -= row[m]! * (rows[j]?.[m] ?? row[m]!);
      row[j] = i === j ? Math.sqrt(rest) : rest / rows[j]![j]!;
    }
    rows.push(row);
  }
  return rows;
}

/**
 * Steps of the market from a seed, without end.
 *
 * @param curvatureOf psi over the root of theta, where it has not drifted
 */
export function* simulatedMarket(seed: number, curvatureOf = CURVATURE): Generator<SimulatedStep, never> {
  const uniform = seededRandom(seed);
  const normal = (): number => normalInverse(uniform() + 2 ** -33);
  const factor = correlationFactor();
  const dt = 1 / STEPS_A_DAY;
  const level = new Float64Array(COUNT);
  const rho = Float64Array.from(RHO);
  const curvature = new Float64Array(COUNT);
  const [levelKeep, shapeKeep] = [Math.exp(-dt / LEVEL_DAYS), Math.exp(-dt / SHAPE_DAYS)];
  for (;;) {
    const shocks = Float64Array.from({ length: COUNT }, normal);
    const jump = uniform() < JUMPS_A_DAY * dt ? (uniform() < 0.5 ? -1 : 1) : 0;
    for (let i = 0; i < COUNT; i++) {
      const together = factor[i]!.reduce((sum, share, j) => sum + share * shocks[j]!, 0);
      level[i] = levelKeep * level[i]! + LEVEL_DIFFUSION[i]! * Math.sqrt(dt) * together + jump * JUMP[i]!;
      const tilt = RHO[i]! + shapeKeep * (rho[i]! - RHO[i]!) + RHO_DIFFUSION[i]! * Math.sqrt(dt) * normal();
      rho[i] = Math.max(-0.95, Math.min(0.95, tilt));
      curvature[i] = shapeKeep * curvature[i]! + CURVATURE_DIFFUSION * Math.sqrt(dt) * normal();
    }
    const truth = EXPIRY_DAYS.map((_, i) => {
      const theta = (ATM_VOL[i]! * Math.exp(level[i]!)) ** 2 * EXPIRY_YEARS[i]!;
      return Float64Array.of(theta, rho[i]!, curvatureOf * Math.sqrt(theta) * Math.exp(curvature[i]!));
    });
    yield { truth, quotes: truth.map((theta, i) => quoted(theta, i, uniform, normal)) };
  }
}

function quoted(
  theta: Float64Array,
  i: number,
  uniform: () => number,
  normal: () => number,
): SimulatedQuotes {
  const n = STRIKES[i]!;
  const sd = Math.sqrt(theta[0]!);
  const t = EXPIRY_YEARS[i]!;
  const k = Float64Array.from({ length: n }, (_, j) => REACH * sd * ((2 * j) / (n - 1) - 1));
  const w = new Float64Array(n);
  essvi.smile({ t, forward: 1 }).totalVariance(theta, k, w);
  const [vol, halfSpread, depth] = [0, 1, 2].map(() => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let j = 0; j < n; j++) {
    const fair = Math.sqrt(w[j]! / t);
    const spread = fair * (0.015 + 0.012 * Math.abs(k[j]! / sd) ** 1.5) * SPREAD_TIMES[i]!;
    depth[j] = Math.exp(DEPTH_DEVIATION * normal());
    const stray = uniform() < OUTLIER_SHARE ? fair * OUTLIER * normal() : 0;
    vol[j] = fair + (spread * NOISE * normal()) / Math.sqrt(depth[j]!) + stray;
    halfSpread[j] = spread / 2;
  }
  return { k, vol, halfSpread, depth };
}
