/**
 * A simulated option chain of one coin: a spot that diffuses, smiles whose levels diffuse and revert, and for every listed
 * option a book of a few levels a side. Seeded: the same instants give the same market.
 */
import { normalInverse } from '#math/normal.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { essvi } from '#models/ssvi/essvi.ts';
import { normalisedPrice } from '#pricing/black76.ts';
import { roundStep, type Underlying, underlyingOf } from './underlying.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** Days from today's 08:00 UTC to the listed expiries: four dailies, three weeklies, one month and a quarter. */
const LISTED_DAYS = [1, 2, 3, 4, 7, 14, 21, 35, 98] as const;
/** How far strikes reach at issue, in standard deviations. */
const REACH = 2.6;
const LEVELS = 5;
/** An expiry that is listed for so many days has a future. */
const FUTURE_DAYS = 7;

/** How large a chain is, and how lively. */
export interface ChainShape {
  /** Expiries that are listed, nearest first: 1 to 9. */
  readonly expiries: number;
  /** Strikes either side of the forward at issue. */
  readonly strikesASide: number;
  /** Time of the market's movement over time of the clock. */
  readonly pace: number;
}

const USUAL: ChainShape = { expiries: LISTED_DAYS.length, strikesASide: 9, pace: 1 };

export interface SimulatedOption {
  readonly name: string;
  readonly expiry: number;
  readonly strike: number;
  readonly isCall: boolean;
  /** The book's spread over the usual. */
  readonly width: number;
}

/** Price and amount, best first. */
export type BookSide = readonly (readonly [price: number, amount: number])[];

export interface SimulatedBook {
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly markVol: number;
  readonly markPrice: number;
}

/** The first 08:00 UTC after an instant, ms. */
function nextEight(now: number): number {
  const today = Math.floor(now / DAY) * DAY + 8 * HOUR;
  return today > now ? today : today + DAY;
}

function dateName(expiry: number): string {
  const date = new Date(expiry);
  return `${date.getUTCDate()}${MONTHS[date.getUTCMonth()]}${String(date.getUTCFullYear()).slice(2)}`;
}

const tidy = (price: number): number => Number(price.toPrecision(9));

export class SimulatedChain {
  readonly underlying: Underlying;
  spot: number;
  private level = 0;
  private slow = 0;
  private now: number;
  private readonly random: () => number;
  private readonly options = new Map<string, SimulatedOption>();
  private readonly shape: ChainShape;
  private inOrder: readonly SimulatedOption[] = [];
  private withFuture: readonly number[] = [];
  /** What the book last told of an option was built around, and half its spread. */
  private readonly quoted = new WeakMap<SimulatedOption, readonly [fair: number, half: number]>();
  private readonly books = new WeakMap<SimulatedOption, SimulatedBook>();

  constructor(seed: number, start: number, root = 'BTC', shape: Partial<ChainShape> = {}) {
    this.random = seededRandom(seed);
    this.underlying = underlyingOf(root);
    this.spot = this.underlying.spot;
    this.shape = { ...USUAL, ...shape };
    this.now = start;
    this.list(start);
  }

  /** Listed options in the order of their listing. */
  get listed(): readonly SimulatedOption[] {
    return this.inOrder;
  }

  /** A listed option by its name. */
  option(name: string): SimulatedOption | null {
    return this.options.get(name) ?? null;
  }

  /** Expiries that have a future of their own, in the order of time; none of a linear chain. */
  get futures(): readonly number[] {
    return this.withFuture;
  }

  /** Name of the future of an expiry, listed or not. */
  futureName(expiry: number): string {
    return `${this.underlying.root}-${dateName(expiry)}`;
  }

  /** Moves the market to an instant; what was listed and what has expired since. */
  advance(now: number): {
    readonly created: readonly SimulatedOption[];
    readonly gone: readonly SimulatedOption[];
  } {
    const dt = (this.shape.pace * Math.max(0, now - this.now)) / DAY;
    this.now = now;
    const root = Math.sqrt(dt);
    this.spot *= Math.exp(0.027 * root * this.normal());
    this.level = Math.exp(-dt / 1.5) * this.level + 0.22 * root * this.normal();
    this.slow = Math.exp(-dt / 3) * this.slow + 0.08 * root * this.normal();
    const gone = this.inOrder.filter(({ expiry }) => expiry <= now);
    if (gone.length === 0) return { created: [], gone };
    for (const { name } of gone) this.options.delete(name);
    return { created: this.list(now), gone };
  }

  /** Options drawn at random. */
  moved(count: number): readonly SimulatedOption[] {
    const all = this.inOrder;
    return Array.from(
      { length: Math.min(count, all.length) },
      () => all[Math.floor(this.random() * all.length)]!,
    );
  }

  /** Options that are worth half a half-spread more or less than when they were last quoted: who quotes them sees to it. */
  strayed(): readonly SimulatedOption[] {
    return this.inOrder.filter((option) => {
      const [before, half] = this.quoted.get(option) ?? [Number.POSITIVE_INFINITY, 0];
      return Math.abs(this.mark(option).price - before) > half / 2;
    });
  }

