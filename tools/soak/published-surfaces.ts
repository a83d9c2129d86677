import { seededRandom } from '#math/seeded-random.ts';
import { curvatureBound } from '#models/ssvi/butterfly-bound.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { strictCoordinates } from '#models/svi/strict-coordinates.ts';
import { curveOf } from '#surface/smile-curve.ts';
import { type BaseFaults, liveLimits } from '#tracking/live-limits.ts';
import { publishedFaults } from '#tracking/published-check.ts';
import { publishedScalars } from '#tracking/published-scalars.ts';
import { type ScalarMap, scaledSmile } from '#tracking/scaled-smile.ts';
import type { SoakOptions, SoakResult } from './check.ts';

/** [a, b, rho, m, sigma]. */
type Raw = readonly [number, number, number, number, number];

const POINTS = 1503;
/** Points about each vertex, and how far in the hyperbola's angle. */
const ABOUT = 601;
const ANGLE = 9;
/** What rounding may make of a density that is nought. */
const ROUNDING = 1e-10;

/** The smile moved by x, in its own parameters. */
function movedRaw([a, b, rho, m, sigma]: Raw, x: number, map: ScalarMap): Raw {
  const s = Math.sqrt(x);
  return map === 'vertical' ? [x * a, x * b, rho, m, sigma] : [x * a, s * b, rho, s * m, s * sigma];
}

function variance([a, b, rho, m, sigma]: Raw, k: number): number {
  const y = k - m;
  return a + b * (rho * y + Math.sqrt(y * y + sigma * sigma));
}

/** Roper's form of the density's factor from d1, d2 and the hyperbola's own bends; shares nothing with `durrlemanG`. */
function densityFactor([a, b, rho, m, sigma]: Raw, k: number): number {
  const y = k - m;
  const r = Math.sqrt(y * y + sigma * sigma);
  const root = Math.sqrt(a + b * (rho * y + r));
  const slope = (b * (rho + y / r)) / (2 * root);
  const bend = ((b * sigma * sigma) / (r * r * r) - 2 * slope * slope) / (2 * root);
  const [plus, minus] = [-k / root + root / 2, -k / root - root / 2];
  return (1 + plus * slope) * (1 + minus * slope) + root * bend;
}

/** A smile without butterfly arbitrage: of SVI's whole domain, or of eSSVI's up to its bound. */
function drawSmile(random: () => number, size: number): Raw {
  if (random() < 0.5) {
    const rho = 1.9 * random() - 0.95;
    const psi = curvatureBound(size, rho).bound * (random() < 0.3 ? 1 : 0.05 + 0.95 * random());
    const q2 = (1 - rho) * (1 + rho);
    return [(size * q2) / 2, psi / 2, rho, (-rho * size) / psi, (Math.sqrt(q2) * size) / psi];
  }
  const coordinates = strictCoordinates({ t: 1, forward: 1, k: none, w: none, weight: none }, {});
  if ('error' in coordinates) throw new Error(coordinates.error);
  const theta = new Float64Array(5);
  const x = Float64Array.of(
    2.4 * random() - 1.2,
    8 * random() - 7,
    7 * random() - 5,
    6 * random() - 3,
    random() < 0.4 ? 0 : 10 ** (4 * random() - 4),
  );
  coordinates.toParameters(x, theta);
  return [...theta] as unknown as Raw;
}

const none = new Float64Array(0);

/**
 * Draws boards of smiles without butterfly arbitrage, crossing or not, and scalars far and near, publishes them, and
 * looks at what was published on a grid and with formulas of its own. What the publisher's own second look holds back is
 * counted: nothing of it is published. Of every fourth board neighbours that cross from the start are followed past each
 * other: they alone may.
 */
