import { expect, test } from 'vitest';
import type { QuoteSet } from '#market/quote-set.ts';
import { deribitRecording } from '#readers/deribit/recording.ts';
import type { QuoteReader } from '#readers/reader.ts';
import { tardisChain } from '#readers/tardis/index.ts';
import { memorySource } from '#testing/byte-source.ts';

const START = Date.UTC(2026, 7, 1, 17);
const HEADER =
  'exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,open_interest,last_price,bid_price,bid_amount,bid_iv,ask_price,ask_amount,ask_iv,mark_price,mark_iv,underlying_index,underlying_price,delta,gamma,vega,theta,rho';

function row(symbol: string, at: number, bid: number): string {
  const [, , strike, type] = symbol.split('-');
  return `deribit,${symbol},${at}000,${at}000,${type === 'C' ? 'call' : 'put'},${strike},,0.1,,${bid},15.0,55.91,${bid + 0.001},15.0,68.94,0.0221,62.89,SYN.BTC-9JUN20,60000,,,,,`;
}

async function seriesOf(reader: QuoteReader, text: string, underlying: string | null = null) {
  const reading = reader.series!(memorySource('ticks', text), underlying);
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  if (!step.value.ok) throw new Error(step.value.error.message);
  return step.value;
}

const NAMES = ['BTC-7AUG26-60000-C', 'BTC-7AUG26-60000-P', 'BTC-14AUG26-70000-C'];
/** The bid of each option changes every second, one after the other. */
const bidAt = (i: number, second: number): number =>
  Number((0.01 + 0.0005 * (i + 1) + 0.0001 * second).toFixed(4));
const ticks = Array.from({ length: 90 }, (_, n) => ({ i: n % 3, at: START + 400 * n, bid: bidAt(n % 3, n) }));

/** The bids at an instant by what the ticks say. */
const bidsAt = (asOf: number): readonly number[] =>
  NAMES.map((_, i) => ticks.findLast((tick) => tick.i === i && tick.at <= asOf)?.bid ?? Number.NaN);

function check(sets: readonly QuoteSet[]): void {
  expect(sets.length).toBeGreaterThan(30);
  for (const set of sets) {
    const bids = bidsAt(set.asOf!);
    expect(set.symbol.map((symbol) => NAMES.indexOf(symbol)).map((i) => bids[i])).toEqual([...set.bid]);
    expect(set.tick?.[0]).toBe(0.0005);
  }
  expect(sets.at(-1)!.asOf).toBe(ticks.at(-1)!.at);
}

test('a day of ticks becomes boards through it, each as the ticks before its instant left it', async () => {
  const text = [HEADER, ...ticks.map(({ i, at, bid }) => row(NAMES[i]!, at, bid)), ''].join('\n');
  const { value, issues } = await seriesOf(tardisChain, text);
  check(value);
  expect(issues).toEqual([]);
  expect(value[0]).toMatchObject({ reader: 'tardis-options-chain', underlying: 'BTC', unit: 'coin' });
});

test('a recording of messages becomes boards through it too', async () => {
  const lines = ticks.map(({ i, at, bid }) =>
    JSON.stringify({
      jsonrpc: '2.0',
      method: 'subscription',
      params: {
        channel: `quote.${NAMES[i]}`,
        data: { timestamp: at, instrument_name: NAMES[i], best_bid_price: bid, best_ask_price: bid + 0.001 },
      },
    }),
  );
  check((await seriesOf(deribitRecording, lines.join('\n'))).value);
});

test('of several underlyings the one with most ticks is taken and said, or the one asked for', async () => {
  const others = [0, 1, 2].map((i) => row('ETH-7AUG26-3000-C', START + 1000 * i, 0.02));
  const text = [HEADER, ...ticks.map(({ i, at, bid }) => row(NAMES[i]!, at, bid)), ...others, ''].join('\n');
  const { value, issues } = await seriesOf(tardisChain, text);
  expect(value[0]!.underlying).toBe('BTC');
  expect(issues.map(({ message }) => message)).toEqual([
    'ticks holds BTC (90 ticks), ETH (3 ticks): BTC is taken.',
  ]);
  expect((await seriesOf(tardisChain, text, 'ETH')).value.map(({ symbol }) => symbol)).toContainEqual([
    'ETH-7AUG26-3000-C',
  ]);
});

test('a long file is cut into a few hundred boards, evenly, and options leave when they settle', async () => {
  const settles = Date.UTC(2026, 7, 2, 8);
  const names = ['BTC-2AUG26-60000-C', 'BTC-7AUG26-60000-C'];
  const rows = Array.from({ length: 20_000 }, (_, n) => {
    const at = START + 4000 * n;
    return row(names[at < settles ? n % 2 : 1]!, at, bidAt(0, n % 50));
  });
  const { value } = await seriesOf(tardisChain, [HEADER, ...rows, ''].join('\n'));
  expect(value.length).toBeGreaterThan(230);
  expect(value.length).toBeLessThanOrEqual(481);
  const gaps = value.slice(1, -1).map((set, i) => set.asOf! - value[i]!.asOf!);
  expect(Math.max(...gaps)).toBeLessThan(4 * Math.min(...gaps));
  for (const { asOf, symbol } of value)
    expect(symbol.includes(names[0]!)).toBe(asOf! < settles && asOf! >= START);
});
