import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readFiles } from '#readers/index.ts';
import { memorySource } from '#testing/byte-source.ts';
import { simulatedBoard } from './board.ts';
import { SAMPLE_SEED } from './seed.ts';

const text = simulatedBoard(SAMPLE_SEED);

async function read() {
  const reading = readFiles([memorySource('simulated-btc.json', text)], {
    asOf: null,
    underlying: null,
    at: null,
  });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  if (!step.value.ok) throw new Error(step.value.error.message);
  return step.value.value;
}

test('the committed sample is what the generator writes', () => {
  const file = resolve(import.meta.dirname, '../../public/sample/simulated-btc.json');
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('another seed gives other quotes, the same seed the same bytes', () => {
  expect(simulatedBoard(SAMPLE_SEED)).toBe(text);
  expect(simulatedBoard(SAMPLE_SEED + 1)).not.toBe(text);
});

test('the sample reads as a Deribit board of 12 expiries that says it is simulated', async () => {
  const quotes = await read();
  expect(quotes.reader).toBe('deribit-book-summary');
  expect(quotes.underlying).toBe('BTC');
  expect(quotes.unit).toBe('coin');
  expect(new Set(quotes.expiry).size).toBe(12);
  expect(quotes.symbol.length).toBeGreaterThan(700);
  expect(quotes.symbol.length).toBeLessThan(900);
  expect(quotes.rejected).toEqual([]);
  expect(quotes.notes.join(' ')).toContain('simulated');
});

test('every price of the sample lies on the tick grid, bids below asks, some bids missing', async () => {
  const quotes = await read();
  let missing = 0;
  for (const [i, ask] of quotes.ask.entries()) {
    const bid = quotes.bid[i] as number;
    if (Number.isNaN(bid)) missing++;
    for (const price of [bid, ask]) {
      if (Number.isNaN(price)) continue;
      const tick = price > 0.005 ? 0.0005 : 0.0001;
      expect(Math.abs(price / tick - Math.round(price / tick))).toBeLessThan(1e-6);
    }
    if (!Number.isNaN(bid) && !Number.isNaN(ask)) expect(bid).toBeLessThan(ask);
  }
  expect(missing).toBeGreaterThan(20);
  expect(missing).toBeLessThan(160);
});
