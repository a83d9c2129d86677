import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts } from '#testing/read-text.ts';

const at = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());
const HEADER = 'Expiry,Strike,Type,Bid,Ask,Spot';

function sheet(above: string, ...expiries: readonly string[]): Record<string, string> {
  const rows = expiries.map((expiry) => `${expiry},100,C,2.5,2.7,101`);
  return { 'desk.csv': `Desk quotes\n${above}\n${HEADER}\n${rows.join('\n')}\n` };
}

test.each([
  ['As of 05-Jun-2026', '2026-06-05T20:00:00.000Z'],
  ['As of,05-Jun-2026,,,,', '2026-06-05T20:00:00.000Z'],
  ['Index options as of June 5, 2026 at 4:15 PM EDT', '2026-06-05T20:15:00.000Z'],
  ['Pricing date: 5 June 2026 (indicative)', '2026-06-05T20:00:00.000Z'],
  ['As of: 2026-06-05 14:30:00Z', '2026-06-05T14:30:00.000Z'],
])('the time above the header is that of the quotes: %s', async (above, expected) => {
  const set = await quotesOfTexts(sheet(above, '2026-06-19'));
  expect([at(set.asOf), set.asOfSource]).toEqual([expected, 'file']);
});

test('a date alone is said to be taken at the close, a time without a zone to be in UTC', async () => {
  const date = await readTexts(sheet('As of 05-Jun-2026', '2026-06-19'));
  expect(date.issues.map(({ message }) => message)).toContain(
    'desk.csv gives no time: its first lines say 2026-06-05, and the 16:00 New York close of that day is taken. Set the as-of time if it is another.',
  );
  const time = await readTexts(sheet('As of 05-Jun-2026 14:30', '2026-06-19'));
  expect(time.issues.map(({ code }) => code)).toContain('as-of-zoneless');
});

test('a date above the header that can be of either order has the order of the expiries', async () => {
  const dayFirst = await quotesOfTexts(sheet('As of 05/06/2026', '19/06/2026'));
  expect(at(dayFirst.asOf)).toBe('2026-06-05T20:00:00.000Z');
  const monthFirst = await quotesOfTexts(sheet('As of 05/06/2026', '06/19/2026'));
  expect(at(monthFirst.asOf)).toBe('2026-05-06T20:00:00.000Z');
});

test('it decides for expiries that can be of either, and is read so that none lies before it', async () => {
  const told = await quotesOfTexts(sheet('As of 15/06/2026', '03/07/2026', '07/08/2026'));
  expect([...told.expiry].map(at).map((text) => text?.slice(0, 10))).toEqual(['2026-07-03', '2026-08-07']);
  // The eighth of June: in August the option of June would have expired.
  const late = await quotesOfTexts(sheet('As of 05/08/2026', '2026-06-19'));
  expect(at(late.asOf)).toBe('2026-05-08T20:00:00.000Z');
  const later = await quotesOfTexts(sheet('As of 08/06/2026', '2026-06-19'));
  expect(at(later.asOf)).toBe('2026-06-08T20:00:00.000Z');
});

test('where nothing tells its order the month comes first, and a warning says so', async () => {
  const outcome = await readTexts(sheet('As of 05/06/2026', '2026-09-18'));
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect(at(outcome.value.asOf)).toBe('2026-05-06T20:00:00.000Z');
  expect(outcome.issues.map(({ code }) => code)).toContain('date-order-assumed');
});

test('the date of an expiry above the header is not the time of the quotes', async () => {
  const set = await quotesOfTexts(sheet('Expiry date 19-Jun-2026', '2026-06-19'));
  expect(set.asOfSource).toBe('missing');
});

test('what the user says of the time comes before what the file states', async () => {
  const asked = Date.UTC(2026, 5, 4, 15) as never;
  const set = await quotesOfTexts(sheet('As of 05-Jun-2026', '2026-06-19'), { asOf: asked });
  expect([set.asOf, set.asOfSource]).toEqual([asked, 'user']);
});

test('maturities in years count from the time above the header', async () => {
  const text = 'As of 05-Jun-2026\nT,Strike,Bid IV,Ask IV,Forward\n0.5,100,0.2,0.21,101\n';
  const set = await quotesOfTexts({ 'years.csv': text });
  expect(set.expiry[0]).toBe(Date.UTC(2026, 5, 5, 20) + 0.5 * 365 * 86_400_000);
});
