import { calibrateNow } from '#calibration/calibrate.ts';
import { nearbyOf } from '#calibration/nearby-starts.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import type { ConstraintMode, FitSettings } from '#calibration/settings.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { realBoards } from './real-boards.ts';

/** What is asked of butterflies and of the calendar. */
const KINDS: readonly (readonly [ConstraintMode, ConstraintMode])[] = [
  ['penalise', 'report'],
  ['report', 'penalise'],
  ['penalise', 'penalise'],
];
const STRENGTHS = [10, 100, 1000];
/** No expiry stands further from its quotes than this many times its fit of the quotes alone, and so many vol points. */
const [TIMES, BESIDES] = [10, 0.1];
/** Differences that are counted, vol points. */
const [FINE, COARSE] = [0.01, 0.1];

/** Weights of the spread that a slider is dragged over, up and down again. */
const DRAG = Array.from({ length: 20 }, (_, i) => 0.5 + 0.1 * (i < 10 ? i : 19 - i));

/** Largest difference of each expiry at its used quotes, vol points; NaN where only one of the two is fitted. */
function differences(a: CalibrationResult, b: CalibrationResult): number[] {
  return a.slices.map((slice, s) => {
    const other = b.slices[s]!;
    if (slice.theta === null || other.theta === null) return slice.theta === other.theta ? 0 : Number.NaN;
    let worst = 0;
    slice.modelVol.forEach((vol, i) => {
      if (slice.weight[i]! > 0) worst = Math.max(worst, 100 * Math.abs(vol - other.modelVol[i]!));
    });
    return worst;
  });
}

function fitted(request: CalibrationRequest): { readonly result: CalibrationResult; readonly ms: number } {
  const before = process.cpuUsage();
  const outcome = calibrateNow(request);
  const { user, system } = process.cpuUsage(before);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return { result: outcome.value, ms: (user + system) / 1000 };
}

/** `request` on from a fit, as the page asks for it while a hand is on a slider. */
const onFrom = (result: CalibrationResult, request: CalibrationRequest): CalibrationRequest => {
  const nearby = nearbyOf(result, request);
  return nearby === null ? request : { ...request, nearby };
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/**
 * Drags the weight of the spread over every real board, penalised in three ways and by three strengths, and holds each fit
 * that went on from the one before to the one found from the quotes alone.
 */
export async function fitsInHand({ count, tell }: SoakOptions): Promise<SoakResult> {
  const boards = (await realBoards()).slice(0, count);
  const faults: string[] = [];
  let [drags, fits, fine, coarse, closer] = [0, 0, 0, 0, 0];
  const ratios: number[] = [];
  for (const { name, request } of boards) {
    for (const [butterfly, calendar] of KINDS) {
      for (const strength of STRENGTHS) {
        const settings = (spread: number): FitSettings => {
          const { all } = request.settings;
          const asked = {
            butterfly: { mode: butterfly, strength },
            calendar: { mode: calendar, strength },
            weights: { ...all.weights, spread },
          };
          return { ...request.settings, all: { ...all, ...asked } };
        };
        const of = `${name}, butterflies ${butterfly}, calendar ${calendar}, ${strength}`;
        let near: CalibrationResult | null = null;
        let [worst, inHand, atRest] = [0, 0, 0];
        for (const spread of DRAG) {
          const asked = { slices: request.slices, settings: settings(spread) };
          const alone = fitted(asked);
          if (near === null) {
            near = alone.result;
            continue;
          }
          const followed = fitted(onFrom(near, asked));
          near = followed.result;
          inHand += followed.ms;
          atRest += alone.ms;
          const apart = differences(near, alone.result);
          fits += apart.length;
          if (apart.some(Number.isNaN))
            faults.push(`${of}: at ${spread.toFixed(2)} only one way leads to a fit`);
          worst = Math.max(worst, ...apart);
          fine += apart.filter((d) => d > FINE).length;
          coarse += apart.filter((d) => d > COARSE).length;
          near.slices.forEach((slice, s) => {
            const [inHand, atRest] = [slice.rmseVol ?? 0, alone.result.slices[s]!.rmseVol ?? 0];
            if ((apart[s] ?? 0) > COARSE && inHand < atRest) closer++;
            if (inHand > TIMES * atRest + BESIDES / 100) {
              faults.push(
                `${of}: at ${spread.toFixed(2)} ${slice.key} stands ${(100 * inHand).toFixed(2)} vol points off`,
              );
            }
          });
        }
        drags++;
        ratios.push(atRest / inHand);
        tell(
          `${of}: apart by ${worst.toExponential(1)} vol points, ${(atRest / inHand).toFixed(1)} times as fast`,
        );
      }
    }
  }
  return {
    figures: {
      boards: boards.length,
      drags,
      fits,
      apart_by_a_hundredth: fine,
      apart_by_a_tenth: coarse,
      of_those_closer_in_hand: closer,
      times_as_fast: median(ratios).toFixed(1),
      faults: faults.length,
    },
    faults,
  };
}
