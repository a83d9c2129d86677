import { expect, test, vi } from 'vitest';
import type { MarketBook } from '#market/book.ts';
import { type Bench, nextSnapshot, opened } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import { crossBoard, crossCautions, crossFinding } from './compare-board.ts';
import { timesText } from './compare-names.ts';

const file = (text: string, name = 'next.json') => new File([text], name);

function shared(path: string): File {
  return new File([new Uint8Array(sharedBytes(`data/${path}`))], path.split('/').at(-1) ?? path);
}

/** The board with its bids as mids alone, `times` as high. */
function mids(times: number): string {
  const board = JSON.parse(deribitBoard()) as { options: { bid_price: number | null }[] };
  const options = board.options.map((option) => {
    const mid = option.bid_price && Number((times * option.bid_price).toFixed(4));
    return { ...option, bid_price: mid, ask_price: mid };
  });
  return JSON.stringify({ ...board, options });
}

function boardOf(b: Bench) {
  const { fitted, second, decisions, look } = b.state();
  return crossBoard({ fitted, second, filters: decisions.settings.filters, at: look.cross.at });
}

test('a second file stands beside the board, whose quotes and fit stay what they are', async () => {
  const b = await opened();
  const { quotes, fitted, decisions } = b.state();
  b.actions.openSecond([file(nextSnapshot())]);
  expect(b.state().second).toMatchObject({ phase: 'reading', name: 'next.json' });
  await b.settle();
  expect(b.state().second?.phase).toBe('done');
  expect(b.state()).toMatchObject({ quotes, fitted, decisions });
  const board = boardOf(b);
  expect(board?.expiries.map(({ name }) => name)).toEqual(
    fitted?.result.slices.slice(1).map(({ key }) => board?.expiries.find((e) => e.key === key)?.name),
  );
  // The next snapshot is of the day after: said, and nothing passes for a trade.
  expect(board?.oneMoment).toBe(false);
  expect(board?.rows.every(({ quote }) => quote.crossing === null)).toBe(true);
  expect(board && crossCautions(board)[0]).toMatch(/^Not of one moment/);
  expect(board?.names).toEqual({ a: '1 Aug', b: '2 Aug' });
  b.actions.dropSecond();
  expect(b.state().second).toBeNull();
});

test('a file that comes beside a board still on its way is held against that one', async () => {
  const b = await opened();
  b.service.hold('calibrate');
  b.actions.openFiles([file(deribitBoard({ coin: 'ETH' }), 'eth.json')]);
  b.actions.openSecond([file(deribitBoard({ coin: 'ETH' }), 'later.json')]);
  await vi.waitFor(() => expect(b.state().second?.phase).toBe('failed'));
  b.service.release();
  await b.settle();
  await b.settle();
  expect(b.state().quotes?.underlying).toBe('ETH');
  expect(b.state().second).toMatchObject({ phase: 'done', name: 'later.json', error: null });
  // Of the board that goes, it goes with it.
  await b.open('btc.json', deribitBoard());
  expect(b.state().second).toBeNull();
});

test('the board that was replaced is held against the present one under the present settlement', async () => {
  const b = await opened();
  b.actions.setSettlementAverage(true);
  await b.settle();
  await b.open('next.json', nextSnapshot());
  b.actions.setSettlementAverage(false);
  await b.settle();
  const { market } = b.state().former!;
  b.actions.compareFormer();
  await b.settle();
  const t = (of: MarketBook | null | undefined) => of?.books.at(-1)?.t ?? Number.NaN;
  expect(t(b.state().second?.market)).toBeGreaterThan(t(market));
});

test('the same file against its own fit has its quotes where the fit has them', async () => {
  const b = await opened();
  b.actions.openSecond([file(deribitBoard(), 'copy.json')]);
  await b.settle();
  const board = boardOf(b);
  const slices = b.state().fitted?.result.slices ?? [];
  const through = slices.reduce((sum, { twoSided, inside }) => sum + twoSided - inside, 0);
  expect(board?.through).toBe(through);
  expect(board?.rows.length).toBe(b.state().filtered?.kept);
  expect(board?.crossings).toBe(0);
  expect(board && crossFinding(board)).toMatch(/^copy against btc: /);
});

test('a second file without spreads has no quote through the fit, and is said to have none to judge', async () => {
  const b = await opened();
  b.actions.openSecond([file(mids(1), 'mids.json')]);
  await b.settle();
  const board = boardOf(b)!;
  expect(board.rows.length).toBeGreaterThan(0);
  expect(board.through + board.throughPast).toBe(0);
  expect(board.rows.every(({ quote }) => quote.side === 'unknown')).toBe(true);
  expect(crossFinding(board)).toMatch(/^mids against btc: \d+ quotes without a bid-ask, /);
});

test('nothing crosses where one of two files has mids alone, at which nobody deals', async () => {
  const b = await opened();
  b.actions.openSecond([file(mids(1.3), 'mids.json')]);
  await b.settle();
  expect(boardOf(b)!.rows.some(({ quote }) => quote.bid > quote.askA)).toBe(true);
  expect(boardOf(b)!.crossings).toBe(0);

  await b.open('mids.json', mids(1));
  b.actions.openSecond([file(deribitBoard(), 'btc.json')]);
  await b.settle();
  const board = boardOf(b)!;
  expect(board.crossings).toBe(0);
  expect(board.rows.some(({ quote }) => quote.side !== 'unknown')).toBe(true);
});

