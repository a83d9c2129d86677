import { expect, test } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { memorySource } from '#testing/byte-source.ts';
import { readFiles } from './index.ts';

async function read(
  ...files: readonly (readonly [name: string, content: unknown])[]
): Promise<Outcome<QuoteSet>> {
  const sources = files.map(([name, content]) =>
    memorySource(name, typeof content === 'string' ? content : JSON.stringify(content)),
  );
  const reading = readFiles(sources, { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

const said = (outcome: Outcome<QuoteSet>) => (outcome.ok ? 'opened' : outcome.error.message);

const AS_OF = Date.UTC(2026, 7, 1, 12);
const option = (name: string) => ({
  instrument_name: name,
  bid_price: 0.01,
  ask_price: 0.011,
  underlying_price: 62_000,
  underlying_index: 'BTC-25SEP26',
  creation_timestamp: AS_OF,
});
const OPTIONS = [option('BTC-25SEP26-60000-C'), option('BTC-25SEP26-60000-P')];
const future = (name: string, at = AS_OF) => ({
  instrument_name: name,
  bid_price: 62_900,
  ask_price: 62_910,
  creation_timestamp: at,
});

test('a file of futures beside the options lends its futures, in either order', async () => {
  const options = ['options.json', OPTIONS] as const;
  const futures = [
    'futures.json',
    { jsonrpc: '2.0', result: [future('BTC-25SEP26'), future('BTC-PERPETUAL')] },
  ] as const;
  for (const files of [
    [options, futures],
    [futures, options],
  ] as const) {
    const outcome = await read(...files);
    if (!outcome.ok) throw new Error(outcome.error.message);
    expect(outcome.value.futures.map(({ name }) => name)).toEqual(['BTC-25SEP26', 'BTC-PERPETUAL']);
    expect(outcome.value.futures[0]).toMatchObject({
      bid: 62_900,
      ask: 62_910,
      expiry: Date.UTC(2026, 8, 25, 8),
    });
    expect(outcome.value.files).toHaveLength(2);
    expect(outcome.issues.map(({ code }) => code)).toContain('beside');
  }
});

test('futures of another coin, or of another day, are refused with the reason', async () => {
  expect(said(await read(['o.json', OPTIONS], ['eth.json', [future('ETH-25SEP26')]]))).toBe(
    'eth.json is of ETH and the quotes are of BTC. Nothing was opened: drop one.',
  );
  const late = [future('BTC-25SEP26', AS_OF + 3 * 86_400_000)];
  expect(said(await read(['o.json', OPTIONS], ['late.json', late]))).toContain('two sessions');
});

test('a spot beside a chain without one is taken, as JSON or as a small table', async () => {
  const chain =
    'underlying,expiry,strike,type,bid,ask,timestamp\nSPY,2026-12-18,600,C,5,5.1,2026-11-20T15:00:00Z\nSPY,2026-12-18,600,P,4,4.1,2026-11-20T15:00:00Z\n';
  for (const spot of [{ symbol: 'SPY', price: 601.5 }, 'symbol,date,close\nSPY,2026-11-20,601.5\n']) {
    const outcome = await read(['spy.csv', chain], ['spot', spot]);
    expect(outcome.ok ? outcome.value.spot : outcome.error.message).toBe(601.5);
  }
  expect(said(await read(['spy.csv', chain], ['spot.json', { symbol: 'QQQ', price: 500 }]))).toContain(
    'is of QQQ',
  );
});

test('a file that is neither quotes, futures nor a spot is still refused, and futures alone too', async () => {
  expect(said(await read(['o.json', OPTIONS], ['x.json', { name: 'x' }]))).toContain('Nothing was opened');
  expect(
    said(await read(['a.json', [future('BTC-25SEP26')]], ['b.json', [future('BTC-PERPETUAL')]])),
  ).toContain('no option');
});
