import { expect, test } from 'vitest';
import { quotesOfTexts, readTexts } from '#testing/read-text.ts';

const AS_OF = { asOf: Date.UTC(2026, 5, 5, 20) as never };

async function refused(text: string): Promise<string> {
  const outcome = await readTexts({ 'm.csv': text }, AS_OF);
  if (outcome.ok) throw new Error('the table was read');
  expect(outcome.error.table).toBeUndefined();
  return outcome.error.message;
}

test('a table of moneyness without its level is told to add it, and then read', async () => {
  const rows = ['0.25,0.9,0.25', '0.25,1.0,0.22', '0.25,1.1,0.2'];
  expect(await refused(`Maturity,K/S,IV\n${rows.join('\n')}\n`)).toBe(
    'm.csv: "K/S" gives strikes as a share of the spot or forward, and no column holds that level. Add a column "spot" or "forward", and one "strike", the share times the level.',
  );
  const told = await quotesOfTexts(
    { 'm.csv': `Maturity,K/S,IV,Spot\n${rows.map((row) => `${row},200`).join('\n')}\n` },
    AS_OF,
  );
  expect([told.reader, [...told.strike]]).toEqual(['vol-table', [180, 200, 220]]);
});

test('what else the table lacks is named, and the type, which a table of vols needs not have, is not', async () => {
  const said = await refused('Tenor,Moneyness,IV\n1M,90%,25\n1M,100%,22\n1M,110%,20\n');
  expect(said).toContain('"Moneyness" gives strikes as a share');
  expect(said).toContain('Needed besides: expiry.');
  expect(said).not.toContain('type');
});

test('with the level and days of expiry it is the strike that is missing', async () => {
  const said = await refused(
    'Expiry,Moneyness,Bid IV,Ask IV,Forward\n2026-09-18,0.9,0.25,0.26,200\n2026-09-18,1.1,0.2,0.21,200\n',
  );
  expect(said).toBe(
    'm.csv: "Moneyness" gives strikes as a share of the spot or forward, which is read with one vol a strike and maturities in years or days. Else add a column "strike", the share times the level.',
  );
});

test('where another column may hold the strikes, the columns are asked for', async () => {
  const rows = ['180,0.9', '200,1.0', '220,1.1'].map((cells) => `2026-09-18,${cells},C,9.5,9.7`);
  const outcome = await readTexts(
    { 'm.csv': `Expiry,Ausuebung,Moneyness,Type,Bid,Ask\n${rows.join('\n')}\n` },
    AS_OF,
  );
  expect(outcome.ok ? null : outcome.error.table?.header).toContain('Ausuebung');
});
