import { expect, test } from 'vitest';
import { success } from '#base/outcome.ts';
import { epochMs, years } from '#base/units.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { NOT_KEPT } from './api.ts';
import { createSender, keepSlices } from './sent-slices.ts';

const RESULT = success({ model: 'svi' } as unknown as CalibrationResult);

function slice(key: string, quotes: number): FitSlice {
  const column = () => new Float64Array(quotes);
  return {
    key,
    expiry: epochMs(0),
    asOf: epochMs(0),
    t: years(1),
    forward: 100,
    quote: new Int32Array(quotes),
    k: column(),
    bidVol: column(),
    askVol: column(),
    midVol: column(),
    tickVol: column(),
    bidSize: null,
    askSize: null,
    activity: null,
    age: null,
    manual: column(),
    caution: null,
  };
}

function request(...slices: readonly FitSlice[]): CalibrationRequest {
  return { slices, settings: DEFAULT_SETTINGS };
}

/** A worker that keeps what it is sent and notes what it was asked for. */
function receiver() {
  const kept = keepSlices();
  const taken: string[] = [];
  const brought: string[] = [];
  const fitted: (readonly string[])[] = [];
  const whole: CalibrationRequest[] = [];
  const keys = ({ slices }: CalibrationRequest) => slices.map(({ key }) => key);
  return {
    taken,
    brought,
    fitted,
    whole,
    async take(number: number, sent: FitSlice) {
      taken.push(sent.key);
      kept.take(number, sent);
    },
    async calibrate(sent: CalibrationRequest) {
      whole.push(sent);
      return RESULT;
    },
    async calibrateTaken(numbered: Parameters<typeof kept.request>[0]) {
      brought.push(...numbered.fresh.map(([, { key }]) => key));
      const found = kept.request(numbered);
      if (found === null) return NOT_KEPT;
      fitted.push(keys(found));
      return RESULT;
    },
  };
}

/** The call of a calibration. */
const fit = (to: Pick<ReturnType<typeof receiver>, 'calibrate' | 'calibrateTaken'>) => ({
  whole: to.calibrate,
  taken: to.calibrateTaken,
});

const always = () => true;
const board = [slice('a', 30_000), slice('b', 30_000), slice('c', 30_000)] as const;

test('a small request brings its slices in one message, and later only what changed in it', async () => {
  const to = receiver();
  const send = createSender(async () => undefined);
  const [a, b, c] = [slice('a', 40), slice('b', 40), slice('c', 40)];
  expect(await send(to, fit(to), request(a, b), always)).toBe(RESULT);
  expect(to.brought).toEqual(['a', 'b']);
  await send(to, fit(to), request(a, b), always);
  await send(to, fit(to), request(a, c), always);
  expect(to.brought).toEqual(['a', 'b', 'c']);
  expect(to.fitted).toEqual([
    ['a', 'b'],
    ['a', 'b'],
    ['a', 'c'],
  ]);
  expect([to.whole, to.taken]).toEqual([[], []]);
});

test('where the fits of a request go on from comes with it', async () => {
  const kept = keepSlices();
  const send = createSender(async () => undefined);
  const found: (CalibrationRequest | null)[] = [];
  const call = {
    whole: async () => RESULT,
    taken: async (numbered: Parameters<typeof kept.request>[0]) => {
      found.push(kept.request(numbered));
      return RESULT;
    },
  };
  const to = { take: async () => undefined };
  const alone = request(slice('a', 40));
  await send(to, call, { ...alone, nearby: Float64Array.of(1, 2) }, always);
  await send(to, call, alone, always);
  expect(found).toEqual([{ ...alone, nearby: Float64Array.of(1, 2) }, alone]);
});

test('slices of a request that could not be sent are sent again', async () => {
  const to = receiver();
  const send = createSender(async () => undefined);
  const cut = {
    ...to,
    calibrateTaken: async (): Promise<typeof NOT_KEPT> => {
      throw new Error('could not be cloned');
    },
  };
  const small = request(slice('a', 40));
  await expect(send(to, fit(cut), small, always)).rejects.toThrow('could not be cloned');
  expect(await send(to, fit(to), small, always)).toBe(RESULT);
  expect(to.brought).toEqual(['a']);
});

test('a large request goes in pieces, and later only what changed in it', async () => {
  const to = receiver();
  let pauses = 0;
  const send = createSender(async () => {
    pauses++;
  });
  expect(await send(to, fit(to), request(...board), always)).toBe(RESULT);
  expect(to.taken).toEqual(['a', 'b', 'c']);
  expect(pauses).toBe(2);
  await send(to, fit(to), request(...board), always);
  await send(to, fit(to), request(board[0], slice('B', 30_000), board[2]), always);
  expect(to.taken).toEqual(['a', 'b', 'c', 'B']);
  expect(to.fitted).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
    ['a', 'B', 'c'],
  ]);
  // What the last request did not name was let go, and is sent again.
  await send(to, fit(to), request(...board), always);
  expect(to.taken).toEqual(['a', 'b', 'c', 'B', 'b']);
  expect(to.whole).toEqual([]);
});

test('a request that is given up on the way is not fitted, and what it sent is not sent twice', async () => {
  const to = receiver();
  const send = createSender(async () => undefined);
  let left = 1;
  expect(await send(to, fit(to), request(...board), () => left-- > 0)).toBeNull();
  expect(to.taken).toEqual(['a', 'b']);
  await send(to, fit(to), request(...board), always);
  expect(to.taken).toEqual(['a', 'b', 'c']);
  expect(to.fitted).toEqual([['a', 'b', 'c']]);
});

test('another worker is sent everything, and one that lost a slice the whole request', async () => {
  const send = createSender(async () => undefined);
  const other = receiver();
  await send(other, fit(other), request(...board), always);
  const to = receiver();
  await send(to, fit(to), request(...board), always);
  expect(to.taken).toEqual(['a', 'b', 'c']);
  const forgetful = { ...to, calibrateTaken: async (): Promise<typeof NOT_KEPT> => NOT_KEPT };
  expect(await send(forgetful, fit(forgetful), request(...board), always)).toBe(RESULT);
  expect(to.whole).toHaveLength(1);
});
