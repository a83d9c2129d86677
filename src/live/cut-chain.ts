import type { EpochMs } from '#base/units.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import { parseInstrumentName } from '#market/instrument-name.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { type InstrumentStates, VOLUME_NOTE } from '#readers/deribit/instrument-states.ts';
import { fillRow } from '#readers/deribit/rows.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { Sha256 } from '#readers/io/sha256.ts';
import { documentedLadder, tickAt } from '#readers/io/tick-size.ts';
import { type ChainQuote, isSized } from './chain-expiry.ts';
import type { ChainFuture } from './live-chain.ts';

/** What a chain is cut from. */
export interface ChainParts {
  readonly plan: FeedPlan;
  readonly quotes: readonly {
    readonly quote: ChainQuote;
    readonly expiry: number;
    /** Forward of its expiry now; null where none is known. */
    readonly forward: number | null;
  }[];
  readonly states: Pick<InstrumentStates, 'all' | 'hasTrades' | 'missedTrades'>;
  readonly futures: readonly ChainFuture[];
  readonly spot: number | null;
}

const PRICES = ['bid', 'ask'] as const;
const AMOUNTS = ['bidSize', 'askSize', 'bidDepth', 'askDepth'] as const;
/** Share of the quotes that has sizes where they are kept: the summary tells none, and quotes without would weigh nothing. */
const SIZED = 0.9;

/**
 * The chain as a QuoteSet, each quote at the forward of its expiry now. Its instant is the venue's newest word on any of
 * them. Null without a quote.
 */
export function cutChain({ plan, quotes, states, futures, spot }: ChainParts): QuoteSet | null {
  const rows = new QuoteRows();
  const current = quotes.filter(({ quote }) => quote.isCurrent);
  const hasSizes = current.filter(({ quote }) => isSized(quote)).length >= SIZED * current.length;
  quotes.forEach(({ quote, forward }, i) => {
    const option = parseInstrumentName(quote.symbol);
    const state = states.all.get(quote.symbol);
    if (option.kind !== 'option' || state === undefined) return;
    const row = blankRow();
    row.symbol = quote.symbol;
    row.root = option.root;
    row.expiry = option.expiry;
    row.strike = option.strike;
    row.isCall = option.isCall;
    fillRow(row, state, 1);
    if (!quote.isCurrent) for (const key of PRICES) row[key] = Number.NaN;
    if (!quote.isCurrent || !hasSizes) for (const key of AMOUNTS) row[key] = Number.NaN;
    row.underlyingPrice = forward ?? Number.NaN;
    row.tick = tickAt(documentedLadder(row.root), row.ask > 0 ? row.ask : row.bid);
    rows.add(row, i + 1, true);
  });
  if (rows.accepted === 0) return null;
  const columns = rows.finish();
  const asOf = columns.timestamp?.reduce((newest, stamp) => (stamp > newest ? stamp : newest), 0) ?? 0;
  if (!(asOf > 0)) return null;
  const { currency, base } = plan;
  const name = base === null ? currency : `${base}_${currency}`;
  return {
    ...columns,
    reader: 'deribit-live',
    notes: [
      `Deribit, live, ${name}: the last state of each instrument.`,
      'underlying_price is the forward of each expiry, as the venue last stated it and moved with its future or the index since.',
      base === null
        ? `Premiums are in ${name} per ${name} of underlying (inverse).`
        : `Premiums are in ${currency} (linear).`,
      ...(states.hasTrades ? [VOLUME_NOTE] : []),
      ...(states.missedTrades > 0
        ? [
            `${states.missedTrades} trades, by the venue's count, were missed; its next statement of the volume has them.`,
          ]
        : []),
    ],
    files: [fileOf(`deribit-live-${name}-${new Date(asOf).toISOString().replaceAll(':', '-')}`, columns)],
    venue: 'deribit',
    underlying: name,
    settlement: base === null ? 'inverse' : 'linear',
    exercise: 'european',
    unit: base === null ? 'coin' : 'currency',
    premiumCurrency: currency,
    asOf: asOf as EpochMs,
    asOfSource: 'timestamps',
    futures,
    spot,
  };
}

/** Stands for the file that there is none of: its bytes are those of the quotes. */
function fileOf(
  name: string,
  { symbol, bid, ask, timestamp }: Pick<QuoteSet, 'symbol' | 'bid' | 'ask' | 'timestamp'>,
): QuoteSet['files'][number] {
  const hash = new Sha256();
  let bytes = 0;
  const take = (part: Uint8Array): void => {
    hash.update(part);
    bytes += part.length;
  };
  take(Uint8Array.from(symbol.join('\n'), (letter) => letter.charCodeAt(0)));
  for (const column of [bid, ask, timestamp])
    if (column !== null) take(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return { name, bytes, sha256: hash.hex() };
}
