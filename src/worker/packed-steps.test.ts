import { expect, test } from 'vitest';
import { failure, type Outcome, success } from '#base/outcome.ts';
import { calibrate, calibrateNow } from '#calibration/calibrate.ts';
import { nearbyOf } from '#calibration/nearby-starts.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationProgress, CalibrationResult } from '#calibration/result.ts';
import { type ConstraintMode, DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { workColumn } from '#math/work-column.ts';
import { fittable } from '#models/fittable.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { packFit } from './packed-fit.ts';
import { createPackedSteps, type FitSteps, type Made } from './packed-steps.ts';

const K = [-0.3, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2, 0.3];
const SLICES = [0.1, 0.3, 0.6].map((t, s) => {
  const vols = K.map((k, i) => 0.5 - 0.15 * k + (0.9 - s / 5) * k * k + 0.003 * Math.sin(5 * i + s));
  const half = (i: number) => 0.004 + 0.03 * K[i]! ** 2;
  const bidVol = Float64Array.from(vols, (vol, i) => vol - half(i));
  const askVol = Float64Array.from(vols, (vol, i) => vol + half(i));
  return { ...makeSlice(t, K, vols, { bidVol, askVol }), key: `at ${t}` };
});

function requestOf(model: string, mode: ConstraintMode, spread: number): CalibrationRequest {
  const { all } = DEFAULT_SETTINGS;
  const settings: FitSettings = {
    ...DEFAULT_SETTINGS,
    model,
    all: {
      ...all,
      weights: { ...all.weights, spread },
      butterfly: { ...all.butterfly, mode },
      calendar: { ...all.calendar, mode },
    },
  };
  return { slices: SLICES, settings };
}

function end(steps: FitSteps<Made>): Outcome<Made> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const WAYS = fittable.flatMap(({ id }) =>
  (['report', 'penalise', 'strict'] as const).map((mode) => [id, mode] as const),
);

test.each(WAYS)(
  'fits of %s that go by turns, one in the memory of another, are those that stand alone: %s',
  (model, mode) => {
    const packed = createPackedSteps(calibrate);
    const requests = [0, 0.5, 1, 1.5].map((spread) => requestOf(model, mode, spread));
    const alone = requests.map((request) => calibrateNow(request));
    // The last is given up, and its memory taken again at once.
    const given = packed(requests[3]!);
    for (let i = 0; i < 5; i++) given.next();
    given.return(failure('superseded', ''));
    const first = packed(requests[0]!);
    const second = packed(requests[1]!);
    for (let i = 0; i < 4; i++) {
      first.next();
      second.next();
    }
    const made = [end(first), end(second), end(packed(requests[2]!))];
    end(packed(requests[3]!));
    made.forEach((outcome, i) => {
      const own = alone[i]!;
      if (!own.ok || !outcome.ok) {
        expect(outcome).toEqual(own);
        return;
      }
      const { reply, end } = outcome.value;
      expect(reply).toEqual(success(packFit(own.value), own.issues));
      expect(nearbyOf(end, requests[i]!)).toEqual(nearbyOf(own.value, requests[i]!));
      expect(end.slices.map(({ theta }) => theta)).toEqual(own.value.slices.map(({ theta }) => theta));
    });
    expect(made.some(({ ok }) => ok)).toBe(true);
  },
);

test('a fit takes the memory of the one before it, be it given up or failed, and none that is in use', () => {
  const taken: ArrayBuffer[] = [];
  const packed = createPackedSteps(function* (request): Generator<
    CalibrationProgress,
    ReturnType<typeof failure<CalibrationResult>>,
    void
  > {
    for (let i = 0; i < request.slices.length; i++) {
      taken.push(workColumn(9).buffer);
      yield { done: 0, total: 1, stage: 'fit' };
    }
    return failure('invalid', 'no fit');
  });
  const request = requestOf('svi', 'report', 1);
  const whole = packed(request);
  while (whole.next().done !== true);
  const given = packed(request);
  given.next();
  given.return(failure('superseded', ''));
  const [third, fourth] = [packed(request), packed(request)];
  third.next();
  fourth.next();
  const [first] = taken;
  expect(taken.map((buffer) => buffer === first)).toEqual([true, true, true, true, true, false]);
});
