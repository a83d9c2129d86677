import { expect, test } from 'vitest';
import { comparedFit, fitChanges } from '#calibration/fit-changes.ts';
import { models } from '#models/index.ts';
import { blackPrice } from '#pricing/black76.ts';
import { stripCellsOf } from '#store/strip-cells.ts';
import { opened } from '#testing/bench.ts';
import { frameOf } from '#testing/live-market.ts';
import { liveBase } from './live-base.ts';
import { publishedBoard } from './published-board.ts';
import { publishedExport } from './published-export.ts';

async function board(model: string) {
  const b = await opened();
  if (b.state().decisions.settings.model !== model) b.actions.setModel(model);
  await b.settle();
  const { fitted } = b.state();
  if (fitted === null) throw new Error('not fitted');
  return fitted;
}

test.each(models.filter(({ scope }) => scope === 'slice').map(({ id }) => id))(
  'a frame of the snapshot itself gives the fit back: %s',
  async (model) => {
    const fitted = await board(model);
    const frame = frameOf(fitted.quotes, fitted.market);
    const { result, market, quotes } = publishedBoard(fitted, frame, true, fitted.market.asOf);
    expect(quotes.symbol).toBe(fitted.quotes.symbol);
    expect([...quotes.bid]).toEqual([...fitted.quotes.bid]);
    result.slices.forEach((slice, i) => {
      const before = fitted.result.slices[i]!;
      expect([...slice.modelVol]).toEqual([...before.modelVol].map((vol) => expect.closeTo(vol, 10)));
      expect([slice.twoSided, slice.inside]).toEqual([before.twoSided, before.inside]);
      expect(slice.measures?.vol).toBeCloseTo(before.measures?.vol ?? 0, 10);
    });
    market.books.forEach((book, i) => {
      const before = fitted.market.books[i]!;
      expect(book.forward.parity?.value).toBeCloseTo(before.forward.parity?.value ?? Number.NaN, 6);
      expect(book.forward.executable).toEqual(before.forward.executable);
      for (const column of ['k', 'bidVol', 'askVol', 'delta'] as const)
        expect([...book[column]]).toEqual(
          [...before[column]].map((value) => (Number.isNaN(value) ? value : expect.closeTo(value, 9))),
        );
    });
  },
);

test('bars, line and verdicts are all of the frame: a market that rises as its scalar does stays inside', async () => {
  const fitted = await board('svi');
  const base = frameOf(fitted.quotes, fitted.market, { after: 3_600_000, published: 0.2, drift: 1.01 });
  // Every quote at the moved smile, a vol point wide.
  const moved = publishedBoard(fitted, base, true, base.at);
  const expiries = base.expiries.map((expiry, e) => {
    const book = moved.market.books[e]!;
    const slice = moved.result.slices[e]!;
    const request = moved.request.slices[e]!;
    const price = (by: number) =>
      expiry.quotes.strike.map((strike, i) => {
        const at = request.quote.indexOf(book.quote[i]!);
        if (at < 0) return Number.NaN;
        const vol = slice.modelVol[at]! + by;
        return blackPrice(1, strike / slice.forward, slice.t, vol, expiry.quotes.isCall[i]!);
      });
    return { ...expiry, quotes: { ...expiry.quotes, bid: price(-0.005), ask: price(0.005) } };
  });
  const { result } = publishedBoard(fitted, { ...base, expiries }, true, base.at);
  for (const slice of result.slices) {
    expect(slice.twoSided).toBeGreaterThan(5);
    expect(slice.inside).toBe(slice.twoSided);
    expect(slice.rmseVol).toBeLessThan(0.001);
  }
  expect(result.summary.insideSpread).toBe(1);
  expect(result.summary.looRmseVol).toBe(null);
});

test('what call-put pairs say of a forward is of the frame that the forward is of', async () => {
  const fitted = await board('svi');
  const base = frameOf(fitted.quotes, fitted.market, { after: 60_000, drift: 1.02 });
  const expiries = base.expiries.map((expiry) => {
    const price = (by: number) =>
      expiry.quotes.strike.map((strike, i) =>
        Math.max(
          1e-9,
          by + blackPrice(1, strike / (expiry.forward ?? 1), expiry.t, 0.6, expiry.quotes.isCall[i]!),
        ),
      );
    return { ...expiry, quotes: { ...expiry.quotes, bid: price(-1e-5), ask: price(1e-5) } };
  });
  const { market } = publishedBoard(fitted, { ...base, expiries }, true, base.at);
  for (const { forward } of market.books) {
    expect((forward.parity?.value ?? 0) / forward.value).toBeCloseTo(1, 4);
    expect(forward.executable?.low).toBeLessThan(forward.value);
    expect(forward.executable?.high).toBeGreaterThan(forward.value);
  }
});

