import { expect, test } from 'vitest';
import { type Outcome, success } from '#base/outcome.ts';
import { calibrateNow } from '#calibration/calibrate.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { models } from '#models/index.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { NOT_KEPT } from './api.ts';
import { packFit, unpackReply } from './packed-fit.ts';

/** A fit after its way over the port. */
function sent(fit: CalibrationResult): CalibrationResult {
  const reply = unpackReply<typeof NOT_KEPT>(structuredClone(success(packFit(fit), [])));
  if (reply === NOT_KEPT || !reply.ok) throw new Error('no fit');
  return reply.value;
}

function fitted(request: CalibrationRequest, change: Partial<FitSettings>): CalibrationResult {
  const fit = calibrateNow({ ...request, settings: { ...request.settings, ...change } });
  if (!fit.ok) throw new Error(fit.error.message);
  return fit.value;
}

const { request } = fittedBoard(smileQuotes([7, 30, 90]));
const key = request.slices[1]!.key;

test.each(models.map(({ id }) => id))('a fit of %s comes over as it is', (model) => {
  const fit = fitted(request, { model });
  expect(fit.slices.map(({ status }) => status)).not.toContain('failed');
  expect(sent(fit)).toStrictEqual(fit);
});

const HELD = { rho: { fixed: true, value: -0.2 }, sigma: { fixed: false, lower: 0.4 } };

test.each<[string, Partial<FitSettings>, (fit: CalibrationResult) => boolean | undefined]>([
  [
    'an expiry that failed',
    { byExpiry: { [key]: { parameters: { b: { fixed: true, value: 9 } } } } },
    ({ slices }) => slices[1]?.status === 'failed',
  ],
  [
    'an expiry that keeps its smile',
    { frozen: { [key]: { t: 0.1, parameters: [0.01, 0.1, -0.3, 0, 0.1] } } },
    ({ slices }) => slices[1]?.frozen,
  ],
  [
    'a parameter that is held and one at its least',
    { all: { ...DEFAULT_SETTINGS.all, parameters: HELD } },
    ({ slices }) => slices[0]?.parameters[2]?.fixed && slices[0].parameters[4]?.atBound === 'min',
  ],
])('%s comes over', (_, change, isThere) => {
  const fit = fitted(request, change);
  expect(isThere(fit)).toBe(true);
  expect(sent(fit)).toStrictEqual(fit);
});

/** The value with any numbers in place of its own, and now and then nothing where a figure may be missing. */
function disturbed(value: unknown, random: () => number): unknown {
  const any = () => [Number.NaN, -0, Infinity, -Infinity, 5e-324, random(), -1][Math.floor(7 * random())]!;
  if (value instanceof Float64Array) return value.map(any);
  if (typeof value === 'number') return any();
  if (Array.isArray(value)) return value.map((item) => disturbed(item, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const mayMiss =
        /error|rmse|insideSpread|Quoted$|QuotedAt$|quotedAt|quotedRange|25$|10$|^theta|^measures/i;
      return [name, mayMiss.test(name) && random() < 0.3 ? null : disturbed(item, random)];
    }),
  );
}

test('whatever the numbers are, and whichever are missing, they come over to the last bit', () => {
  const fit = fitted(request, {});
  for (let seed = 1; seed <= 50; seed++) {
    const random = seededRandom(seed);
    const other = {
      ...fit,
      slices: disturbed(fit.slices, random),
      calendar: disturbed(fit.calendar, random),
    };
    expect(sent(other as CalibrationResult), `seed ${seed}`).toStrictEqual(other);
  }
});

test('a fit of more numbers than any before comes over', () => {
  const slices = request.slices.flatMap((slice) => Array.from({ length: 40 }, () => slice));
  const fit = fitted({ ...request, slices }, {});
  expect(sent(fit)).toStrictEqual(fit);
});

test('what is no packed fit is left as it is', () => {
  const whole = success(fitted(request, {}), []);
  const replies: (Outcome<CalibrationResult> | string | undefined)[] = [whole, NOT_KEPT, undefined];
  for (const reply of replies) expect(unpackReply(reply as typeof whole)).toBe(reply);
});