export async function publishedSurfaces({ count, seed, tell }: SoakOptions): Promise<SoakResult> {
  const random = seededRandom(seed);
  const faults: string[] = [];
  let [slices, pairs, followed, capped, moved, refused] = [0, 0, 0, 0, 0, 0];
  let [least, leastRise] = [Infinity, Infinity];
  for (let board = 0; board < count; board++) {
    const map: ScalarMap = random() < 0.5 ? 'vertical' : 'standardised';
    const baseFaults: BaseFaults = random() < 0.75 ? 'mended' : 'followed';
    const n = 2 + Math.floor(4 * random());
    const smiles = Array.from({ length: n }, () => drawSmile(random, 10 ** (3.5 * random() - 4))).sort(
      (a, b) => variance(a, 0) - variance(b, 0),
    );
    const expiries = smiles.map((raw) => {
      const sd = Math.sqrt(variance(raw, 0));
      return {
        t: 1,
        vol: sd,
        quoted: [-sd * (1 + 4 * random()), sd * (1 + 4 * random())] as const,
        curve: curveOf({ functions: sviSmile, theta: Float64Array.from(raw) }),
        wingSlope: raw[1] * (1 + Math.abs(raw[2])),
      };
    });
    const limits = liveLimits(expiries, map, baseFaults);
    const crossing = new Set(limits.faults.calendar);
    const wanted = Float64Array.from(smiles, () => 1.2 * (random() - 0.5));
    const weight = Float64Array.from(smiles, () => 10 ** (4 * random()));
    const bands = smiles.map(() => ({ half: 0, landing: 0 }));
    const t = new Float64Array(n).fill(1);
    const z = publishedScalars(wanted, weight, null, bands, (asked, by) => limits.project(asked, by, t));
    const curves = expiries.map(({ curve }, i) => scaledSmile(curve, Math.exp(2 * z[i]!), map));
    const found = publishedFaults(curves, limits.own, limits.pairs);
    if (found.butterfly.length > 0 || found.calendar.some((i) => !crossing.has(i))) {
      refused++;
      continue;
    }
    const published = smiles.map((raw, i) => movedRaw(raw, Math.exp(2 * z[i]!), map));
    z.forEach((value, i) => {
      if (2 * value >= limits.lnCap[i]! - 1e-12) capped++;
      if (value !== wanted[i]) moved++;
    });
    const fault = (what: string): void => {
      if (faults.length < 20) faults.push(`board ${board} (seed ${seed}), ${map}: ${what}`);
    };
    published.forEach((raw, i) => {
      slices++;
      const g = smallest(limits.own[i]!, [raw], (k) => densityFactor(raw, k));
      least = Math.min(least, g);
      if (!(g >= -ROUNDING)) fault(`expiry ${i} has a density of ${g.toExponential(1)}`);
      const later = published[i + 1];
      if (later === undefined) return;
      if (crossing.has(i)) {
        followed++;
        return;
      }
      pairs++;
      const both = [raw, later];
      const rise = smallest(limits.pairs[i]!, both, (k) => variance(later, k) / variance(raw, k) - 1);
      leastRise = Math.min(leastRise, rise);
      if (!(rise >= 0))
        fault(`expiries ${i} and ${i + 1} cross by ${rise.toExponential(1)} of their variance`);
    });
    if (board % 10_000 === 0) tell(`${board} of ${count} boards`);
  }
  return {
    figures: {
      boards: count,
      slices,
      pairs,
      followed,
      capped,
      moved,
      refused,
      leastG: least.toExponential(1),
      leastRise: leastRise.toExponential(1),
    },
    faults,
  };
}

/** Smallest of f on a range: evenly over it, and by the hyperbola's angle about each vertex. */
function smallest(
  [low, high]: readonly [number, number],
  smiles: readonly Raw[],
  f: (k: number) => number,
): number {
  let least = Number.POSITIVE_INFINITY;
  const look = (k: number): void => {
    const value = f(k);
    if (!(value >= least)) least = value;
  };
  for (let j = 0; j < POINTS; j++) look(low + ((high - low) * j) / (POINTS - 1));
  for (const [, , , m, sigma] of smiles)
    for (let j = 0; j < ABOUT; j++) {
      const k = m + sigma * Math.sinh(ANGLE * ((2 * j) / (ABOUT - 1) - 1));
      if (k > low && k < high) look(k);
    }
  return least;
}
