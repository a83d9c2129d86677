/**
 * Trades of a simulated market: they arrive at random, each an order that takes what stands at the best bid or ask of an
 * option, those near the money most often. Chance of its own: the market is the same with trades and without.
 */
import { seededRandom } from '#math/seeded-random.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import type { SimulatedChain, SimulatedOption } from './chain.ts';

const DAY = 86_400_000;
const YEAR = 365 * DAY;
/** What each option had been traded before the market began, coin. */
const BEFORE = 3;
/** Draws in search of an option that is quoted and near enough to the money. */
const DRAWS = 50;

/** What is known of the trades of one option. */
interface Traded {
  seq: number;
  price: number;
  direction: 0 | 1 | 2 | 3;
  /** Of the last 24 hours. */
  day: { readonly at: number; readonly amount: number }[];
}

/** A trade as the venue tells it. */
type Told = Readonly<Record<string, unknown>> & { readonly instrument_name: string };

export class SimulatedTrades {
  private readonly random: () => number;
  private readonly traded = new WeakMap<SimulatedOption, Traded>();
  private count = 0;
  private next: number;

  /** @param aMinute trades of the whole chain in a minute of its clock, in the mean; 0 for none */
  constructor(
    private readonly chain: SimulatedChain,
    seed: number,
    start: number,
    private readonly aMinute: number,
  ) {
    this.random = seededRandom(seed ^ 0x7ade5);
    this.next = start + this.wait();
  }

  /** What has been traded up to an instant since the last call, stamped by the venue's clock; the chain stands there already. */
  advance(now: number, stampOf: (at: number) => number): readonly Told[] {
    const told: Told[] = [];
    for (; this.next <= now; this.next += this.wait()) {
      const option = this.anyOption();
      const trade = option === null ? null : this.trade(option, this.next, stampOf);
      if (trade !== null) told.push(trade);
    }
    return told;
  }

  /** Volume of an option over the last 24 hours, coin. */
  volume(option: SimulatedOption): number {
    let sum = BEFORE;
    for (const { amount } of this.traded.get(option)?.day ?? []) sum += amount;
    return Number(sum.toFixed(1));
  }

  private trade(option: SimulatedOption, at: number, stampOf: (at: number) => number): Told | null {
    const book = this.chain.standing(option);
    const isBuy = this.random() < 0.5;
    const [best] = (isBuy ? book?.asks : book?.bids) ?? [];
    const size = this.random();
    if (book === null || best === undefined) return null;
    const [price, standing] = best;
    const amount = Math.min(standing, Math.ceil(-10 * Math.log(1 - size)) / 10 || 0.1);
    const before = this.traded.get(option) ?? { seq: 0, price, direction: 1, day: [] };
    const isUp = price > before.price || (price === before.price && before.direction < 2);
    const direction = price === before.price ? (isUp ? 1 : 3) : isUp ? 0 : 2;
    const now: Traded = {
      seq: before.seq + 1,
      price,
      direction,
      day: [...before.day.filter((each) => each.at > at - DAY), { at, amount }],
    };
    this.traded.set(option, now);
    return this.tell(option, { amount, now, isBuy, at, stamp: stampOf(Math.ceil(at)), mark: book.markPrice });
  }

  private tell(
    { name, expiry, strike, isCall }: SimulatedOption,
    of: {
      readonly amount: number;
      readonly now: Traded;
      readonly isBuy: boolean;
      readonly at: number;
      readonly stamp: number;
      readonly mark: number;
    },
  ): Told {
    const { root, isLinear } = this.chain.underlying;
    const forward = this.chain.forward(expiry);
    const t = Math.max((expiry - of.at) / YEAR, 1e-6);
    const vol = impliedVol(1, strike / forward, t, isCall ? 1 : 0, of.now.price / (isLinear ? forward : 1));
    this.count++;
    return {
      trade_seq: of.now.seq,
      trade_id: root === 'BTC' ? String(this.count) : `${root}-${this.count}`,
      timestamp: of.stamp,
      tick_direction: of.now.direction,
      price: of.now.price,
      mark_price: Number(of.mark.toPrecision(6)),
      // A price below what it is worth to exercise has no volatility, and the venue writes 0.
      iv: vol > 0 ? Number((100 * vol).toFixed(2)) : 0,
      instrument_name: name,
      index_price: Number(this.chain.spot.toPrecision(8)),
      direction: of.isBuy ? 'buy' : 'sell',
      contracts: of.amount,
      amount: of.amount,
    };
  }

  /** An option that is quoted, by chance: those at the money seven times as often as the outermost. */
  private anyOption(): SimulatedOption | null {
    const { listed } = this.chain;
    for (let i = 0; i < DRAWS && listed.length > 0; i++) {
      const option = listed[Math.floor(this.random() * listed.length)]!;
      const out = (option.width - 1) / 0.6;
      if (this.random() < Math.exp(-2 * out * out) && this.chain.standing(option) !== null) return option;
    }
    return null;
  }

  /** Time to the next trade, ms: arrivals of a Poisson process. */
  private wait(): number {
    return this.aMinute > 0
      ? (-60_000 * Math.log(1 - this.random())) / this.aMinute
      : Number.POSITIVE_INFINITY;
  }
}
