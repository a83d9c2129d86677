import type { EpochMs } from '#base/units.ts';
import { MS_PER_YEAR } from '#base/units.ts';
import { cryptoExpiry, listedExpiry } from '#market/expiry.ts';
import { type OptionName, parseInstrumentName } from '#market/instrument-name.ts';
import type { PricedRow } from '#market/vol-or-price.ts';
import { readTime, type WrittenTime } from '#readers/io/instant.ts';
import { readNumber } from '#readers/io/number.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import type { Role } from './headers.ts';
import { readType, type SideColumns, type TablePlan } from './plan.ts';
import { isCoin } from './tickers.ts';

/** What is known of a table before its rows are read. */
export interface TableContext {
  /** Root for rows that name none. */
  readonly root: string;
  /** Instant from which maturities in years or days count; null when only dates are used. */
  readonly yearsFrom: EpochMs | null;
}

/** Rows that tell volatilities from prices are kept up to this number. */
const PRICED_ROWS = 4000;
const DAY_MS = 86_400_000;

/** Turns the rows of a table into quotes and keeps what only the whole table can tell. */
export class TableRows {
  readonly rows = new QuoteRows();
  /** Rows with a stated call price, forward and maturity. */
  readonly priced: PricedRow[] = [];
  readonly spots: number[] = [];
  /** Dates without a time of day at which rows were quoted, with the accepted rows of each. */
  readonly quoteDates = new Map<string, number>();
  readonly venues = new Set<string>();
  readonly quoteCurrencies = new Set<string>();
  readonly baseCurrencies = new Set<string>();
  /** Currencies that instrument names state; an empty text stands for a name that states none. */
  readonly nameCurrencies = new Set<string>();
  readonly styles = new Set<OptionName['style']>();
  private readonly row = blankRow();
  private readonly times = new Map<string, WrittenTime | null>();

  constructor(
    private readonly plan: TablePlan,
    private readonly context: TableContext,
  ) {}

  /** Reads one row: one option, or the call and the put of a strike. */
  read(cells: readonly string[], place: string): void {
    if (cells.length < 2) {
      this.rows.reject('cut-row', place);
      return;
    }
    for (const side of this.plan.sides) this.readSide(cells, side, place);
  }

  private readSide(cells: readonly string[], side: SideColumns, place: string): void {
    const { plan, row, rows } = this;
    const { columns } = side;
    let option: OptionName | null = null;
    let symbol = this.text(cells, columns, 'symbol').toUpperCase();
    if (symbol !== '') {
      const name = parseInstrumentName(symbol);
      if (name.kind === 'option') option = name;
      else if (name.kind !== 'unknown-name' || plan.named) {
        rows.reject(name.kind, symbol);
        return;
      }
      if (symbol.includes(' ')) symbol = symbol.replaceAll(' ', '');
    }
    const example = symbol || place;
    const strike = this.number(cells, plan.columns, 'strike');
    const bid = this.number(cells, columns, BID[plan.quote]);
    const ask = this.number(cells, columns, ASK[plan.quote]);
    if (strike === null || bid === null || ask === null) {
      rows.reject('bad-number', example);
      return;
    }
    const statedType = readType(this.text(cells, plan.columns, 'type'));
    if (option !== null && this.contradicts(option, strike, side.isCall ?? statedType)) {
      rows.reject('contradiction', example);
      return;
    }
    row.symbol = symbol;
    row.root =
      option?.root ??
      (this.text(cells, plan.columns, 'root')
        .replace(/^[\^$]/, '')
        .toUpperCase() ||
        this.context.root);
    row.strike = option?.strike ?? strike;
    row.bid = bid;
    row.ask = ask;
    const forward = this.numberOrNaN(cells, plan.columns, 'forward');
    const underlying = this.numberOrNaN(cells, plan.columns, 'underlyingPrice');
    const spot = this.numberOrNaN(cells, plan.columns, 'spot');
    const venueForward = plan.columns.has('underlyingName') || isCoin(row.root);
    row.underlyingPrice = forward > 0 ? forward : venueForward ? underlying : Number.NaN;
    const level = [forward, underlying, spot].find((value) => value > 0);
    const isCall =
      option?.isCall ??
      side.isCall ??
      statedType ??
      (level === undefined ? null : this.sideOfMoney(row.strike, level));
    if (isCall === null) {
      rows.reject('no-type', example);
      return;
    }
    row.isCall = isCall;
    row.expiry = option?.expiry ?? this.expiry(cells, row.root);
    row.underlyingName = this.text(cells, plan.columns, 'underlyingName').slice(0, 64);
    row.bidSize = this.numberOrNaN(cells, columns, 'bidSize');
    row.askSize = this.numberOrNaN(cells, columns, 'askSize');
    row.volume = this.numberOrNaN(cells, columns, 'volume');
    row.openInterest = this.numberOrNaN(cells, columns, 'openInterest');
    row.markVol = plan.quote === 'mid-vol' ? Number.NaN : this.numberOrNaN(cells, columns, 'vol');
    const time = this.time(this.text(cells, plan.columns, 'time'));
    row.timestamp = time?.kind === 'instant' ? time.at : Number.NaN;
    if (option !== null) {
      this.styles.add(option.style);
      this.nameCurrencies.add(option.premiumCurrency ?? '');
    }
    this.remember(cells, spot > 0 ? spot : venueForward ? Number.NaN : underlying);
    if (plan.columns.has('mid') && forward > 0 && this.priced.length < PRICED_ROWS)
      this.rememberPrice(cells, forward);
    rows.add(row, place);
  }

