import { expect, test } from 'vitest';
import { LEFT_OUT_REASONS } from '#market/filters.ts';
import { nextSnapshot, opened } from '#testing/bench.ts';

type Bench = Awaited<ReturnType<typeof opened>>;

/** The first quote with this verdict: its row and symbol. */
function withVerdict(b: Bench, reason: (typeof LEFT_OUT_REASONS)[number], expiry = 1) {
  const { market, filtered, quotes } = b.state();
  const book = market!.books[expiry]!;
  const at = filtered!.state[expiry]!.findIndex((code) => LEFT_OUT_REASONS[code] === reason);
  const row = book.quote[at]!;
  return { row, symbol: quotes!.symbol[row]! };
}

const filters = (b: Bench) => b.state().decisions.settings.filters;
const used = (b: Bench) => b.state().fitted!.request.slices.flatMap((slice) => [...slice.quote]);

test('a click lets a filtered quote in, a second shuts it out, and both are undone', async () => {
  const b = await opened();
  const { row, symbol } = withVerdict(b, 'in-the-money');
  expect(used(b)).not.toContain(row);
  b.actions.toggleQuote(row);
  await b.settle();
  expect(filters(b).admitted).toEqual({ [symbol]: true });
  expect(used(b)).toContain(row);
  b.actions.toggleQuote(row);
  await b.settle();
  expect(filters(b).admitted).toEqual({});
  expect(used(b)).not.toContain(row);
  b.actions.undo();
  await b.settle();
  expect(used(b)).toContain(row);
  b.actions.undo();
  await b.settle();
  expect([used(b).includes(row), b.state().canUndo]).toEqual([false, false]);
});

test('a quote let in may weigh more, and comes back from weight 0 into the fit', async () => {
  const b = await opened();
  const { row, symbol } = withVerdict(b, 'in-the-money');
  b.actions.toggleQuote(row);
  b.actions.setManual(row, 2);
  b.actions.setManual(row, 0);
  b.actions.toggleQuote(row);
  await b.settle();
  expect(b.state().decisions.settings.manual).toEqual({});
  expect(filters(b).admitted).toEqual({ [symbol]: true });
  expect(used(b)).toContain(row);
});

test('when the filter lets everything in, a click on a quote let in by hand excludes it', async () => {
  const b = await opened();
  const { row, symbol } = withVerdict(b, 'in-the-money');
  b.actions.toggleQuote(row);
  b.actions.setFilters({ inTheMoney: true });
  await b.settle();
  b.actions.toggleQuote(row);
  expect(b.state().decisions.settings.manual).toEqual({ [symbol]: 0 });
});

test('the next snapshot keeps what was let in by the name of its instrument and lists what is gone', async () => {
  const b = await opened();
  const gone = withVerdict(b, 'in-the-money', 0);
  const stays = withVerdict(b, 'in-the-money', 1);
  b.actions.toggleQuote(gone.row);
  b.actions.toggleQuote(stays.row);
  await b.settle();
  await b.open('btc-next.json', nextSnapshot());
  expect(Object.keys(filters(b).admitted).sort()).toEqual([gone.symbol, stays.symbol].sort());
  const row = b.state().quotes!.symbol.indexOf(stays.symbol);
  expect(used(b)).toContain(row);
  expect(b.said().some((text) => text.startsWith('1 quote let in by hand is not in this file'))).toBe(true);
  b.actions.resetManual();
  expect(filters(b).admitted).toEqual({});
});

test('the settlement average is a decision like any other', async () => {
  const b = await opened();
  const before = b.state().decisions;
  b.actions.setSettlementAverage(true);
  await b.settle();
  expect(b.state().fitted!.market.books[0]!.settlement?.applied).toBe(true);
  b.actions.setSettlementAverage(false);
  expect(b.state().decisions).toEqual(before);
  b.actions.setSettledSoFar('2026-08-07T08:00:00.000Z', Number.NaN);
  expect(b.state().decisions).toEqual(before);
});
