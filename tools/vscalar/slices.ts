import { curvatureBound } from '#models/ssvi/butterfly-bound.ts';
import { essvi } from '#models/ssvi/essvi.ts';
import { durrlemanG } from '#surface/durrleman-g.ts';
import { curveOf } from '#surface/smile-curve.ts';
import { type LiveLimits, liveLimits } from '#tracking/live-limits.ts';
import type { ScalarMap } from '#tracking/scaled-smile.ts';
import { EXPIRY_YEARS, type SimulatedStep } from './simulated-market.ts';

/** Largest x that a full fit leaves room for: volatilities a fifth higher. */
const HEADROOM = 1.44;

const smiles = Array.from(EXPIRY_YEARS, (t) => essvi.smile({ t, forward: 1 }));

/** Points of the second look at a published surface. */
const LOOK = 701;

/** Volatilities of the i-th expiry's slice. */
export function vols(theta: Float64Array, i: number, k: Float64Array): Float64Array {
  const w = new Float64Array(k.length);
  smiles[i]!.totalVariance(theta, k, w);
  return w.map((value) => Math.sqrt(value / EXPIRY_YEARS[i]!));
}

/** A slice moved by the scalar e^z, x its square: theta x, and psi x (vertical) or psi root x (standardised). */
export function moved(theta: Float64Array, z: number, map: ScalarMap): Float64Array {
  const x = Math.exp(2 * z);
  return Float64Array.of(theta[0]! * x, theta[1]!, theta[2]! * (map === 'vertical' ? x : Math.sqrt(x)));
}

/** A slice with its curvature lowered until it could be moved up by so much: x of at least `HEADROOM` below its cap. */
export function withHeadroom(theta: Float64Array, map: ScalarMap): Float64Array {
  const { bound } = curvatureBound(HEADROOM * theta[0]!, theta[1]!);
  const most = bound / (map === 'vertical' ? HEADROOM : Math.sqrt(HEADROOM));
  return Float64Array.of(theta[0]!, theta[1]!, Math.min(theta[2]!, most));
}

/** What the scalars of a base surface are bound by. */
export function limitsOf(
  base: readonly Float64Array[],
  { quotes }: SimulatedStep,
  map: ScalarMap,
): LiveLimits {
  const expiries = base.map((theta, i) => ({
    t: EXPIRY_YEARS[i]!,
    quoted: [quotes[i]!.k[0]!, quotes[i]!.k.at(-1)!] as const,
    vol: Math.sqrt(theta[0]! / EXPIRY_YEARS[i]!),
    curve: curveOf({ functions: smiles[i]!, theta }),
    wingSlope: (theta[2]! * (1 + Math.abs(theta[1]!))) / 2,
  }));
  return liveLimits(expiries, map, 'mended');
}

/** Expiries with negative density and neighbours that cross, looked for in the parameters as published. */
export function violations(slices: readonly Float64Array[], { own, pairs }: LiveLimits): number {
  const [k, w, w1, w2, later] = [0, 1, 2, 3, 4].map(() => new Float64Array(LOOK)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const spread = ([low, high]: readonly [number, number]): void => {
    for (let j = 0; j < LOOK; j++) k[j] = low + ((high - low) * j) / (LOOK - 1);
  };
  let count = 0;
  slices.forEach((theta, i) => {
    spread(own[i]!);
    smiles[i]!.derivatives(theta, k, w, w1, w2);
    if (k.some((at, j) => !(durrlemanG(at, w[j]!, w1[j]!, w2[j]!) >= 0))) count++;
    if (i + 1 === slices.length) return;
    spread(pairs[i]!);
    smiles[i]!.totalVariance(theta, k, w);
    smiles[i + 1]!.totalVariance(slices[i + 1]!, k, later);
    if (w.some((value, j) => !(value <= later[j]!))) count++;
  });
  return count;
}