  /** True when the row's own strike or type denies its name. */
  private contradicts(option: OptionName, strike: number, isCall: boolean | null): boolean {
    const otherStrike = !Number.isNaN(strike) && Math.abs(strike - option.strike) > 1e-9 * option.strike;
    return otherStrike || (isCall !== null && isCall !== option.isCall);
  }

  /** A table of volatilities may leave the type out: the out-of-the-money side is meant. Prices may not. */
  private sideOfMoney(strike: number, level: number): boolean | null {
    return this.plan.columns.has('type') ? null : strike >= level;
  }

  private remember(cells: readonly string[], spot: number): void {
    if (spot > 0 && this.spots.length < 100_000) this.spots.push(spot);
    const { columns } = this.plan;
    for (const role of ['quoteDate', 'time'] as const) {
      const time = columns.has(role) ? this.time(this.text(cells, columns, role)) : null;
      if (time?.kind !== 'date') continue;
      const { year, month, day } = time.date;
      const key = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
      this.quoteDates.set(key, (this.quoteDates.get(key) ?? 0) + 1);
      break;
    }
    if (columns.has('venue')) this.venues.add(this.text(cells, columns, 'venue').toLowerCase());
    if (columns.has('quoteCurrency'))
      this.quoteCurrencies.add(this.text(cells, columns, 'quoteCurrency').toUpperCase());
    if (columns.has('baseCurrency'))
      this.baseCurrencies.add(this.text(cells, columns, 'baseCurrency').toUpperCase());
  }

  private rememberPrice(cells: readonly string[], forward: number): void {
    const { columns } = this.plan;
    const stated = this.numberOrNaN(cells, columns, 'years');
    const from = this.context.yearsFrom;
    const t = stated > 0 ? stated : from === null ? Number.NaN : (this.row.expiry - from) / MS_PER_YEAR;
    const { strike, bid, ask } = this.row;
    this.priced.push({ forward, strike, t, bid, ask, callPrice: this.numberOrNaN(cells, columns, 'mid') });
  }

  private expiry(cells: readonly string[], root: string): EpochMs {
    const { columns } = this.plan;
    const time = columns.has('expiry') ? this.time(this.text(cells, columns, 'expiry')) : null;
    if (time?.kind === 'instant') return time.at;
    if (time?.kind === 'date') return isCoin(root) ? cryptoExpiry(time.date) : listedExpiry('', time.date);
    const from = this.context.yearsFrom;
    if (from === null || columns.has('expiry')) return Number.NaN as EpochMs;
    const years = this.numberOrNaN(cells, columns, 'years');
    const span = years > 0 ? years * MS_PER_YEAR : this.numberOrNaN(cells, columns, 'days') * DAY_MS;
    return (span > 0 && span < 200 * MS_PER_YEAR ? Math.round(from + span) : Number.NaN) as EpochMs;
  }

  /** A written time; midnight UTC stands for the date. */
  private time(cell: string): WrittenTime | null {
    const known = this.times.get(cell);
    if (known !== undefined) return known;
    const read = readTime(cell);
    const time = read?.kind === 'instant' && read.at % DAY_MS === 0 ? dateOf(read.at) : read;
    if (this.times.size < 200_000) this.times.set(cell, time);
    return time;
  }

  private text(cells: readonly string[], columns: ReadonlyMap<Role, number>, role: Role): string {
    const at = columns.get(role);
    return at === undefined ? '' : (cells[at] ?? '').trim();
  }

  /** NaN where missing, null where the cell is no number. */
  private number(cells: readonly string[], columns: ReadonlyMap<Role, number>, role: Role): number | null {
    const at = columns.get(role);
    return at === undefined ? Number.NaN : readNumber(cells[at] ?? '', this.plan.mark);
  }

  private numberOrNaN(cells: readonly string[], columns: ReadonlyMap<Role, number>, role: Role): number {
    return this.number(cells, columns, role) ?? Number.NaN;
  }
}

const BID = { 'bid-ask': 'bid', 'bid-ask-vol': 'bidVol', mid: 'mid', 'mid-vol': 'vol', none: 'bid' } as const;
const ASK = { 'bid-ask': 'ask', 'bid-ask-vol': 'askVol', mid: 'mid', 'mid-vol': 'vol', none: 'ask' } as const;

function dateOf(at: EpochMs): WrittenTime {
  const day = new Date(at);
  const date = { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() };
  return { kind: 'date', date };
}
