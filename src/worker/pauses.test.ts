import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failure, type Outcome, success } from '#base/outcome.ts';
import { calibrate, calibrateNow } from '#calibration/calibrate.ts';
import { nearbyOf } from '#calibration/nearby-starts.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import type { CalibrationProgress, CalibrationResult } from '#calibration/result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { packFit, unpackReply } from './packed-fit.ts';
import { createPackedSteps, type Made } from './packed-steps.ts';
import { createPauses } from './pauses.ts';

/** The time that is read, ms: it goes on with each look at it, so that on a busy machine every fit is as quick. */
let now = 0;
/** What a fit takes in a pause, ms. */
const FIT_MS = 2;

beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 0.01;
    return now;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const { all } = DEFAULT_SETTINGS;
const K = [-0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2];
const SLICES: readonly FitSlice[] = [0.1, 0.3].map((t) => {
  const vols = K.map((k, i) => 0.5 - 0.2 * k + k * k + 0.002 * Math.sin(5 * i));
  const half = (i: number) => 0.004 + 0.03 * K[i]! ** 2;
  const bidVol = Float64Array.from(vols, (vol, i) => vol - half(i));
  const askVol = Float64Array.from(vols, (vol, i) => vol + half(i));
  return { ...makeSlice(t, K, vols, { bidVol, askVol }), key: `at ${t}` };
});

const settingsOf = (spread: number, isPenalised = false): FitSettings => {
  const { butterfly, calendar, weights } = all;
  const mode = isPenalised ? 'penalise' : 'report';
  return {
    ...DEFAULT_SETTINGS,
    all: {
      ...all,
      weights: { ...weights, spread },
      butterfly: { ...butterfly, mode },
      calendar: { ...calendar, mode },
    },
  };
};
const requestOf = (spread: number, slices = SLICES): CalibrationRequest => ({
  slices,
  settings: settingsOf(spread),
});

