import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts } from '#testing/read-text.ts';

const AS_OF = { asOf: Date.UTC(2026, 5, 5, 20) as never };
const day = (at: number | undefined) => (at === undefined ? '' : new Date(at).toISOString().slice(0, 10));
const SHEET = `SX5E implied vols
As of 05-Jun-2026, spot 5,950.25
Tenor,80%,90%,100%,110%,120%
1W,40,31,19,17,18
1M,32.1,26.0,19.5,16.0,16.2
1Y,26.0,23.4,20.8,,17.3
Indicative only
`;

test('tenors by moneyness are strikes of the stated spot, months by the calendar from the time of the sheet', async () => {
  const set = await quotesOfTexts({ 'sx5e.csv': SHEET });
  expect([set.reader, set.underlying, set.unit, set.spot, set.asOfSource]).toEqual([
    'vol-matrix',
    'SX5E',
    'vol',
    5950.25,
    'file',
  ]);
  expect(day(set.asOf ?? 0)).toBe('2026-06-05');
  expect([...new Set([...set.expiry].map(day))]).toEqual(['2026-06-12', '2026-07-05', '2027-06-05']);
  expect([...set.strike].slice(0, 5)).toEqual([4760.2, 5355.225, 5950.25, 6545.275, 7140.3]);
  expect([...set.isCall].slice(0, 5)).toEqual([0, 0, 1, 1, 1]);
  expect(set.bid[5]).toBeCloseTo(0.321, 12);
  expect(set.rejected).toEqual([{ reason: 'no-quote', count: 1, examples: ['row 6'] }]);
});

test('without a time it asks for it, without a spot strikes are in percent of it, which is said', async () => {
  const text = ';0,8;0,9;1,0;1,1;1,2\n1M;0,321;0,260;0,195;0,160;0,162\n1Y;0,26;0,234;0,208;0,187;0,173\n';
  const asked = await readTexts({ 'm.csv': text });
  expect(asked.ok ? null : asked.error.choices?.kind).toBe('as-of');
  const outcome = await readTexts({ 'm.csv': text }, AS_OF);
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect([...outcome.value.strike].slice(0, 5)).toEqual([80, 90, 100, 110, 120]);
  expect(outcome.value.bid[0]).toBe(0.321);
  expect(outcome.issues.map(({ code }) => code)).toEqual(['mid-only', 'level-assumed']);
});

test('moneyness down and tenors across, a bid and an ask in a cell', async () => {
  const text = 'K/S,1M,3M\n80,32.1/33,29.1/30\n100,19.5/20,20.1/20.6\n120,16.2/17,16/16.8\n';
  const outcome = await readTexts({ 'm.csv': text }, AS_OF);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const { strike, bid, ask, expiry } = outcome.value;
  expect([...strike]).toEqual([80, 100, 120, 80, 100, 120]);
  expect([bid[0], ask[0]]).toEqual([0.321, 0.33]);
  expect(day(expiry[3])).toBe('2026-09-05');
  expect(outcome.issues.map(({ code }) => code)).not.toContain('mid-only');
});

test('numbers around the spot are strikes; a column of forwards is the forward of its row', async () => {
  const strikes = await quotesOfTexts(
    { 'm.csv': 'Spot: 104\nTenor,90,100,110,120\n1M,30,25,22,21\n3M,29,25,23,22\n' },
    AS_OF,
  );
  expect([...strikes.strike].slice(0, 4)).toEqual([90, 100, 110, 120]);
  const forwards = await quotesOfTexts(
    { 'm.csv': 'Tenor,Fwd,90%,100%,110%\n1M,200,30,25,22\n1Y,210,29,25,23\n' },
    AS_OF,
  );
  expect([...forwards.strike]).toEqual([180, 200, 220, 189, 210, 231]);
  expect([...(forwards.underlyingPrice ?? [])].slice(2, 4)).toEqual([200, 210]);
});

test('a matrix as Bloomberg saves it: days of expiry and implied forwards beside shares of the spot', async () => {
  const set = await quotesOfTexts(
    {
      'm.csv':
        'SPX Index,,,,\nExp Date,ImpFwd,90.0%,100.0%,110.0%\n19-Jun-26,5010,21.1,18.0,15.9\n17-Jul-26,5020,20.6,17.7,15.8\n',
    },
    AS_OF,
  );
  expect([...new Set([...set.expiry].map(day))]).toEqual(['2026-06-19', '2026-07-17']);
  expect([...(set.underlyingPrice ?? [])].slice(2, 4)).toEqual([5010, 5020]);
  expect(set.strike[0]).toBeCloseTo(4509, 9);
  expect([set.underlying, set.exercise]).toEqual(['SPX', 'european']);
});

test('days of expiry stand for tenors, in the order that one of them tells', async () => {
  const set = await quotesOfTexts(
    { 'm.csv': 'Expiry,80%,100%,120%\n03/07/2026,30,25,22\n18/09/2026,29,25,23\n' },
    AS_OF,
  );
  expect([...new Set([...set.expiry].map(day))]).toEqual(['2026-07-03', '2026-09-18']);
});

test('deltas, strikes without a level, two matrices and two units are told what is needed', async () => {
  const message = async (text: string) => {
    const outcome = await readTexts({ 'm.csv': text }, AS_OF);
    return outcome.ok ? '' : outcome.error.message;
  };
  expect(await message('Tenor,10P,25P,ATM,25C,10C\n1M,12,11,10,10.5,11\n3M,12,11,10,10.5,11\n')).toMatch(
    /^m\.csv is a matrix of vols by tenor and delta\./,
  );
  expect(await message('Tenor,4000,5000,6000\n1M,30,25,22\n3M,29,25,23\n')).toMatch(
    /Add a line such as "Spot: 5950" above it\.$/,
  );
  const block = 'Tenor,90%,100%,110%\n1M,22,18,16\n3M,21,18,16\n';
  expect(await message(`Bid\n${block}Ask\n${block}`)).toMatch(/holds a second matrix from row 6 on/);
  expect(await message('Tenor,90%,100%,110%\n1M,22,18,16\n3M,0.21,0.18,0.16\n')).toMatch(
    /mixes vols in decimals \(0\.21 under 90% in row 3\) and in percent \(22 under 90% in row 2\)/,
  );
  const rows = Array.from({ length: 12 }, (_, i) => `${i + 1}M,22,18,16`).join('\n');
  expect(await message(`Tenor,90%,100%,110%\n${rows}\n2Y,22,18,17 / 0.18\n`)).toMatch(
    /mixes vols in decimals \(0\.18 under 110% in row 14\)/,
  );
});

test('a table of options is no matrix', async () => {
  const set = await quotesOfTexts(
    { 'q.csv': 'Expiry,Strike,Type,Bid,Ask\n2026-09-18,100,C,9,9.1\n2026-09-18,110,C,5,5.1\n' },
    AS_OF,
  );
  expect(set.reader).toBe('csv-table');
});
