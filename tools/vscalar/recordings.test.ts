import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { pairedBlocks } from './recorded-report.ts';
import { recordedSeries } from './recorded-series.ts';
import { scoreRecordings } from './recordings.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 7, 1, 10);
const folder = mkdtempSync(join(tmpdir(), 'volbench-'));
const files: string[] = [];

/** A book summary of the first expiries of a simulated chain as it stands. */
function summary(chain: SimulatedChain, now: number): string {
  const options = chain.listed
    .filter(({ expiry }) => expiry < START + 5 * 86_400_000)
    .map((option) => {
      const { bids, asks } = chain.book(option);
      return {
        instrument_name: option.name,
        bid_price: bids[0]?.[0] ?? null,
        ask_price: asks[0]?.[0] ?? null,
        underlying_price: chain.forward(option.expiry),
      };
    });
  return JSON.stringify({ as_of: new Date(now).toISOString(), futures: [], options, instruments: [] });
}

beforeAll(() => {
  const chain = new SimulatedChain(5, START);
  for (let i = 0; i < 13; i++) {
    const now = START + i * 10 * MINUTE;
    chain.advance(now);
    const file = join(folder, `${i}.json`);
    writeFileSync(file, summary(chain, now));
    files.push(file);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const asked = { model: 'svi', map: 'vertical', step: 5, costs: null } as const;

test('snapshots of one market are one series in the order of their instants, whatever the order of the files', async () => {
  const { series, boards } = await recordedSeries([files[2]!, files[0]!, files[1]!, files[0]!], MINUTE);
  expect(boards).toBe(4);
  expect(series.map(({ name, quotes }) => [name, quotes.map(({ asOf }) => asOf! - START)])).toEqual([
    ['deribit BTC inverse, 2026-08-01T10:00 to 2026-08-01T10:20', [0, 10 * MINUTE, 20 * MINUTE]],
  ]);
});

test('on a recording a scalar between full fits is nearer the next quotes than fits of two hours, and told a line a policy', async () => {
  const { lines, scored } = await scoreRecordings({ ...asked, files, json: true });
  expect(scored).toBe(true);
  const rows = lines.map((line) => JSON.parse(line) as Record<string, number | string | null>);
  const of = (policy: string, intervalMinutes: number | null, band: number | null = null) =>
    rows.find(
      (row) => row['policy'] === policy && row['intervalMinutes'] === intervalMinutes && row['band'] === band,
    )!;
  const [still, tenMinutes, scalar] = [
    of('static', null),
    of('full-refit', 10),
    of('v-scalar', 120, 0),
  ] as const;
  expect(rows.filter(({ policy }) => policy === 'full-refit').map((row) => row['intervalMinutes'])).toEqual([
    10, 30, 60, 120,
  ]);
  expect([still['refits'], tenMinutes['refits']]).toEqual([0, 12]);
  expect(scalar['nextError']).toBeLessThan(of('full-refit', 120)['nextError'] as number);
  expect(scalar['nextError']).toBeLessThan(0.9 * (still['nextError'] as number));
  expect(still['nextQuotes']).toBeGreaterThan(100);
  expect(still).toMatchObject({ snapshots: 13, changeHalf95: null, turnover: 0, failedFits: 0 });
});

test('with costs one more policy moves where it is worth them, and short recordings are told as such', async () => {
  const costs = { riskAversion: 40, proportional: 0.001, fixed: 1e-4 };
  const { lines } = await scoreRecordings({ ...asked, costs, files, json: false });
  const text = lines.join('\n');
  expect(text).toContain('13 snapshots over 2.0 h, 10.0 min apart at the median');
  expect(text).toMatch(/band of the costs .*\d/);
  expect(text).toContain('Fewer than six hours: no interval is told');
});

test('one snapshot is no recording, and that is said', async () => {
  const { lines, scored } = await scoreRecordings({ ...asked, files: files.slice(0, 1), json: false });
  expect(scored).toBe(false);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^skipped: 1 files with 1 snapshots, and no two of one market/);
});

test('errors are paired by snapshot and their interval is over blocks of an hour', () => {
  const at = Array.from({ length: 24 }, (_, i) => i * 30 * MINUTE);
  const other = Float64Array.from(at, () => 2);
  // Two snapshots a block: gaps of the twelve blocks are 0.5 and 1.5 by turns, one snapshot of each unknown to the first.
  const one = other.map((value, i) => value + (i % 4 < 2 ? 0.5 : 1.5));
  one[1] = Number.NaN;
  const { change, half, blocks } = pairedBlocks(one, other, at);
  expect(blocks).toBe(12);
  expect(change).toBeCloseTo(0.5, 14);
  // t of 0.975 at 11 degrees of freedom, 2.200985; the deviation of six of each about 1 is the root of 12 x 0.25/11.
  expect(half).toBeCloseTo((2.200985 * Math.sqrt((12 * 0.25) / 11)) / Math.sqrt(12) / 2, 6);
  expect(pairedBlocks(one.subarray(0, 8), other.subarray(0, 8), at).half).toBeNull();
});
