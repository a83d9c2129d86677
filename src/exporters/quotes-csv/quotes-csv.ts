import type { SliceFit } from '#calibration/result.ts';
import {
  bookVerdicts,
  counted,
  csvText,
  type Exporter,
  type FitExport,
  movedCells,
  movedHeads,
} from '#exporters/exporter.ts';
import { bookKey, type ExpiryBook, type ForwardSource } from '#market/book.ts';
import { isForward } from '#market/columns.ts';
import { bookFlags } from '#market/quote-flags.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { settledPart } from '#market/settlement.ts';
import { modelById } from '#models/index.ts';
import { smileOf } from '#surface/moved-smile.ts';

/**
 * Every quote read, in the order of the file: what the file says of it, its
 * volatilities, weight and model volatility, and whether it was used, left out
 * or dropped with its expiry, and why; `flags` names what is weak about it. Prices in the file's own unit (`unit`);
 * volatilities decimals; `forward` is the one the quote is inverted at, its own where quotes carry theirs; `residual` is
 * market mid minus model. Inside a settlement window `k` is ln((K - settledPart)/(F - settledPart)), and a column says
 * `settledPart`, the currency amount of the settlement price that is fixed already. Of a surface that has moved since its fit quotes and
 * volatilities are those of now, weight, status and reason those of the full fit, which columns at the end name.
 */
export const quotesCsv: Exporter = {
  id: 'quotes-csv',
  label: 'Quotes (CSV)',
  extension: 'quotes.csv',
  mediaType: 'text/csv',
  describe({ quotes, result, moved }) {
    const n = quotes.symbol.length;
    if (moved !== undefined) {
      return `${counted(n, 'row', 'rows')}: quotes of now, vols, residual; weight and use as in the full fit.`;
    }
    return `${counted(n, 'row', 'rows')}: vols, weight, residual, and why ${n - result.summary.used} are unused.`;
  },
  write(fit) {
    const { quotes } = fit;
    const placed = places(fit);
    const anySettled = fit.market.books.some((book) => settledPart(book) > 0);
    const rows = quotes.symbol.map((symbol, row) => {
      const place = placed[row];
      return [
        symbol,
        quotes.root[row],
        instant(quotes.expiry[row]),
        quotes.strike[row],
        quotes.isCall[row] === 1 ? 'call' : 'put',
        quotes.unit,
        quotes.bid[row],
        quotes.ask[row],
        quotes.bidSize?.[row],
        quotes.askSize?.[row],
        quotes.volume?.[row],
        quotes.openInterest?.[row],
        instant(quotes.timestamp?.[row]),
        quotes.markVol?.[row],
        ...(place === undefined ? [...NOWHERE, 'dropped', droppedFor(fit, row), null] : placeCells(place)),
        ...(anySettled ? [place === undefined ? null : settledPart(place.book) || null] : []),
        ...movedCells(fit, place?.slice),
      ];
    });
    return csvText([...HEADER, ...(anySettled ? ['settledPart'] : []), ...movedHeads(fit)], rows);
  },
};

const HEADER = [
  'symbol',
  'root',
  'expiry',
  'strike',
  'type',
  'unit',
  'bid',
  'ask',
  'bidSize',
  'askSize',
  'volume',
  'openInterest',
  'timestamp',
  'markVol',
  'forward',
  'k',
  'bidVol',
  'askVol',
  'midVol',
  'delta',
  'weight',
  'modelVol',
  'residual',
  'status',
  'reason',
  'flags',
];

/** The market and fit columns of a quote whose expiry is in no book. */
const NOWHERE = Array.from({ length: HEADER.indexOf('status') - HEADER.indexOf('forward') }, () => null);

/** Where a quote stands: its book, its place in it, and what the fit says of it. */
interface Place {
  readonly book: ExpiryBook;
  readonly forward: number;
  readonly slice: SliceFit | undefined;
  readonly at: number;
  readonly weight: number | undefined;
  readonly modelVol: number | undefined;
  readonly status: 'used' | 'left-out' | 'dropped';
  readonly reason: string | null;
  /** What is wrong with it though no filter leaves it out, and `let-in` where a hand let it in past one. */
  readonly flags: readonly string[];
}

function placeCells({ book, forward, at, weight, modelVol, status, reason, flags }: Place) {
  const midVol = book.midVol[at];
  return [
    forward,
    book.k[at],
    book.bidVol[at],
    book.askVol[at],
    midVol,
    book.delta[at],
    weight,
    modelVol,
    midVol === undefined || modelVol === undefined ? null : midVol - modelVol,
    status,
    reason,
    flags.join(' '),
  ];
}

/** Where a forward is from whose quotes are each inverted at their own. */
const BY_QUOTE: ReadonlySet<ForwardSource> = new Set(['quoted', 'quoted-synthetic', 'file']);

function forwardOf({ underlyingPrice }: QuoteSet, { forward }: ExpiryBook, row: number): number {
  const own = BY_QUOTE.has(forward.source) ? underlyingPrice?.[row] : undefined;
  return own !== undefined && isForward(own) ? own : forward.value;
}

/** The place of each row of the QuoteSet that is in a book. */
function places({ quotes, market, filtered, settings, result }: FitExport): (Place | undefined)[] {
  const placed: (Place | undefined)[] = new Array(quotes.symbol.length).fill(undefined);
  const byKey = new Map(result.slices.map((slice) => [slice.key, slice]));
  market.books.forEach((book, i) => {
    const slice = byKey.get(bookKey(book, quotes));
    const byHand = filtered.dropped[i] !== true && settings.dropped[bookKey(book, quotes)] === true;
    const dropped = filtered.dropped[i] === true || byHand;
    const whole = byHand ? 'by-hand' : filtered.settling[i] === true ? 'settlement-window' : 'near-expiry';
    const modelVol = slice === undefined ? null : modelVols(result.model, slice, book);
    const state = filtered.state[i] ?? new Uint8Array();
    const { flagsOf } = bookFlags(quotes, market, book);
    const letIn = filtered.admitted[i];
    const { verdict, column } = bookVerdicts(quotes, book, state, slice, settings.manual);
    book.quote.forEach((row, at) => {
      const why = verdict[at];
      const inFit = column[at] ?? -1;
      placed[row] = {
        book,
        forward: forwardOf(quotes, book, row),
        slice,
        at,
        weight: inFit < 0 ? undefined : slice?.weight[inFit],
        modelVol: modelVol?.[at],
        status: dropped ? 'dropped' : why === 'used' ? 'used' : 'left-out',
        reason: dropped ? whole : why === 'used' || why === undefined ? null : why,
        flags: [...(letIn !== undefined && letIn[at] !== 0 ? ['let-in'] : []), ...flagsOf(at)],
      };
    });
  });
  return placed;
}

/** The fitted volatility at every quote of a book, used or not. */
function modelVols(model: string, slice: SliceFit, book: ExpiryBook): Float64Array | null {
  if (slice.theta === null || slice.status === 'failed') return null;
  const vols = new Float64Array(book.k.length);
  const of = modelById(model);
  if (of !== undefined) smileOf(of, slice).totalVariance(slice.theta, book.k, vols);
  return vols.map((w) => Math.sqrt(w / slice.t));
}

function droppedFor({ quotes, market }: FitExport, row: number): string {
  const expiry = quotes.expiry[row];
  return market.dropped.find(({ expiries }) => expiries.some((each) => each === expiry))?.reason ?? 'no-book';
}

function instant(ms: number | undefined): string | null {
  return ms === undefined || !Number.isFinite(ms) ? null : new Date(ms).toISOString();
}
