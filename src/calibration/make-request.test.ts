import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { smallFit } from '#testing/fit-export.ts';
import { makeRequest, requestSteps } from './make-request.ts';

test('sizes are those within a spread of the mid where the book is known, else those at the best price', () => {
  const { quotes, market, filtered } = smallFit(DEFAULT_SETTINGS);
  const n = quotes.bid.length;
  const bidSize = Float64Array.from({ length: n }, (_, i) => 1 + i);
  const bidDepth = bidSize.map((size, i) => (i % 2 === 0 ? 10 * size : Number.NaN));
  const sizesOf = (change: object) =>
    // A market of its own, for slices are remembered by theirs.
    makeRequest({ ...quotes, ...change }, { ...market }, filtered, DEFAULT_SETTINGS).slices.flatMap((slice) =>
      Array.from(slice.quote, (row, i) => [row, slice.bidSize?.[i] ?? null] as const),
    );
  for (const [row, size] of sizesOf({ bidSize, bidDepth })) {
    expect(size).toBe(row % 2 === 0 ? 10 * (1 + row) : 1 + row);
  }
  for (const [row, size] of sizesOf({ bidSize })) expect(size).toBe(1 + row);
  for (const [row, size] of sizesOf({ bidDepth }))
    expect(size).toEqual(row % 2 === 0 ? 10 * (1 + row) : Number.NaN);
  expect(sizesOf({}).every(([, size]) => size === null)).toBe(true);
});

const board = () => smallFit(DEFAULT_SETTINGS);

test('a slice an expiry that is not dropped whole, of the quotes that the filters kept in the order of their strikes', () => {
  const { quotes, market, filtered } = board();
  const own = { ...market };
  const { slices, settings } = makeRequest(quotes, own, filtered, DEFAULT_SETTINGS);
  expect(settings).toBe(DEFAULT_SETTINGS);
  const books = market.books.filter((_, i) => !filtered.dropped[i]);
  const states = filtered.state.filter((_, i) => !filtered.dropped[i]);
  expect(slices.length).toBe(books.length);
  slices.forEach((slice, s) => {
    const book = books[s]!;
    const kept = [...states[s]!.keys()].filter((i) => states[s]![i] === 0);
    kept.sort((i, j) => book.k[i]! - book.k[j]! || i - j);
    expect([...slice.quote]).toEqual(kept.map((i) => book.quote[i]));
    for (const column of ['k', 'bidVol', 'askVol', 'midVol', 'tickVol'] as const) {
      expect([...slice[column]]).toEqual(kept.map((i) => book[column][i]));
    }
    expect([slice.expiry, slice.t, slice.forward, slice.asOf]).toEqual([
      book.expiry,
      book.t,
      book.forward.value,
      market.asOf,
    ]);
    expect(slice.key).toBe(new Date(book.expiry).toISOString());
    expect(slice.caution).toBeNull();
    expect([...slice.manual]).toEqual(kept.map(() => 1));
    expect([...slice.age!]).toEqual(kept.map(() => 2.5));
    for (const value of slice.activity!) expect(value).toBeCloseTo(Math.log(2.5), 14);
  });
});

test('rows that do not stand in the order of their strikes are put in it', () => {
  const { quotes, market, filtered } = board();
  const place = filtered.dropped.indexOf(false);
  const turned = market.books.map((book, i) => (i === place ? { ...book, k: book.k.map((k) => -k) } : book));
  const [slice] = makeRequest(quotes, { ...market, books: turned }, filtered, DEFAULT_SETTINGS).slices;
  for (let i = 1; i < slice!.k.length; i++) expect(slice!.k[i]!).toBeGreaterThanOrEqual(slice!.k[i - 1]!);
  const [plain] = makeRequest(quotes, { ...market }, filtered, DEFAULT_SETTINGS).slices;
  expect([...slice!.quote].sort()).toEqual([...plain!.quote].sort());
  // Those of one strike keep the order of their rows, behind the last, whose strike is below theirs.
  const lastKept = filtered.state[place]!.lastIndexOf(0);
  const level = market.books.map((book, i) =>
    i === place ? { ...book, k: book.k.map((_, at) => (at === lastKept ? -1 : 0)) } : book,
  );
  const [same] = makeRequest(quotes, { ...market, books: level }, filtered, DEFAULT_SETTINGS).slices;
  const rows = [...same!.quote].sort((a, b) => a - b);
  expect([...same!.quote]).toEqual([rows.at(-1), ...rows.slice(0, -1)]);
});

