import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import type { CalibrationResult, SliceArbitrage } from '#calibration/result.ts';
import { opened } from '#testing/bench.ts';
import { fitDrafts } from './fit-messages.ts';

const FREE: SliceArbitrage = {
  minG: 0.2,
  minGAt: 0,
  kRange: [-1.5, 1.5],
  minGQuoted: 0.3,
  minGQuotedAt: 0,
  quotedRange: [Math.log(50_000 / 62_710), Math.log(75_000 / 62_710)],
};

async function draftsOf(arbitrage: SliceArbitrage, calendar: CalibrationResult['calendar'] = []) {
  const fitted = (await opened()).state().fitted;
  if (fitted === null) throw new Error('nothing is fitted');
  const [first, ...rest] = fitted.result.slices;
  if (first === undefined) throw new Error('no slice');
  const slices = [
    { ...first, forward: 62_710, arbitrage },
    ...rest.map((slice) => ({ ...slice, arbitrage: FREE })),
  ];
  return fitDrafts(fitted.request, { ...fitted.result, slices, calendar }).map((d) => [
    d.severity,
    d.code,
    d.text.replaceAll('\u2009', ' '),
  ]);
}

test('a fit free of arbitrage has nothing to say', async () => {
  expect(await draftsOf(FREE)).toEqual([]);
});

test('a butterfly past the last quote says where, and what helps', async () => {
  const at = Math.log(105_175 / 62_710);
  const [line] = await draftsOf({ ...FREE, minG: -0.1, minGAt: at });
  expect(line?.slice(0, 2)).toEqual(['warning', 'butterfly-wings']);
  expect(line?.[2]).toMatch(
    /^7 Aug 2026: butterfly fails only past the last quote \(from K \d+ \d{3}; last quote 75 000\)\. Penalise reduces it\.$/,
  );
});

test('a butterfly between the quotes is an error', async () => {
  const at = Math.log(60_000 / 62_710);
  expect(await draftsOf({ ...FREE, minG: -0.1, minGAt: at, minGQuoted: -0.1, minGQuotedAt: at })).toEqual([
    [
      'error',
      'butterfly-quotes',
      '7 Aug 2026: butterfly fails between the quotes (g −0.100 at K 60 000). Penalise reduces it.',
    ],
  ]);
  // What fails is never told to be nothing.
  const [[, , little] = []] = await draftsOf({
    ...FREE,
    minG: -0.00028,
    minGQuoted: -0.00028,
    minGQuotedAt: at,
  });
  expect(little).toContain('(g −0.0003 at K 60 000)');
});

test('a calendar crossing is told by both expiries', async () => {
  const pair = {
    from: epochMs(0),
    to: epochMs(1),
    fromKey: '2026-08-07T08:00:00.000Z',
    toKey: '2026-08-28T08:00:00.000Z',
    minDw: -1e-3,
    at: 0,
    kRange: [-1.5, 1.5],
    minDwQuoted: 1e-4,
    quotedAt: 0,
  } as const;
  expect((await draftsOf(FREE, [pair]))[0]?.[2]).toMatch(
    /^7 Aug 2026 and 28 Aug 2026: total variance crosses only past the quotes, at K 62 9\d\d\. Penalise reduces it\.$/,
  );
  expect((await draftsOf(FREE, [{ ...pair, minDwQuoted: -1e-4 }]))[0]?.[1]).toBe('calendar-quotes');
});
