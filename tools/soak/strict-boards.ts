import { calibrateNow } from '#calibration/calibrate.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import type { CalibrationResult, SliceFit } from '#calibration/result.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { hasSpreads } from '../corpus/strict-fit.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { realBoards } from './real-boards.ts';
import { type Hyperbola, hyperbolaOf } from './strict/hyperbola.ts';
import {
  FINE,
  type Fineness,
  type Least,
  leastDensity,
  leastStep,
  worstButterfly,
  worstFall,
} from './strict/second-check.ts';
import { STRIKE_WINDOWS, within } from './strike-windows.ts';

/** Models that fit boards without arbitrage slice by slice. */
const STRICT_MODELS: readonly string[] = ['svi', 'essvi'];

/** What is still free: export.md's measure of both, and what rounding leaves of a difference of probabilities and of prices. */
const FREE = -1e-12;
const FALL = -1e-12;
const BUTTERFLY = -1e-11;

/** What the second check found of one fitted board. */
interface SecondOpinion {
  readonly slices: number;
  readonly pairs: number;
  readonly density: Least;
  readonly fall: Least;
  readonly butterfly: Least;
  readonly step: Least;
  readonly faults: readonly string[];
}

/** Fits a board without arbitrage by a model. */
export function fitStrictly(request: CalibrationRequest, model: string): CalibrationResult | string {
  const constraint = { mode: 'strict', strength: 1000 } as const;
  const all = { ...DEFAULT_SETTINGS.all, butterfly: constraint, calendar: constraint };
  const outcome = calibrateNow({ slices: request.slices, settings: { ...DEFAULT_SETTINGS, model, all } });
  return outcome.ok ? outcome.value : outcome.error.message;
}

/** Half-width of the board's range: max(1.5, 1.5 times the largest |k| of a used quote). */
function halfWidth(slices: readonly FitSlice[], fits: readonly SliceFit[]): number {
  let largest = 1;
  for (const fit of fits) {
    const slice = slices.find(({ key }) => key === fit.key);
    fit.weight.forEach((share, i) => {
      if (share > 0) largest = Math.max(largest, Math.abs(slice?.k[i] ?? 0));
    });
  }
  return 1.5 * largest;
}

const NOTHING: Least = { value: Number.POSITIVE_INFINITY, at: 0 };

function lesser(a: Least, b: Least): Least {
  return a.value <= b.value ? a : b;
}

/** Looks at every slice and pair of a strict fit again. */
export function secondOpinion(
  request: CalibrationRequest,
  result: CalibrationResult,
  fineness: Fineness = FINE,
): SecondOpinion {
  const fits = result.slices.filter(({ theta }) => theta !== null);
  const smiles = fits.map(({ parameters }) =>
    hyperbolaOf(new Map(parameters.map(({ name, value }) => [name, value]))),
  );
  const high = halfWidth(request.slices, fits);
  const low = -high;
  const faults: string[] = [];
  let [density, fall, butterfly, step] = [NOTHING, NOTHING, NOTHING, NOTHING];
  const note = (what: string, where: string, { value, at }: Least, bound: number): void => {
    if (!(value >= bound)) faults.push(`${where}: ${what} ${value.toExponential(3)} at k ${at.toFixed(6)}`);
  };
  if (fits.length > 0 && result.summary.butterflyFree !== true) faults.push('butterflyFree is not true');
  if (fits.length > 1 && result.summary.calendarFree !== true) faults.push('calendarFree is not true');
  smiles.forEach((smile, i) => {
    const { key } = fits[i]!;
    const found = [
      leastDensity(smile, low, high, fineness.points),
      worstFall(smile, low, high, fineness.strikes),
      worstButterfly(smile, low, high, fineness.strikes),
    ] as const;
    note('g', key, found[0], FREE);
    note('probability falls by', key, found[1], FALL);
    note('butterfly', key, found[2], BUTTERFLY);
    [density, fall, butterfly] = [
      lesser(density, found[0]),
      lesser(fall, found[1]),
      lesser(butterfly, found[2]),
    ];
  });
  for (let i = 1; i < smiles.length; i++) {
    const [earlier, later] = [smiles[i - 1], smiles[i]] as [Hyperbola, Hyperbola];
    const found = leastStep(earlier, later, low, high, fineness.points);
    note('crossing', `${fits[i - 1]!.key} and ${fits[i]!.key}`, found, FREE);
    step = lesser(step, found);
  }
  return {
    slices: smiles.length,
    pairs: Math.max(0, smiles.length - 1),
    density,
    fall,
    butterfly,
    step,
    faults,
  };
}

/**
 * Fits every real board with bid and ask strictly, by both models and in the first `count` strike windows, and checks
 * every slice and pair by the second opinion.
 */
export async function strictBoards({ count, tell }: SoakOptions): Promise<SoakResult> {
  const boards = (await realBoards()).filter(({ request }) => hasSpreads(request));
  const faults: string[] = [];
  const windows = STRIKE_WINDOWS.slice(0, count);
  let [fits, slices, pairs, failed] = [0, 0, 0, 0];
  let [density, fall, butterfly, step] = [NOTHING, NOTHING, NOTHING, NOTHING];
  for (const { name, request } of boards) {
    for (const model of STRICT_MODELS) {
      for (const window of windows) {
        const part = { ...request, slices: request.slices.map((slice) => within(slice, window)) };
        const label = `${name} ${model}${window < 1 ? ` within ${Math.round(100 * window)} %` : ''}`;
        const result = fitStrictly(part, model);
        if (typeof result === 'string') {
          faults.push(`${label}: ${result}`);
          continue;
        }
        const found = secondOpinion(part, result);
        fits++;
        slices += found.slices;
        pairs += found.pairs;
        failed += result.summary.slicesFailed;
        faults.push(...found.faults.map((fault) => `${label}: ${fault}`));
        density = lesser(density, found.density);
        fall = lesser(fall, found.fall);
        butterfly = lesser(butterfly, found.butterfly);
        step = lesser(step, found.step);
        tell(
          `${label}: ${found.slices} slices, g ${found.density.value.toExponential(2)}, step ${found.step.value.toExponential(2)}, ${found.faults.length} faults`,
        );
      }
    }
  }
  return {
    figures: {
      boards: boards.length,
      fits,
      slices,
      pairs,
      refused_slices: failed,
      least_g: density.value.toExponential(2),
      worst_fall: fall.value.toExponential(2),
      worst_butterfly: butterfly.value.toExponential(2),
      least_step: step.value.toExponential(2),
      faults: faults.length,
    },
    faults,
  };
}
