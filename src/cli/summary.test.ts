import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { smallFit } from '#testing/fit-export.ts';
import { summary } from './summary.ts';

const AUGUST = '2026-08-28T08:00:00.000Z';

test('an expiry taken out by hand is no failed one, and all quotes are accounted for', () => {
  const fit = smallFit({ ...DEFAULT_SETTINGS, dropped: { [AUGUST]: true } });
  const text = summary(fit, []);
  expect(text).not.toContain('28 Aug 2026');
  const [, line = ''] = text.split('\n');
  const [, used, leftOut = ''] = /quotes, (\d+) used; left out: (.*)$/.exec(line) ?? [];
  const counts = leftOut.split(', ').map((each) => Number.parseInt(each, 10));
  expect(counts.reduce((sum, n) => sum + n, Number(used))).toBe(fit.quotes.rowsRead);
  expect(leftOut).toMatch(/30 by-hand, 3 not-fitted$/);
});

test('a frozen expiry says so beside its errors', () => {
  const parameters = [...smallFit().result.slices[1]!.theta!];
  const frozen = { [AUGUST]: { t: 0.07, parameters } };
  const lines = summary(smallFit({ ...DEFAULT_SETTINGS, frozen }), []).split('\n');
  expect(lines.find((line) => line.startsWith('28 Aug'))).toMatch(/ok, frozen$/);
  expect(lines.find((line) => line.startsWith('7 Aug'))).not.toContain('frozen');
});