test('a second file of another underlying is refused with the reason', async () => {
  const b = await opened();
  b.actions.openSecond([file(deribitBoard().replaceAll('BTC', 'ETH'), 'eth.json')]);
  await b.settle();
  expect(b.state().second?.error?.message).toBe(
    'eth.json is ETH and the board is BTC: their volatilities say nothing of each other. Choose a file of BTC.',
  );
  expect(boardOf(b)).toBeNull();
});

test('a second file that is refused leaves the one before it beside the board, and it is said', async () => {
  const b = await opened();
  b.actions.openSecond([file(mids(1), 'mids.json')]);
  await b.settle();
  const before = b.state().second;
  b.actions.openSecond([file(deribitBoard().replaceAll('BTC', 'ETH'), 'eth.json')]);
  await b.settle();
  expect(b.state().second).toBe(before);
  expect(b.state().openError?.message).toMatch(/^eth\.json is ETH and the board is BTC: /);
  expect(boardOf(b)!.rows.length).toBeGreaterThan(0);
});

test('a second file whose reading is cancelled leaves the one before it beside the board', async () => {
  const b = await opened();
  b.actions.openSecond([file(mids(1), 'mids.json')]);
  await b.settle();
  const before = b.state().second;
  b.actions.openSecond([file(nextSnapshot())]);
  b.actions.openSecond([file(nextSnapshot(), 'again.json')]);
  b.actions.dropSecond();
  await b.settle();
  expect(b.state().second).toBe(before);
  b.actions.dropSecond();
  expect(b.state().second).toBeNull();
  b.actions.openSecond([file(nextSnapshot())]);
  b.actions.dropSecond();
  expect(b.state().second).toBeNull();
});

test('a second file that does not say its time asks for it', async () => {
  const b = await opened();
  const board = JSON.parse(deribitBoard()) as { as_of?: string };
  delete board.as_of;
  b.actions.openSecond([file(JSON.stringify(board), 'timeless.json')]);
  await b.settle();
  const asOf = b.state().market!.asOf!;
  expect(b.state().second?.error?.message).toContain('does not say when its quotes were taken');
  b.actions.setSecondAsOf(asOf);
  await b.settle();
  expect(b.state().second).toMatchObject({ phase: 'done', error: null, asOf, market: { asOf } });
});

test('the board that was replaced can be held against the one that replaced it', async () => {
  const b = await opened();
  const before = b.state().quotes;
  await b.open('next.json', nextSnapshot());
  b.actions.compareFormer();
  expect(b.state().second).toMatchObject({ phase: 'done', name: 'btc.json' });
  expect(b.state().second?.quotes).toBe(before);
  // Another underlying takes it all along.
  await b.open('eth.json', deribitBoard().replaceAll('BTC', 'ETH'));
  expect(b.state()).toMatchObject({ second: null, former: null });
});

test.skipIf(!hasShared)(
  'a file of another venue is opened as the next board, and it is said how to have both',
  async () => {
    const b = await opened();
    b.actions.openFiles([shared('transcoded/bybit_v5_tickers_option_BTC.json')]);
    await b.settle();
    expect(b.state().quotes?.venue).toBe('bybit');
    const said = b.state().messages.find(({ code }) => code === 'other-venue');
    expect(said).toMatchObject({
      text: 'bybit_v5_tickers_option_BTC.json is of Bybit and was opened in place of Deribit. To have both, hold Deribit against it.',
      action: { label: 'Compare with Deribit', kind: 'compare-former' },
    });
  },
);

test.skipIf(!hasShared)(
  'one moment at two venues: linear and coin-settled quotes meet in volatility',
  async () => {
    const b = await opened();
    b.actions.openFiles([shared('deribit-book-summary/btc-2026-08-01.json')]);
    await b.settle();
    b.actions.openSecond([shared('transcoded/bybit_v5_tickers_option_BTC.json')]);
    await b.settle();
    const board = boardOf(b);
    expect(board?.names).toEqual({ a: 'Deribit', b: 'Bybit' });
    expect(board?.expiries).toHaveLength(13);
    expect(board?.oneMoment).toBe(true);
    expect(board && timesText(board.asOf.a, board.asOf.b, board.names)).toBe(
      'Deribit 17:58:04Z, Bybit 17:58:04Z: the same time',
    );
    // The file is the same prices in another layout, rounded to Bybit's digits: bids and asks meet.
    const both = board?.rows.filter(({ quote }) => quote.rowA !== null) ?? [];
    expect(both).toHaveLength(board?.rows.length ?? -1);
    const apart = both.map(({ quote }) => Math.abs(quote.bid - quote.bidA)).sort((x, y) => x - y);
    expect(apart[Math.floor(apart.length / 2)]).toBeLessThan(1e-3);
    expect(board?.rows[0]?.size).toBe(1);
  },
);

test.skipIf(!hasShared)('boards months apart meet in the expiries both list, and that is said', async () => {
  const b = await opened();
  b.actions.openFiles([shared('deribit-book-summary/btc-2026-08-01.json')]);
  await b.settle();
  b.actions.openSecond([shared('deribit-chain-typed/btc-2026-05-21.json')]);
  await b.settle();
  const board = boardOf(b);
  expect(board?.expiries.map(({ name }) => name)).toEqual(['25 Sep 2026', '25 Dec 2026', '26 Mar 2027']);
  expect(board && timesText(board.asOf.a, board.asOf.b, board.names)).toMatch(/: 72\.3 d earlier$/);
  expect(board?.onlyB[0]).toBe('22 May 2026');
});
