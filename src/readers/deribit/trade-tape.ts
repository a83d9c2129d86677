/** What has been traded in each instrument, from the venue's `trades` channels: of a currency's options, or of one instrument. */
import { numberField, textField } from '#readers/io/field-number.ts';
import { readEpoch } from '#readers/io/instant.ts';
import type { JsonObject } from '#readers/io/json.ts';

/** A trade as the venue tells it. */
export interface Trade {
  /** In the unit that the option is quoted in. */
  readonly price: number;
  /** In coin of the underlying, as the venue states an option's volume. */
  readonly amount: number;
  /** What the taker did. */
  readonly side: 'buy' | 'sell';
  /** The venue's instant, ms. */
  readonly stamp: number;
  /** Volatility of the price, decimal; null where the venue states none. */
  readonly vol: number | null;
}

/** What is kept of the trades of one instrument. */
export interface TradesKept {
  /** `trade_seq` of the last; null where the venue states none. */
  readonly seq: number | null;
  readonly last: Trade | null;
  /** Instant of the venue's last statement of the volume of the day; 0 before the first. */
  readonly statedAt: number;
  /** What was traded since, oldest first. */
  readonly since: readonly (readonly [stamp: number, amount: number])[];
}

/** Everything as plain data. */
export interface TradeTapeKept {
  readonly missed: number;
  readonly trades: readonly (readonly [name: string, trades: TradesKept])[];
}

const DAY = 86_400_000;
/** Trades that are kept apart between two statements of the volume; beyond it the oldest are kept as one. */
const MOST = 1000;
/** No price and no amount is so large, or so small. */
const LARGEST = 1e12;
const LEAST = 1e-9;
/** Trades are not counted further. */
const MOST_MISSED = 1e9;

const NONE: TradesKept = { seq: null, last: null, statedAt: 0, since: [] };

const isSized = (value: number): boolean => value >= LEAST && value <= LARGEST;

/** The trade that one entry of a channel tells; null for what is no trade. */
function tradeOf(data: JsonObject): Trade | null {
  const [price, amount, vol] = [
    numberField(data, 'price'),
    numberField(data, 'amount'),
    numberField(data, 'iv') / 100,
  ];
  const side = textField(data, 'direction');
  const stamp = readEpoch(numberField(data, 'timestamp'));
  if (!isSized(price) || !isSized(amount) || !(stamp !== null && stamp > 0)) return null;
  if (side !== 'buy' && side !== 'sell') return null;
  return { price, amount, side, stamp, vol: isSized(vol) ? vol : null };
}

/**
 * The last trade of each instrument, and what was traded in it since the venue last stated its volume of the day, by the
 * venue's stamps and a day back at most: the two together are the volume of the day as it is now.
 *
 * `trade_seq` counts the trades of an instrument. A trade that was told before is passed over; one that follows on others
 * that were not told is taken, and those are counted: the next statement of the volume has them.
 */
export class TradeTape {
  /** Trades that were not told, by the venue's own count. */
  missed = 0;
  private readonly trades = new Map<string, TradesKept>();

  /** True before the first trade. */
  get isEmpty(): boolean {
    for (const { last } of this.trades.values()) if (last !== null) return false;
    return true;
  }

  /** False for what is no trade, or was told before. */
  take(name: string, data: JsonObject): boolean {
    const trade = tradeOf(data);
    if (trade === null) return false;
    const before = this.trades.get(name) ?? NONE;
    const stated = numberField(data, 'trade_seq');
    const seq = Number.isSafeInteger(stated) && stated >= 0 ? stated : null;
    if (seq !== null && before.seq !== null && before.last !== null) {
      if (seq <= before.seq && trade.stamp <= before.last.stamp) return false;
      this.missed = Math.min(MOST_MISSED, this.missed + Math.max(0, seq - before.seq - 1));
    }
    const since = before.since.filter(([stamp]) => stamp > trade.stamp - DAY);
    if (trade.stamp > before.statedAt) since.push([trade.stamp, trade.amount]);
    if (since.length > MOST) {
      const [first, second] = since.splice(0, 2) as [readonly [number, number], readonly [number, number]];
      since.unshift([second[0], first[1] + second[1]]);
    }
    this.trades.set(name, { ...before, seq: seq ?? before.seq, last: trade, since });
    return true;
  }

  /** The venue has stated the volume of the day, as of an instant of its own: what was traded up to then is in it. */
  stated(name: string, stamp: number): void {
    const before = this.trades.get(name);
    if (!(stamp > (before?.statedAt ?? 0))) return;
    const since = (before?.since ?? []).filter(([at]) => at > stamp);
    this.trades.set(name, { ...(before ?? NONE), statedAt: stamp, since });
  }

  /** What was traded since the last statement of the volume, coin. */
  traded(name: string): number {
    let sum = 0;
    for (const [, amount] of this.trades.get(name)?.since ?? []) sum += amount;
    return sum;
  }

  drop(name: string): void {
    this.trades.delete(name);
  }

  keep(): TradeTapeKept {
    return { missed: this.missed, trades: [...this.trades] };
  }

  resume({ missed, trades }: TradeTapeKept): void {
    this.missed = missed;
    this.trades.clear();
    for (const [name, kept] of trades) this.trades.set(name, kept);
  }
}