test('a venue that has fallen silent moves nothing: the board stays of the instant of its last quote', async () => {
  const fitted = await board('svi');
  const heard = frameOf(fitted.quotes, fitted.market, { after: 60_000, published: 0.1 });
  const last = heard.at;
  // Ten minutes on, the tracker stands where it stood ten seconds after the last quote.
  const later = frameOf(fitted.quotes, fitted.market, { after: 660_000, published: 0.1 });
  const stepped = frameOf(fitted.quotes, fitted.market, { after: 70_000, published: 0.1 });
  const silent = {
    ...later,
    expiries: later.expiries.map((expiry, i) => ({ ...expiry, scalar: stepped.expiries[i]!.scalar })),
  };
  const [then, now] = [heard, silent].map((frame) => publishedBoard(fitted, frame, true, last));
  expect(now?.market.asOf).toBe(last);
  now?.result.slices.forEach((slice, i) => {
    const before = then?.result.slices[i];
    expect(slice.t).toBe(before?.t);
    expect(slice.measures?.vol).toBeCloseTo(before?.measures?.vol ?? 0, 12);
    slice.modelVol.forEach((vol, j) => {
      expect(vol).toBeCloseTo(before?.modelVol[j] ?? 0, 12);
    });
    expect([...now.market.books[i]!.bidVol]).toEqual([...(then?.market.books[i]?.bidVol ?? [])]);
  });
});

test('an expiry that has settled has neither quotes nor a smile any more, whatever the venue still says of it', async () => {
  const fitted = await board('svi');
  const { quotes, market, result } = fitted;
  const [first, ...others] = market.books;
  const frame = frameOf(quotes, market, { after: (first?.expiry ?? 0) - market.asOf + 500, published: 0.1 });
  const now = publishedBoard(fitted, frame, true, frame.at);
  const [gone, ...rest] = now.result.slices;
  expect(gone).toMatchObject({ key: result.slices[0]?.key, status: 'failed', theta: null, measures: null });
  expect(gone?.message).toBe('expired at 08:00:00Z; the next full fit leaves it out.');
  expect(now.market.books[0]?.bidVol.every(Number.isNaN)).toBe(true);
  expect(rest.every(({ measures }) => (measures?.vol ?? 0) > 0)).toBe(true);
  expect(now.result.summary).toMatchObject({ slicesOk: others.length, slicesFailed: 1 });
  const written = publishedExport(now);
  expect(Object.keys(written?.moved.slices ?? {})).toEqual(rest.map(({ key }) => key));
  const cells = stripCellsOf(now.quotes, now.market, now.filtered, now);
  expect(cells.map(({ short, atmVol }) => short ?? (atmVol ?? 0) > 0)).toEqual([
    'expired',
    ...rest.map(() => true),
  ]);
});

test('a live board is held against a kept fit by its smiles as they have moved', async () => {
  const fitted = await board('svi');
  const frame = frameOf(fitted.quotes, fitted.market, { after: 3_600_000, published: 0.2 });
  const { result } = publishedBoard(fitted, frame, true, frame.at);
  const changes = fitChanges(comparedFit(fitted.result), comparedFit(result), 'jw');
  changes.forEach(({ measures, parameters }, i) => {
    expect(measures.vol.a).toBeCloseTo(fitted.result.slices[i]?.measures?.vol ?? 0, 12);
    expect(measures.vol.b).toBeCloseTo(result.slices[i]?.measures?.vol ?? 0, 12);
    // Parameters are those of the full fit, at its time.
    for (const { change } of parameters) expect(change.change).toBe(0);
  });
});

test('an instrument that the frame does not tell of has neither side, and a base of other quotes only ages', async () => {
  const fitted = await board('svi');
  const frame = frameOf(fitted.quotes, fitted.market, { after: 86_400_000, published: 0.3 });
  const [first, ...rest] = frame.expiries;
  const board2 = publishedBoard(fitted, { ...frame, expiries: rest }, false, frame.at);
  const gone = board2.market.books[0]!;
  expect([...gone.bidVol, ...gone.askVol].every(Number.isNaN)).toBe(true);
  expect(first?.key).toBeDefined();
  board2.result.slices.slice(1).forEach((slice, i) => {
    const before = fitted.result.slices[i + 1]!;
    expect(slice.t).toBeCloseTo(before.t - 1 / 365, 12);
    expect(slice.measures?.vol).toBeCloseTo(before.measures?.vol ?? 0, 10);
  });
});

test('a base holds what scalars go on from, to the last bit', async () => {
  const fitted = await board('svi');
  const base = liveBase(fitted, 3);
  expect(base).toMatchObject({ id: 3, model: 'svi', quotesAt: fitted.market.asOf });
  base?.expiries.forEach((expiry, i) => {
    const fit = fitted.result.slices[i]!;
    expect(expiry.theta).toEqual([...(fit.theta ?? [])]);
    expect([expiry.t, expiry.forward]).toEqual([fit.t, fit.forward]);
    expect(expiry.noise).toBeGreaterThan(0);
    expect(expiry.noise).toBeLessThan(0.05);
  });
  const failed = { ...fitted, result: { ...fitted.result, slices: [] } };
  expect(liveBase(failed, 1)).toBe(null);
});

test('what a hand holds has an error of rounding alone, by which no change is counted', async () => {
  const fitted = await board('svi');
  const a = comparedFit(fitted.result);
  const slices = Object.fromEntries(
    Object.entries(a.slices).map(([key, slice]) => [
      key,
      { ...slice, covariance: slice.covariance?.map((value) => value * 1e-16) ?? null },
    ]),
  );
  const [change] = fitChanges({ ...a, slices }, { ...a, slices }, 'jw');
  expect(change?.measures.vol.errors).toBe(null);
  const [sure] = fitChanges(a, a, 'jw');
  expect(sure?.measures.vol.errors).toBe(0);
});
