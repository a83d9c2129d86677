import { beforeAll, expect, test } from 'vitest';
import type { ExpiryBook } from '#market/book.ts';
import { bookKey } from '#market/book.ts';
import { buildBook } from '#market/build-book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { memorySource } from '#testing/byte-source.ts';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import { readFiles } from './index.ts';

/**
 * The prices of one real Deribit board rewritten in the layouts of other venues: each must give the vols of the
 * board itself.
 */
const SOURCE = 'deribit-book-summary/btc-2026-08-01.json';
const OKX = ['okx_v5_market_tickers_OPTION_BTC-USD.json', 'okx_v5_opt-summary_BTC-USD.json'];
const BINANCE = ['binance_eapi_v1_ticker.json', 'binance_eapi_v1_mark.json'];

async function open(paths: readonly string[]): Promise<QuoteSet> {
  const sources = paths.map((path) =>
    memorySource(path.split('/').at(-1) ?? path, sharedBytes(`data/${path}`)),
  );
  const reading = readFiles(sources, { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  if (!step.value.ok) throw new Error(step.value.error.message);
  const set = step.value.value;
  expect(set.rowsRead).toBe(set.symbol.length + set.rejected.reduce((sum, entry) => sum + entry.count, 0));
  return set;
}

interface Market {
  readonly books: readonly ExpiryBook[];
  readonly forwards: Readonly<Record<string, number>>;
  /** Bid, ask and mid vol by expiry, strike and type, for two-sided quotes out of the money. */
  readonly vols: ReadonlyMap<string, readonly [bid: number, ask: number, mid: number]>;
}

function marketOf(set: QuoteSet, forwards: Readonly<Record<string, number>> = {}): Market {
  const built = buildBook(set, { asOf: null, forwards });
  if (!built.ok) throw new Error(built.error.message);
  const { books } = built.value;
  const vols = new Map<string, readonly [number, number, number]>();
  for (const book of books) {
    for (const [i, strike] of book.strike.entries()) {
      const isCall = book.isCall[i] === 1;
      const outOfTheMoney = isCall ? strike >= book.forward.value : strike < book.forward.value;
      const three = [book.bidVol[i]!, book.askVol[i]!, book.midVol[i]!] as const;
      if (outOfTheMoney && !three.some(Number.isNaN)) vols.set(`${book.expiry} ${strike} ${isCall}`, three);
    }
  }
  return {
    books,
    forwards: Object.fromEntries(books.map((book) => [bookKey(book, set), book.forward.value])),
    vols,
  };
}

function largestDifference(found: Market, wanted: Market, sides = 3): number {
  let largest = 0;
  for (const [key, vols] of wanted.vols) {
    const own = found.vols.get(key);
    if (own === undefined) return Number.POSITIVE_INFINITY;
    for (const [i, vol] of vols.slice(0, sides).entries())
      largest = Math.max(largest, Math.abs(vol - own[i]!));
  }
  return largest;
}

let source: Market;
beforeAll(async () => {
  if (hasShared) source = marketOf(await open([SOURCE]));
});

test.skipIf(!hasShared)('the board itself has two-sided quotes out of the money on 13 expiries', () => {
  expect(source.books).toHaveLength(13);
  expect(source.vols.size).toBeGreaterThan(300);
});

const EXACT: readonly (readonly [name: string, files: readonly string[], tolerance: number])[] = [
  ['OKX, two files,', OKX, 1e-6],
  ['Deribit WebSocket', ['deribit_ws_ticker_snapshot.ndjson'], 1e-6],
  ['Tardis', ['tardis_deribit_options_chain.csv'], 1e-6],
  ['Bybit, whole dollars,', ['bybit_v5_tickers_option_BTC.json'], 3e-3],
];

for (const [name, files, tolerance] of EXACT) {
  test.skipIf(!hasShared)(`${name} gives the vols of the board within ${tolerance}`, async () => {
    const set = await open(files.map((file) => `transcoded/${file}`));
    expect(set.symbol).toHaveLength(868);
    expect(set.rejected).toEqual([]);
    expect(largestDifference(marketOf(set), source)).toBeLessThan(tolerance);
  });
}

test.skipIf(!hasShared)(
  'Binance, two files, gives the vols of the board within 1e-5 at its forwards',
  async () => {
    const set = await open(BINANCE.map((file) => `transcoded/${file}`));
    expect(set.markVol?.filter((vol) => vol > 0).length).toBeGreaterThan(800);
    expect(largestDifference(marketOf(set, source.forwards), source)).toBeLessThan(1e-5);
  },
);

test.skipIf(!hasShared)('the order in which two files of a venue are dropped does not matter', async () => {
  const files = OKX.map((file) => `transcoded/${file}`);
  const [one, other] = [await open(files), await open([...files].reverse())];
  expect(other.symbol).toEqual(one.symbol);
  expect(other.underlyingPrice).toEqual(one.underlyingPrice);
});

test.skipIf(!hasShared)('either OKX file alone gives what it has', async () => {
  const tickers = marketOf(await open([`transcoded/${OKX[0]}`]));
  expect(tickers.books.every(({ forward }) => forward.source === 'parity')).toBe(true);
  const summary = await open([`transcoded/${OKX[1]}`]);
  expect(summary.unit).toBe('vol');
  const vols = marketOf(summary);
  expect(vols.books.every(({ forward }) => forward.source === 'quoted')).toBe(true);
  // Vols are stated to eight decimals; the mid of two vols is not the vol of the mid price.
  expect(largestDifference(vols, source, 2)).toBeLessThan(1e-7);
});