  /** Forward of an expiry: the spot with a small premium. */
  forward(expiry: number): number {
    return this.spot * Math.exp((0.04 * (expiry - this.now)) / YEAR);
  }

  /** Volatility of the simulated market, decimal. */
  vol(expiry: number, k: number): number {
    const t = Math.max((expiry - this.now) / YEAR, 1e-6);
    const days = t * 365;
    const atm = (0.5 + 0.08 * (1 - Math.exp(-days / 30))) * Math.exp(this.level * days ** -0.35 + this.slow);
    const theta = atm * atm * t;
    const w = new Float64Array(1);
    const smile = essvi.smile({ t, forward: 1 });
    smile.totalVariance(Float64Array.of(theta, -0.15, 1.2 * Math.sqrt(theta)), Float64Array.of(k), w);
    return Math.sqrt(w[0]! / t);
  }

  /** Volatility and price of an option, over the forward, as the market's own smile has them. */
  mark({ expiry, strike, isCall }: SimulatedOption): { readonly vol: number; readonly price: number } {
    const k = Math.log(strike / this.forward(expiry));
    const t = Math.max((expiry - this.now) / YEAR, 1e-6);
    const vol = this.vol(expiry, k);
    const out = normalisedPrice(Math.abs(k), vol * Math.sqrt(t)) * Math.exp(0.5 * k);
    const inTheMoney = isCall ? Math.max(0, 1 - Math.exp(k)) : Math.max(0, Math.exp(k) - 1);
    return { vol, price: out + inTheMoney };
  }

  /** A new book of an option, around its mark. */
  book(option: SimulatedOption): SimulatedBook {
    const { expiry, width } = option;
    const t = Math.max((expiry - this.now) / YEAR, 1e-6);
    const { vol, price: fair } = this.mark(option);
    const { isLinear, tick } = this.underlying;
    const unit = isLinear ? this.forward(expiry) : 1;
    const half = Math.max(tick / unit / 2, 0.008 * width * Math.sqrt(fair * Math.sqrt(t)) * 0.35);
    this.quoted.set(option, [fair, half]);
    const noisy = fair + 0.3 * half * this.normal();
    const bid = Math.floor((unit * (noisy - half)) / tick + 1e-9);
    const ask = Math.max(bid + 1, Math.ceil((unit * (noisy + half)) / tick - 1e-9));
    const side = (best: number, step: -1 | 1): BookSide =>
      Array.from(
        { length: LEVELS },
        (_, i) =>
          [
            tidy((best + step * i) * tick),
            Math.max(0.1, Math.round(10 * (1 + 20 * this.random() * (i + 1))) / 10),
          ] as const,
      ).filter(([price]) => price > 0);
    const book = { bids: side(bid, -1), asks: side(ask, 1), markVol: vol, markPrice: unit * fair };
    this.books.set(option, book);
    return book;
  }

  /** The book of an option as it stands; null before the first. */
  standing(option: SimulatedOption): SimulatedBook | null {
    return this.books.get(option) ?? null;
  }

  /** A number in [0, 1) of the market's own. */
  chance(): number {
    return this.random();
  }

  private normal(): number {
    return normalInverse(this.random() + 2 ** -33);
  }

  /** Lists the expiries that are due and not listed yet. */
  private list(now: number): readonly SimulatedOption[] {
    const first = nextEight(now);
    const has = new Set(this.listed.map(({ expiry }) => expiry));
    const created: SimulatedOption[] = [];
    const { expiries, strikesASide } = this.shape;
    const { root, isLinear } = this.underlying;
    const futures = new Set(this.withFuture.filter((expiry) => expiry > now));
    for (const days of LISTED_DAYS.slice(0, expiries)) {
      const expiry = first + (days - 1) * DAY;
      if (has.has(expiry)) continue;
      if (days >= FUTURE_DAYS && !isLinear) futures.add(expiry);
      const sd = 0.5 * Math.sqrt((expiry - now) / YEAR);
      const step = roundStep((this.spot * sd * REACH) / strikesASide);
      const middle = Math.round(this.spot / step);
      for (let i = -strikesASide; i <= strikesASide; i++) {
        const strike = Number(((middle + i) * step).toPrecision(12));
        if (strike <= 0) continue;
        const width = 1 + 0.6 * (Math.abs(i) / strikesASide);
        for (const isCall of [true, false])
          created.push({
            name: `${root}-${dateName(expiry)}-${String(strike).replace('.', 'd')}-${isCall ? 'C' : 'P'}`,
            expiry,
            strike,
            isCall,
            width,
          });
      }
    }
    for (const option of created) this.options.set(option.name, option);
    this.inOrder = [...this.options.values()];
    this.withFuture = [...futures].sort((a, b) => a - b);
    return created;
  }
}
