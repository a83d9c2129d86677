/**
 * A market with many violations on its way to the page. Tens of thousands of small objects, as a noisy board of a
 * hundred thousand quotes has them, hold the page up for as long as they take to unpack; columns do not.
 */
import type { MarketBook } from '#market/book.ts';
import type { ArbitrageKind, ArbitrageLeg, QuoteArbitrage } from '#market/quote-arbitrage.ts';

/** Violations as columns, their legs one after the other. */
interface PackedViolations {
  readonly kind: Uint8Array;
  readonly book: Int32Array;
  readonly size: Float64Array;
  /** NaN where the tick is unknown. */
  readonly ticks: Float64Array;
  /** Where the legs of each end. */
  readonly ends: Int32Array;
  readonly row: Int32Array;
  readonly isSold: Uint8Array;
  readonly units: Float64Array;
}

/** A MarketBook whose violations are packed. */
export interface PackedMarket extends Omit<MarketBook, 'arbitrage'> {
  readonly packed: PackedViolations;
}

/** Fewer violations are sent as they are. */
const MANY = 1000;
/** Violations unpacked before the page may draw again. */
const PIECE = 10_000;

const KINDS: readonly ArbitrageKind[] = ['vertical', 'butterfly', 'calendar', 'box', 'parity'];

/** The market itself where it has few violations, else packed. */
export function packMarket(market: MarketBook): MarketBook | PackedMarket {
  const { arbitrage, ...rest } = market;
  const n = arbitrage.length;
  if (n < MANY) return market;
  const legs = arbitrage.reduce((sum, violation) => sum + violation.legs.length, 0);
  const packed: PackedViolations = {
    kind: new Uint8Array(n),
    book: new Int32Array(n),
    size: new Float64Array(n),
    ticks: new Float64Array(n),
    ends: new Int32Array(n),
    row: new Int32Array(legs),
    isSold: new Uint8Array(legs),
    units: new Float64Array(legs),
  };
  let at = 0;
  arbitrage.forEach((violation, i) => {
    packed.kind[i] = KINDS.indexOf(violation.kind);
    packed.book[i] = violation.book;
    packed.size[i] = violation.size;
    packed.ticks[i] = violation.ticks ?? Number.NaN;
    for (const leg of violation.legs) {
      packed.row[at] = leg.row;
      packed.isSold[at] = leg.side === 'sell' ? 1 : 0;
      packed.units[at] = leg.units;
      at++;
    }
    packed.ends[i] = at;
  });
  return { ...rest, packed };
}

/** True for what `packMarket` packs. */
export function isPackedMarket(value: unknown): value is PackedMarket {
  if (typeof value !== 'object' || value === null || !('packed' in value) || !('books' in value))
    return false;
  const { kind, ends } = value.packed as Partial<PackedViolations>;
  return Array.isArray(value.books) && kind !== undefined && kind.length === ends?.length;
}

/** The market again, made with pauses; null as soon as `stop` says so. */
export async function unpackMarket(
  { packed, ...rest }: PackedMarket,
  pause: () => Promise<void>,
  stop: () => boolean,
): Promise<MarketBook | null> {
  const arbitrage: QuoteArbitrage[] = [];
  const n = packed.kind.length;
  let at = 0;
  while (arbitrage.length < n) {
    await pause();
    if (stop()) return null;
    for (const to = Math.min(n, arbitrage.length + PIECE); arbitrage.length < to; ) {
      const i = arbitrage.length;
      const legs: ArbitrageLeg[] = [];
      for (; at < packed.ends[i]!; at++) {
        legs.push({
          row: packed.row[at]!,
          side: packed.isSold[at] === 1 ? 'sell' : 'buy',
          units: packed.units[at]!,
        });
      }
      const ticks = packed.ticks[i]!;
      arbitrage.push({
        kind: KINDS[packed.kind[i]!]!,
        book: packed.book[i]!,
        legs,
        size: packed.size[i]!,
        ticks: Number.isNaN(ticks) ? null : ticks,
      });
    }
  }
  return { ...rest, arbitrage };
}
