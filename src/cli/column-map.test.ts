import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseFitFile } from '#exporters/fit-json/parse.ts';
import { blackPrice } from '#pricing/black76.ts';
import { parseColumnMap, proposedMap } from './column-map.ts';
import { run } from './run.ts';

test('pairs of role and column are read, in any case', () => {
  expect(parseColumnMap('strike=K,Bid_Vol=Bid IV,open-interest=#7,units=percent,mid=')).toEqual({
    strike: 'K',
    bidVol: 'Bid IV',
    openInterest: '#7',
    units: 'percent',
    mid: '',
  });
});

test.each([
  ['strike', 'expected ROLE=COLUMN'],
  ['stroke=K', 'stroke is not known; choose from symbol, underlying, strike'],
  ['strike=K,strike=L', 'gives strike twice'],
  ['units=euros', 'choose from coin, currency, decimal, percent'],
])('%s is refused with a sentence', (value, message) => {
  expect(parseColumnMap(value)).toContain(message);
});

test('a proposal that a shell could misread is not offered', () => {
  const table = { fingerprint: '', header: [], delimiter: ',', rows: [] };
  expect(proposedMap({ ...table, proposed: { symbol: 'K', bid: 'B' } })).toBe('symbol=K,bid=B');
  expect(proposedMap({ ...table, proposed: { symbol: 'K x', bid: '#2' } })).toBe("'symbol=K x,bid=#2'");
  expect(proposedMap({ ...table, proposed: { symbol: "K'; rm" } })).toBeNull();
});

test('nor is one that would be refused as the table was, without types or expiries', () => {
  const table = { fingerprint: '', header: [], delimiter: ',', rows: [] };
  const proposed = { strike: 'K', expiry: 'E', bid: 'B', ask: 'A' };
  expect(proposedMap({ ...table, proposed })).toBeNull();
  expect(proposedMap({ ...table, proposed: { ...proposed, type: 'T' } })).toBe(
    'strike=K,expiry=E,bid=B,ask=A,type=T',
  );
  expect(proposedMap({ ...table, proposed: { strike: 'K', type: 'T', bid: 'B' } })).toBeNull();
  expect(proposedMap({ ...table, proposed: { strike: 'K', days: 'D', iv: 'V' } })).toBe(
    'strike=K,days=D,iv=V',
  );
});

test('an unknown table is refused with the map that opens it, and the map opens it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'volbench-map-'));
  const lines = Array.from({ length: 24 }, (_, i) => {
    const [isCall, strike] = [i < 12, 80 + 4 * (i % 12)];
    const price = blackPrice(100, strike, 77 / 365, 0.25, isCall);
    return `${strike},2027-02-05,${isCall ? 'C' : 'P'},${(price * 0.99).toFixed(4)},${(price * 1.01 + 0.01).toFixed(4)}`;
  });
  writeFileSync(join(folder, 'board.csv'), ['q1,q2,q3,q4,q5', ...lines].join('\n'));
  const command = async (...argv: string[]) => {
    let [out, err] = ['', ''];
    const status = await run(['board.csv', '--as-of', '2026-11-20T21:00:00Z', ...argv], {
      folder,
      input: (async function* () {})(),
      output: async (text) => {
        out += text;
      },
      say: (text) => {
        err += text;
      },
      screen: false,
    });
    return { status, out, err };
  };
  const refused = await command();
  expect(refused.status).toBe(2);
  expect(refused.err).toBe(
    'board.csv: no column is recognised as strike, expiry, type or bid and ask. Found: q1, q2, q3, q4, q5. Needed: strike, expiry, type, and bid and ask or their vols. Say --map type=q3,expiry=q2,strike=q1,bid=q4,ask=q5 if that is what they hold.\n',
  );
  const fitted = await command('--map', 'type=q3,expiry=q2,strike=q1,bid=q4,ask=q5');
  rmSync(folder, { recursive: true });
  expect(fitted.status).toBe(0);
  const fit = parseFitFile(fitted.out);
  expect(fit.ok && fit.value.slices[0]?.atm?.vol).toBeCloseTo(0.25, 2);
});
