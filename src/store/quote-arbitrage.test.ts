import { expect, test } from 'vitest';
import { bench, opened } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';

/** The board with the bid of one call lifted over the asks of the strikes below it. */
function mispriced(): string {
  const board = JSON.parse(deribitBoard()) as {
    options: { instrument_name: string; bid_price: number | null; ask_price: number }[];
  };
  const calls = board.options.filter(({ instrument_name: name }) => /^BTC-28AUG26-.*-C$/.test(name));
  const [lower, upper] = [calls[8]!, calls[9]!];
  upper.bid_price = Number((lower.ask_price + 0.001).toFixed(4));
  upper.ask_price = Number((lower.ask_price + 0.002).toFixed(4));
  return JSON.stringify(board);
}

test('a board without arbitrage among its quotes says nothing of it', async () => {
  const b = await opened();
  expect(b.state().market!.arbitrage).toEqual([]);
  expect(b.state().messages.filter(({ code }) => /^quote-/.test(code))).toEqual([]);
});

test('arbitrage among the quotes is told once a kind, with the expiry and the way to the table', async () => {
  const b = bench();
  await b.open('btc.json', mispriced());
  const kinds = new Set(b.state().market!.arbitrage.map(({ kind }) => kind));
  expect(kinds.has('butterfly') || kinds.has('vertical')).toBe(true);
  const told = b.state().messages.filter(({ code }) => /^quote-/.test(code));
  expect(told.map(({ code }) => code).sort()).toEqual([...kinds].map((kind) => `quote-${kind}`).sort());
  for (const message of told) {
    expect(message.severity).toBe('warning');
    expect(message.expiry).toBe('2026-08-28T08:00:00.000Z');
    expect(message.action?.kind).toBe('show-arbitrage');
    expect(message.text).toMatch(/sell .+ at 0\.\d+, buy .+ at 0\.\d+ and gain 0\.\d+ \(\d+\.\d ticks\)\.$/);
  }
});

test('an expiry left out whole is named with its reason', async () => {
  const b = await opened();
  b.actions.setFilters({ expiryWithinHours: 24 * 7 });
  await b.settle();
  expect(
    b
      .said()
      .some((text) =>
        /^34 quotes left out, too close to expiry: 7 Aug 2026\. Expiry within in Filters lets them in\.$/.test(
          text,
        ),
      ),
  ).toBe(true);
});