test('activity is the log of one more than what is open and what was traded, missing ones none', () => {
  const { quotes, market, filtered } = board();
  const n = quotes.bid.length;
  const some = Float64Array.from({ length: n }, (_, i) => [3, Number.NaN, -1, 0][i % 4]!);
  const told = (change: object) =>
    makeRequest({ ...quotes, ...change }, { ...market }, filtered, DEFAULT_SETTINGS).slices.flatMap((slice) =>
      Array.from(slice.quote, (row, i) => [row, slice.activity?.[i] ?? null] as const),
    );
  for (const [row, value] of told({ openInterest: some, volume: null })) {
    expect(value).toBeCloseTo(Math.log(1 + (row % 4 === 0 ? 3 : 0)), 14);
  }
  const volume = new Float64Array(n).fill(4);
  for (const [row, value] of told({ openInterest: some, volume })) {
    expect(value).toBeCloseTo(Math.log(5 + (row % 4 === 0 ? 3 : 0)), 14);
  }
  for (const [, value] of told({ openInterest: null, volume })) expect(value).toBeCloseTo(Math.log(5), 14);
  for (const [, value] of told({ openInterest: null, volume: null })) expect(value).toBeNull();
});

test('ages are seconds before the instant of the board, never below none; without stamps there are none', () => {
  const { quotes, market, filtered } = board();
  const stamped = Float64Array.from(quotes.bid, (_, i) => market.asOf + (i % 2 === 0 ? -7000 : 9000));
  const of = (timestamp: Float64Array | null) =>
    makeRequest({ ...quotes, timestamp }, { ...market }, filtered, DEFAULT_SETTINGS).slices;
  for (const slice of of(stamped)) {
    slice.quote.forEach((row, i) => {
      expect(slice.age![i]).toBe(row % 2 === 0 ? 7 : 0);
    });
  }
  for (const slice of of(null)) expect(slice.age).toBeNull();
});

test('weights by hand go to the quotes of their symbols, and a slice they leave as it was is the same one', () => {
  const { quotes, market, filtered } = board();
  const own = { ...market };
  const first = makeRequest(quotes, own, filtered, DEFAULT_SETTINGS).slices;
  const again = makeRequest(quotes, own, filtered, DEFAULT_SETTINGS).slices;
  again.forEach((slice, s) => {
    expect(slice).toBe(first[s]);
  });
  const row = first[0]!.quote[2]!;
  const weighed = { ...DEFAULT_SETTINGS, manual: { [quotes.symbol[row]!]: 0.5, nobody: 3 } };
  const moved = makeRequest(quotes, own, filtered, weighed).slices;
  expect([...moved[0]!.manual]).toEqual([...first[0]!.quote].map((of) => (of === row ? 0.5 : 1)));
  expect(moved[0]!.k).toBe(first[0]!.k);
  expect(moved[1]).toBe(first[1]);
  expect(makeRequest(quotes, own, filtered, weighed).slices[0]).toBe(moved[0]);
  const back = makeRequest(quotes, own, filtered, DEFAULT_SETTINGS).slices[0]!;
  expect(back).not.toBe(moved[0]);
  expect(back).toEqual(first[0]);
  // Another market of the same verdicts is another slice.
  expect(makeRequest(quotes, { ...market }, filtered, DEFAULT_SETTINGS).slices[0]).not.toBe(back);
});

test('an expiry inside its settlement average says how much of it is fixed', () => {
  const { quotes, market, filtered } = board();
  const average = { inside: true, window: 30 / 525_600, fixed: 0.123456789 };
  const settled = (settlement: object | null) =>
    makeRequest(
      quotes,
      {
        ...market,
        books: market.books.map((book) => ({
          ...book,
          settlement: settlement as (typeof book)['settlement'],
        })),
      },
      filtered,
      DEFAULT_SETTINGS,
    ).slices[0]!.caution;
  expect(settled(average)).toBe(
    'inside the last 30 minutes: the settlement average is partly fixed (0.123457 of it), the volatility is that of the rest',
  );
  expect(settled({ ...average, inside: false })).toBeNull();
  expect(settled(null)).toBeNull();
});

test('the request is made expiry by expiry, with a stop after each', () => {
  const { quotes, market, filtered } = board();
  const steps = requestSteps(quotes, { ...market }, filtered, DEFAULT_SETTINGS);
  let stops = 0;
  let step = steps.next();
  while (!step.done) {
    stops++;
    step = steps.next();
  }
  expect(stops).toBe(step.value.slices.length);
  expect(stops).toBe(filtered.dropped.filter((dropped) => !dropped).length);
});

test('an expiry that is taken out by hand has no slice', () => {
  const { quotes, market, filtered } = board();
  const all = makeRequest(quotes, { ...market }, filtered, DEFAULT_SETTINGS).slices;
  const dropped = { [all[1]!.key]: true as const };
  const rest = makeRequest(quotes, { ...market }, filtered, { ...DEFAULT_SETTINGS, dropped }).slices;
  expect(rest.map(({ key }) => key)).toEqual(all.filter((_, i) => i !== 1).map(({ key }) => key));
});
