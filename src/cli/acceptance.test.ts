import { expect, test } from 'vitest';
import type { FitFile } from '#exporters/fit-json/fit-file.ts';
import { parseFitFile } from '#exporters/fit-json/parse.ts';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { run } from './run.ts';

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function fitShared(path: string, ...options: string[]): Promise<Ended> {
  let out = '';
  let err = '';
  const status = await run([sharedPath(`data/${path}`), ...options], {
    folder: '/',
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
}

function file({ out, err }: Ended): FitFile {
  const outcome = parseFitFile(out);
  if (!outcome.ok) throw new Error(`${outcome.error.message} ${err}`);
  return outcome.value;
}

function balanced({ source, slices }: FitFile): void {
  const sum = (counts: readonly { count: number }[]): number => counts.reduce((s, { count }) => s + count, 0);
  const { read, accepted, rejected, dropped } = source.quotes;
  expect(read).toBe(accepted + sum(rejected));
  expect(slices.reduce((s, { quotes }) => s + quotes.used + quotes.excluded, 0)).toBe(
    accepted - sum(dropped),
  );
}

test.skipIf(!hasShared)('a real Deribit board of 13 expiries is fitted inside its bid-ask', async () => {
  const ended = await fitShared('deribit-book-summary/btc-2026-08-01.json');
  expect(ended.status).toBe(0);
  const fit = file(ended);
  balanced(fit);
  const { slices } = fit;
  expect(slices.length).toBe(13);
  expect(slices[0]?.expiry).toBe('2026-08-02T08:00:00.000Z');
  expect(Math.abs((slices[0]?.forward ?? 0) - 62_672)).toBeLessThan(40);
  let used = 0;
  let inside = 0;
  for (const { atm, quotes, insideSpread } of slices) {
    expect(atm?.vol).toBeGreaterThan(0.12);
    expect(atm?.vol).toBeLessThan(0.6);
    used += quotes.used;
    inside += quotes.used * (insideSpread ?? 0);
    if (quotes.used >= 8) expect(insideSpread).toBeGreaterThanOrEqual(quotes.used < 20 ? 0.8 : 0.85);
  }
  expect(used).toBeGreaterThanOrEqual(360);
  expect(inside / used).toBeGreaterThanOrEqual(0.95);
  expect((await fitShared('deribit-book-summary/btc-2026-08-01.json')).out).toBe(ended.out);
});

test.skipIf(!hasShared)('a real Cboe quote table counts its expired rows', async () => {
  const ended = await fitShared('cboe-csv/spy_20250516_quotedata.csv');
  expect([0, 1]).toContain(ended.status);
  const fit = file(ended);
  balanced(fit);
  expect(fit.source.quotes.dropped.find(({ reason }) => reason === 'expired')?.count).toBeGreaterThan(0);
});

test.skipIf(!hasShared)('a table of quoted vols is taken as vols, and says why', async () => {
  const ended = await fitShared('vol-quotes/spx_implied_vol_20230215.csv', '--as-of', '2023-02-15T21:00:00Z');
  expect([0, 1]).toContain(ended.status);
  const fit = file(ended);
  balanced(fit);
  expect(fit.source.asOf).toBe('2023-02-15T21:00:00.000Z');
  expect(ended.err).toMatch(/CallMid/);
});
