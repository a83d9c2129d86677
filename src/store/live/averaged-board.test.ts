/** Live boards whose options are priced as paid on the average of the last half hour. */
import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { blackPrice } from '#pricing/black76.ts';
import type { Fitted } from '#store/state.ts';
import { opened } from '#testing/bench.ts';
import { type FrameOptions, frameOf } from '#testing/live-market.ts';
import { LiveBases } from './base-book.ts';
import { liveBase } from './live-base.ts';
import { publishedBoard } from './published-board.ts';

const MINUTE = 60_000;
/** Minutes of a year of 365 days. */
const YEAR = 525_600;

async function board(average: boolean) {
  const b = await opened();
  if (average) b.actions.setSettlementAverage(true);
  await b.settle();
  const { fitted } = b.state();
  if (fitted === null) throw new Error('not fitted');
  return { b, fitted };
}

/** Minutes of the whole time to the first expiry at the fit. */
const minutesOf = ({ market }: Fitted): number => ((market.books[0]?.expiry ?? 0) - market.asOf) / MINUTE;

/** The board so many minutes before its first expiry, with the tracker's time and factor as its base counts them. */
function before(fitted: Fitted, minutes: number, counted: number, options: FrameOptions = {}) {
  const after = (minutesOf(fitted) - minutes) * MINUTE;
  const frame = frameOf(fitted.quotes, fitted.market, { ...options, after });
  const [first, ...others] = frame.expiries;
  const t0 = fitted.result.slices[0]?.t ?? 0;
  const t = counted / YEAR;
  const scalar = { ...first!.scalar!, t, factor: (Math.exp(2 * first!.scalar!.published) * t) / t0 };
  const expiries = [{ ...first!, t: minutes / YEAR, scalar }, ...others];
  return publishedBoard(fitted, { ...frame, expiries }, true, frame.at);
}

test('a base tells the window of the average that its fit prices, and none where it prices none', async () => {
  const { fitted } = await board(true);
  const base = liveBase(fitted, 1);
  expect(base?.expiries.length).toBe(fitted.market.books.length);
  for (const { window, t, expiry } of base?.expiries ?? []) {
    expect((window ?? 0) * YEAR).toBeCloseTo(30, 9);
    expect(t * YEAR).toBeCloseTo((expiry - fitted.market.asOf) / MINUTE - 20, 6);
  }
  const inVol = liveBase({ ...fitted, quotes: { ...fitted.quotes, unit: 'vol' } }, 1);
  expect(inVol?.expiries.every(({ window }) => window === null)).toBe(true);
  const without = liveBase((await board(false)).fitted, 1);
  expect(without?.expiries.every(({ window }) => window === null)).toBe(true);
});

test.each([
  [50, 30],
  [30, 10],
  // In the window a third of what is left.
  [21, 7],
  [12, 4],
  [3, 1],
])('%d minutes before expiry the average has the variance of %d', async (minutes, counted) => {
  const { fitted } = await board(true);
  const { market, result, request } = before(fitted, minutes, counted, { published: 0.1 });
  const [book, fit, slice] = [market.books[0]!, result.slices[0]!, request.slices[0]!];
  for (const { t } of [book, fit, slice]) expect(t * YEAR).toBeCloseTo(counted, 6);
  expect(book.settlement).toMatchObject({ applied: true, inside: minutes < 30, fixed: 0 });
  const own = fitted.result.slices[0]!;
  expect(fit.moved?.factor).toBeCloseTo((Math.exp(0.2) * counted) / (own.t * YEAR), 9);
  expect(fit.measures?.vol).toBeCloseTo(Math.exp(0.1) * (own.measures?.vol ?? 0), 9);
});

test('what a hand says of the average so far counts as long as the window stands open', async () => {
  const { b } = await board(true);
  const key = b.state().fitted?.result.slices[0]?.key ?? '';
  b.actions.setSettledSoFar(key, 62_000);
  await b.settle();
  const { fitted } = b.state();
  if (fitted === null) throw new Error('not fitted');
  expect(before(fitted, 45, 25).market.books[0]?.settlement).toMatchObject({ inside: false, fixed: 0 });
  // Two thirds of it are over: of the price 2/3 62,000 is fixed.
  const { market, quotes } = before(fitted, 10, 10 / 3);
  const book = market.books[0]!;
  const fixed = (2 / 3) * 62_000;
  expect(book.settlement?.fixed).toBeCloseTo(fixed, 6);
  const open = book.forward.value - fixed;
  let seen = 0;
  book.quote.forEach((row, i) => {
    if (!(book.askVol[i]! > 0)) return;
    seen++;
    const strike = quotes.strike[row]! - fixed;
    expect(book.k[i]).toBeCloseTo(Math.log(strike / open), 9);
    const price = blackPrice(1, strike / open, 10 / 3 / YEAR, book.askVol[i]!, quotes.isCall[row] === 1);
    expect((price * open) / book.forward.value).toBeCloseTo(quotes.ask[row]!, 9);
  });
  expect(seen).toBeGreaterThan(0);
});

test.each([true, false])(
  'a replayed base is drawn by its own count of the time, the page averaging: %s',
  async (average) => {
    const { fitted } = await board(average);
    const other = liveBase((await board(!average)).fitted, 7);
    if (other === null) throw new Error('no base');
    const bases = new LiveBases();
    bases.replayed(other, fitted.quotes, fitted.market.asOf);
    const drawn = bases.asFitted(fitted);
    const frame = frameOf(fitted.quotes, fitted.market);
    const counted = new Map(other.expiries.map(({ key, t }) => [key, t]));
    const expiries = frame.expiries.map((expiry) => {
      const t = counted.get(expiry.key) ?? 0;
      return { ...expiry, scalar: { ...expiry.scalar!, t, factor: 1 } };
    });
    const { result } = publishedBoard(drawn, { ...frame, expiries }, true, epochMs(frame.at));
    for (const { key, t, moved } of result.slices) {
      expect(t).toBeCloseTo(counted.get(key) ?? 0, 12);
      expect(moved?.factor).toBeCloseTo(1, 12);
    }
  },
);