/** A fit that was asked for, packed. */
function packed(request: CalibrationRequest): Outcome<Made> {
  const steps = createPackedSteps(calibrate)(request);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Pauses between fits that are counted, each of so many steps, with the spread weights they were made for. */
function counted(steps = 1, outcome?: (request: CalibrationRequest) => Outcome<CalibrationResult>) {
  const seen = { begun: [] as number[], fits: 0 };
  const pauses = createPauses(function* (request): Generator<
    CalibrationProgress,
    Outcome<CalibrationResult>,
    void
  > {
    seen.begun.push(request.settings.all.weights.spread);
    for (let i = 1; i < steps; i++) yield { done: 0, total: 1, stage: 'fit' };
    seen.fits++;
    if (outcome !== undefined) return outcome(request);
    now += FIT_MS;
    return calibrateNow(request);
  });
  const ask = (request: CalibrationRequest): 'made' | 'asked for' => {
    // Made before it is asked for: how long it takes here and now is no part of the test.
    const made = packed(request);
    if (pauses.answerTo(request) !== null) return 'made';
    pauses.answered(request, made);
    return 'asked for';
  };
  /** Waits until what is made in the pause is made. */
  const pause = async (): Promise<void> => {
    for (;;) {
      const before = seen.begun.length;
      await aWhile();
      if (seen.begun.length === before && seen.fits === before) return;
    }
  };
  return { seen, pauses, ask, pause };
}

/** Longer than from an answer to what is made after it: timers come in their order, however late. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 40));

/** What comes late on a busy machine comes. */
const LATEST = { timeout: 4000 };

test('a step finds its answer made where the hand goes on by a notch, or turns back', async () => {
  const { ask, pause } = counted();
  expect(ask(requestOf(1))).toBe('asked for');
  expect(ask(requestOf(1.1))).toBe('asked for');
  for (const spread of [1.2, 1.3, 1.2, 1.1, 1, 0.9]) {
    await pause();
    expect(ask(requestOf(spread))).toBe('made');
  }
});

test('an answer made ahead is the answer of the request, to the last bit', async () => {
  const { pauses, pause } = counted();
  for (const isPenalised of [false, true]) {
    let shown: CalibrationResult | null = null;
    const made: string[] = [];
    for (const spread of [1, 1.1, 1.2, 1.3, 1.2]) {
      const request: CalibrationRequest = { slices: SLICES, settings: settingsOf(spread, isPenalised) };
      const nearby = shown === null ? null : nearbyOf(shown, request);
      const asked = nearby === null ? request : { ...request, nearby };
      const alone = calibrateNow(asked);
      if (!alone.ok) throw new Error(alone.error.message);
      const own = packed(asked);
      const reply = pauses.answerTo(asked);
      made.push(reply === null ? 'asked for' : 'made');
      if (reply === null) pauses.answered(asked, own);
      else {
        expect(reply).toEqual(success(packFit(alone.value), alone.issues));
        expect(unpackReply(structuredClone(reply))).toEqual(unpackReply(success(packFit(alone.value))));
      }
      shown = alone.value;
      await pause();
    }
    expect(made).toEqual(['asked for', 'asked for', 'made', 'made', 'made']);
  }
});

test('where the hand stops, the penalised fit from the quotes alone is made', async () => {
  const { pauses, pause } = counted();
  let shown: CalibrationResult | null = null;
  for (const spread of [1, 1.1, 1.2, 1.3]) {
    const request: CalibrationRequest = { slices: SLICES, settings: settingsOf(spread, true) };
    const nearby = shown === null ? null : nearbyOf(shown, request);
    const asked = nearby === null ? request : { ...request, nearby };
    if (pauses.answerTo(asked) === null) pauses.answered(asked, packed(asked));
    const fitted = calibrateNow(asked);
    if (!fitted.ok) throw new Error(fitted.error.message);
    shown = fitted.value;
    await pause();
  }
  const alone: CalibrationRequest = { slices: SLICES, settings: settingsOf(1.3, true) };
  const fitted = calibrateNow(alone);
  if (!fitted.ok) throw new Error(fitted.error.message);
  expect(pauses.answerTo(alone)).toEqual(success(packFit(fitted.value), fitted.issues));
});

test('nothing is made ahead for a change that is no step: another market, or another choice', async () => {
  const { seen, ask } = counted();
  ask(requestOf(1));
  ask(requestOf(1.1));
  ask({ ...requestOf(1.1), settings: { ...settingsOf(1.1), model: 'sabr' } });
  await aWhile();
  expect(seen.begun.filter((spread) => spread !== 1.1)).toEqual([]);
  ask(requestOf(1.2, [...SLICES]));
  ask(
    requestOf(
      1.3,
      SLICES.map((slice) => ({ ...slice })),
    ),
  );
  await aWhile();
  expect(seen.begun.filter((spread) => spread > 1.3)).toEqual([]);
});

test('an answer of other slices is no answer', async () => {
  const { ask, pause } = counted();
  ask(requestOf(1));
  ask(requestOf(1.1));
  await pause();
  expect(ask(requestOf(1.2, SLICES.slice(1)))).toBe('asked for');
  expect(ask(requestOf(1.2))).toBe('asked for');
});

test('nothing that is made ahead goes on once the next fit is asked for', async () => {
  const { seen, pauses, ask } = counted(1_000_000_000);
  ask(requestOf(1));
  ask(requestOf(1.1));
  await expect.poll(() => seen.begun, LATEST).toEqual([1.2]);
  pauses.answerTo(requestOf(3));
  await aWhile();
  expect(seen).toEqual({ begun: [1.2], fits: 0 });
});

test('what breaks off, or fails, ahead of the hand breaks nothing else', async () => {
  let begun = 0;
  const broken = createPauses(() => {
    begun++;
    throw new Error('a fault of the fit');
  });
  const failing = counted(1, () => failure('invalid', 'no fit'));
  for (const spread of [1, 1.1, 1.2]) {
    const request = requestOf(spread);
    expect(broken.answerTo(request)).toBeNull();
    broken.answered(request, packed(request));
    expect(failing.ask(request)).toBe('asked for');
    await aWhile();
  }
  expect(begun).toBeGreaterThan(0);
  expect(failing.seen.fits).toBeGreaterThan(0);
});

test('a fit that failed is its own answer, and nothing follows it', async () => {
  const { seen, pauses, ask } = counted();
  ask(requestOf(1));
  const failed = failure<Made>('invalid', 'no fit');
  expect(pauses.answerTo(requestOf(1.1))).toBeNull();
  expect(pauses.answered(requestOf(1.1), failed)).toBe(failed);
  await aWhile();
  expect(seen.begun).toEqual([]);
});

test('a hand rests where the same settings are asked for again', () => {
  const { pauses } = counted();
  pauses.answerTo(requestOf(1));
  expect(pauses.isAtRest).toBe(false);
  pauses.answerTo(requestOf(1));
  expect(pauses.isAtRest).toBe(true);
  pauses.answerTo(requestOf(1.1));
  expect(pauses.isAtRest).toBe(false);
});

/** The same answer to whatever is asked, at once. */
function repeated() {
  const fitted = packed(requestOf(1));
  const { seen, pauses } = counted(1, () => failure('invalid', ''));
  const ask = (request: CalibrationRequest): void => {
    if (pauses.answerTo(request) === null) pauses.answered(request, fitted);
  };
  return { seen, ask };
}

test('a fit that stands alone is not made again, one that follows another at once is', async () => {
  const { seen, ask } = repeated();
  ask(requestOf(1));
  await aWhile();
  expect(seen.fits).toBe(0);
  now += 300;
  ask(requestOf(1));
  await aWhile();
  expect(seen.fits).toBe(0);
  ask(requestOf(1));
  await expect.poll(() => seen.fits, LATEST).toBeGreaterThan(0);
});

test('what takes far longer than the quickest fit of its kind is given up soon after the hand stopped', async () => {
  const fitted = packed(requestOf(1));
  let steps = 0;
  const pauses = createPauses(function* (): Generator<CalibrationProgress, never, void> {
    for (;;) {
      steps++;
      yield { done: 0, total: 1, stage: 'fit' };
    }
  });
  for (const spread of [1, 1.1]) {
    pauses.answerTo(requestOf(spread));
    pauses.answered(requestOf(spread), fitted);
  }
  await expect.poll(() => steps).toBeGreaterThan(0);
  await expect
    .poll(async () => {
      const before = steps;
      await aWhile();
      return steps === before;
    }, LATEST)
    .toBe(true);
});

test('fits of one kind are made again until there were enough, those of another kind anew', async () => {
  const { seen, ask } = repeated();
  ask(requestOf(1));
  await expect
    .poll(async () => {
      const before = seen.fits;
      ask(requestOf(1));
      await aWhile();
      return before > 0 && seen.fits === before;
    }, LATEST)
    .toBe(true);
  const enough = seen.fits;
  ask({ ...requestOf(1), settings: { ...settingsOf(1), residual: 'price' } });
  await expect.poll(() => seen.fits, LATEST).toBeGreaterThan(enough);
});

test.each([
  [2, { ahead: true, again: true }],
  [10, { ahead: true, again: false }],
  [100, { ahead: false, again: false }],
])('what is made in the pause of fits of %i ms: %o', async (took, made) => {
  const { seen, pauses, pause } = counted(1, (request) => {
    now += took;
    return calibrateNow(request);
  });
  for (const spread of [1, 1.1]) {
    const request = requestOf(spread);
    pauses.answerTo(request);
    now += took;
    pauses.answered(request, packed(request));
  }
  await pause();
  expect({ ahead: seen.begun.includes(1.2), again: seen.begun.includes(1.1) }).toEqual(made);
});
