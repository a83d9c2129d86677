import { count, fixed, grouped, MISSING, price, volPercent, weightPercent } from '#base/format.ts';
import { settingsFor } from '#calibration/settings.ts';
import { sliceWeights } from '#calibration/weights.ts';
import { bookFlags } from '#market/quote-flags.ts';
import type { Board, BoardExpiry } from './board.ts';
import { modelPremium } from './model-premium.ts';
import { shownStep } from './shown-step.ts';
import type { SmileMark } from './smile-marks.ts';

/** A line of the card of a quote: what, then bid, ask and model. */
export interface CardLine {
  readonly label: string;
  readonly bid: string;
  readonly ask: string;
  readonly model: string;
}

/** The card of a quote: prices and volatilities, and what its weight is made of. */
export interface QuoteCard {
  /** Name of the instrument; empty where the file has none. */
  readonly instrument: string;
  readonly lines: readonly CardLine[];
  /** `weight 4.9 %`; empty where the quote has none. */
  readonly weight: string;
  readonly factors: readonly { readonly label: string; readonly value: string }[];
  /** What is wrong with the quote though no filter leaves it out: a bid of one tick, a wide ask. */
  readonly notes: readonly string[];
  /** `12 s old · ` or `age unknown · `. */
  readonly age: string;
}

const FACTORS = {
  spread: 'spread',
  size: 'size',
  activity: 'activity',
  age: 'age',
  moneyness: 'moneyness',
  manual: 'by hand',
} as const;

/** Card of one quote. Weight factors are against their mean over the used quotes of the expiry. */
export function quoteCard(board: Board, expiry: BoardExpiry, mark: SmileMark): QuoteCard {
  const { quotes } = board;
  const { book } = expiry;
  const lines: CardLine[] = [
    { label: 'IV %', bid: volPercent(mark.bid), ask: volPercent(mark.ask), model: volPercent(mark.model) },
  ];
  const { value: forward, discount } = book.forward;
  // Undiscounted, in units of the forward.
  const modelPrice = modelPremium('coin', book, mark.place, mark.model) / discount;
  const bid = quotes.bid[mark.row] ?? Number.NaN;
  const ask = quotes.ask[mark.row] ?? Number.NaN;
  const stated = quotes.tick?.[mark.row] ?? Number.NaN;
  // As Quotes shows them: without a tick as many decimals as the file writes.
  const tick = stated > 0 ? stated : shownStep(quotes);
  // Of one number of decimals: the three stand beside each other.
  const most = forward * Math.max(bid || 0, ask || 0, modelPrice || 0);
  const money = (value: number) => grouped(value, most < 10 ? 2 : most < 1000 ? 1 : 0);
  if (quotes.unit === 'coin') {
    lines.push({
      label: quotes.premiumCurrency,
      bid: price(bid, tick),
      ask: price(ask, tick),
      // One digit more than the tick: the model is not bound to it.
      model: price(modelPrice * discount, tick === undefined ? tick : tick / 10),
    });
    // A coin premium is worth its forward of the same expiry, not the index.
    lines.push({
      label: 'USD',
      bid: money(bid * forward),
      ask: money(ask * forward),
      model: money(modelPrice * forward),
    });
  } else if (quotes.unit === 'currency') {
    lines.push({
      label: quotes.premiumCurrency,
      bid: price(bid, tick),
      ask: price(ask, tick),
      model: price(modelPrice * discount * forward, tick),
    });
  }
  const bidSize = quotes.bidSize?.[mark.row];
  const askSize = quotes.askSize?.[mark.row];
  if (bidSize !== undefined || askSize !== undefined) {
    lines.push({ label: 'size', bid: size(bidSize), ask: size(askSize), model: '' });
  }
  const [bidDepth, askDepth] = [
    quotes.bidDepth?.[mark.row] ?? Number.NaN,
    quotes.askDepth?.[mark.row] ?? Number.NaN,
  ];
  if (bidDepth > 0 || askDepth > 0) {
    lines.push({ label: 'within spread', bid: size(bidDepth), ask: size(askDepth), model: '' });
  }
  // Made for the one card: with every fit they would be half of what a worker sends.
  const made =
    expiry.slice === null || board.request === null
      ? null
      : sliceWeights(expiry.slice, settingsFor(board.request.settings, expiry.key).weights).factors;
  const factors = (Object.keys(FACTORS) as (keyof typeof FACTORS)[]).flatMap((kind) => {
    const ratio = againstMean(expiry, made?.[kind], kind, mark.slot);
    // A factor that is the same for all says nothing.
    return ratio === null || Math.abs(ratio - 1) < 1e-9
      ? []
      : [{ label: FACTORS[kind], value: fixed(ratio, 2) }];
  });
  const symbol = quotes.symbol[mark.row] ?? '';
  return {
    // A quote without a name is known by what it is, parted by bars.
    instrument: symbol.split('|').length > 3 ? '' : symbol,
    lines,
    weight: mark.state === 'used' && expiry.fit !== null ? `weight ${weightPercent(mark.weight)} %` : '',
    factors,
    ...flagText(board, expiry, mark),
  };
}

function flagText(
  board: Board,
  { book }: BoardExpiry,
  { place }: SmileMark,
): Pick<QuoteCard, 'notes' | 'age'> {
  const { flagsOf, spreadRatio, age } = bookFlags(board.quotes, board.market, book);
  const seconds = age?.[place] ?? Number.NaN;
  const words = {
    'one-tick-bid': '▲ bid of one tick',
    'wide-ask': `▲ bid-ask ${fixed(spreadRatio[place], 1)} × the median`,
    stale: '▲ stale',
  };
  const notes = flagsOf(place).map((flag) => words[flag]);
  return { notes, age: Number.isFinite(seconds) ? `${count(seconds)} s old · ` : 'age unknown · ' };
}

function size(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return MISSING;
  return value >= 100 ? count(Math.round(value)) : fixed(value, 1);
}

function againstMean(
  { fit }: BoardExpiry,
  column: Float64Array | undefined,
  kind: keyof typeof FACTORS,
  slot: number,
): number | null {
  const own = column?.[slot];
  if (fit === null || column === undefined || own === undefined || !Number.isFinite(own)) return null;
  // By hand is what the user typed, not a share of anything.
  if (kind === 'manual') return own;
  const used = Array.from(column).filter((factor, i) => (fit.weight[i] ?? 0) > 0 && Number.isFinite(factor));
  const mean = used.reduce((sum, factor) => sum + factor, 0) / used.length;
  return mean > 0 ? own / mean : null;
}
