import type { EpochMs } from '#base/units.ts';
import { MS_PER_YEAR } from '#base/units.ts';
import { type CalendarDate, newYorkClose } from '#market/expiry.ts';
import { canonicalName, type OptionName, parseInstrumentName } from '#market/instrument-name.ts';
import type { PricedRow } from '#market/vol-or-price.ts';
import { asNewYork } from '#readers/io/instant.ts';
import { Instants } from '#readers/io/instants.ts';
import { Lengths } from '#readers/io/lengths.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { StrikesSeen, strikeOfShare } from '#readers/io/relative-strikes.ts';
import type { RowCells } from '#readers/io/row-cells.ts';
import { isCoin } from '#readers/io/tickers.ts';
import { type CellPlaces, placesOf } from './cells.ts';
import { readType, type TablePlan } from './plan.ts';
import { TableTimes, type TimeWriting } from './table-times.ts';

/** What is known of a table before its rows are read. */
export interface TableContext extends TimeWriting {
  /** Root for rows that name none. */
  readonly root: string;
  /** Instant from which maturities in years or days count; null when only dates are used. */
  readonly yearsFrom: EpochMs | null;
  /** Day of expiry and type of all rows, where the name of the file alone says them. */
  readonly expiry?: CalendarDate | null;
  readonly isCall?: boolean | null;
  /** Lengths of time whose column names no unit are days, no years. */
  readonly inDays?: boolean;
  /** What strikes are multiplied with to be shares of what they are written on; null where they are in currency. */
  readonly share?: number | null;
  /** Rows after this instant are refused; null takes all. */
  readonly at?: EpochMs | null;
  /** The time that the lines above the header state, as it is written: its order of day and month is that of the rows. */
  readonly above?: string | null;
}

/** One option of a row: its columns, and its type where the columns say it. */
interface Side {
  readonly isCall: boolean | null;
  readonly at: CellPlaces;
  /** Columns of the numbers of a row, in the order of `NUMBERS`. */
  readonly numbers: Int32Array;
}

/** The numbers of every row and their places in what is read at once. Without the first three there is no quote. */
const NUMBERS = {
  strike: 0,
  bid: 1,
  ask: 2,
  forward: 3,
  underlying: 4,
  spot: 5,
  bidSize: 6,
  askSize: 7,
  volume: 8,
  openInterest: 9,
  markVol: 10,
} as const;
const NEEDED = 0b111;

/** Rows that tell volatilities from prices are kept up to this number. */
const PRICED_ROWS = 4000;
/** Rows with a name whose date of expiry is looked at, too. */
const ORDER_ROWS = 1000;
const DAY_MS = 86_400_000;
const BID = { 'bid-ask': 'bid', 'bid-ask-vol': 'bidVol', mid: 'mid', 'mid-vol': 'vol', none: 'bid' } as const;
const ASK = { 'bid-ask': 'ask', 'bid-ask-vol': 'askVol', mid: 'mid', 'mid-vol': 'vol', none: 'ask' } as const;

/** Turns the rows of a table into quotes and keeps what only the whole table can tell. */
export class TableRows {
  readonly rows = new QuoteRows();
  /** Rows with a stated call price, forward and maturity. */
  readonly priced: PricedRow[] = [];
  readonly spots: number[] = [];
  /** Dates without a time of day at which rows were quoted, `2026-01-30`, with their New York close. */
  readonly quoteDates = new Map<string, EpochMs>();
  readonly venues = new Set<string>();
  readonly quoteCurrencies = new Set<string>();
  /** Currencies that instrument names state; an empty text stands for a name that states none. */
  readonly nameCurrencies = new Set<string>();
  readonly styles = new Set<OptionName['style']>();
  readonly instants = new Instants();
  /** Rows say the day they were quoted on and no time: their stamps, the New York close, only tell days apart. */
  dated = false;
  /** Rows say the time they were quoted at and no zone. */
  zoneless = false;
  readonly times: TableTimes;
  readonly lengths = new Lengths();
  readonly strikes = new StrikesSeen();
  private readonly at: CellPlaces;
  private readonly sides: readonly Side[];
  private readonly row = blankRow();
  private readonly numbers = new Float64Array(Object.keys(NUMBERS).length);
  private lastRoot = { text: '', root: '' };
  private lastName: Pick<OptionName, 'style' | 'premiumCurrency'> | null = null;
  private readonly types = new Map<string, boolean | null>();
  private readonly closes = new Map<CalendarDate, EpochMs>();
  private readonly latest: number;

  constructor(
    private readonly plan: TablePlan,
    private readonly context: TableContext,
  ) {
    this.at = placesOf(plan.columns);
    this.times = new TableTimes(context);
    if (context.above != null) this.times.time(context.above);
    this.latest = context.at ?? Number.POSITIVE_INFINITY;
    this.sides = plan.sides.map(({ isCall, columns }) => {
      const at = placesOf(columns);
      return { isCall, at, numbers: this.numberColumns(at) };
    });
  }

  /** Strike and levels belong to the row, all else to the side. */
  private numberColumns(side: CellPlaces): Int32Array {
    const { plan, at } = this;
    const columns: { readonly [name in keyof typeof NUMBERS]: number } = {
      strike: at.strike,
      bid: side[BID[plan.quote]],
      ask: side[ASK[plan.quote]],
      forward: at.forward,
      underlying: at.underlyingPrice,
      spot: at.spot,
      bidSize: side.bidSize,
      askSize: side.askSize,
      volume: side.volume,
      openInterest: side.openInterest,
      markVol: plan.quote === 'mid-vol' ? -1 : side.vol,
    };
    const places = new Int32Array(Object.keys(NUMBERS).length);
    for (const name of Object.keys(NUMBERS) as (keyof typeof NUMBERS)[])
      places[NUMBERS[name]] = columns[name];
    return places;
  }

  /** Reads one row: one option, or the call and the put of a strike. */
  read(cells: RowCells, line: number): void {
    if (cells.length < 2) {
      this.rows.reject('cut-row', `row ${line}`);
      return;
    }
    for (const side of this.sides) this.readSide(cells, side, line);
  }

  private readSide(cells: RowCells, side: Side, line: number): void {
    const { plan, row, rows, at, numbers } = this;
    let option: OptionName | null = null;
    const hash = side.at.symbol < 0 ? 0 : cells.nameHash(side.at.symbol);
    const text = textAt(cells, side.at.symbol);
    let symbol = hash === 0 ? canonicalName(text) : text;
    if (symbol !== '') {
      const name = parseInstrumentName(symbol);
      if (name.kind === 'option') option = name;
      else if (name.kind === 'bad-name' && !plan.named) symbol = '';
      else if (name.kind !== 'unknown-name' || plan.named) {
        rows.reject(name.kind, symbol);
        return;
      }
      if (hash === 0 && symbol.includes(' ')) symbol = symbol.replaceAll(' ', '');
    }
    const bad = cells.numbers(side.numbers, plan.mark, numbers);
    if ((bad & NEEDED) !== 0) {
      rows.reject('bad-number', symbol || `row ${line}`);
      return;
    }
    const strike = (numbers[NUMBERS.strike] as number) / plan.strikeDivisor;
    const statedType =
      side.isCall ?? (at.type < 0 ? (this.context.isCall ?? null) : this.type(cells.text(at.type)));
    if (option !== null && contradicts(option, strike, statedType)) {
      rows.reject('contradiction', symbol);
      return;
    }
    row.symbol = symbol;
    row.symbolHash = hash;
    row.root = option?.root ?? (this.root(cells) || this.context.root);
    row.bid = numbers[NUMBERS.bid] as number;
    row.ask = numbers[NUMBERS.ask] as number;
    const forward = numbers[NUMBERS.forward] as number;
    const underlying = numbers[NUMBERS.underlying] as number;
    const spot = numbers[NUMBERS.spot] as number;
    const venueForward = at.underlyingPrice >= 0 && (at.underlyingName >= 0 || isCoin(row.root));
    row.underlyingPrice = forward > 0 ? forward : venueForward ? underlying : Number.NaN;
    const struckOn = spot > 0 ? spot : underlying > 0 ? underlying : forward;
    if (option === null) this.strikes.see(strike, struckOn);
    const { share } = this.context;
    row.strike = option?.strike ?? (share == null ? strike : strikeOfShare(share * strike, struckOn));
    const isCall = option?.isCall ?? statedType ?? this.outOfTheMoney(row.strike, forward, underlying, spot);
    if (isCall === null) {
      rows.reject('no-type', symbol || `row ${line}`);
      return;
    }
    row.isCall = isCall;
    row.expiry = option?.expiry ?? this.expiry(cells, row.root);
    // Beside a name the date tells nothing but the order that the dates of the quotes are written in.
    if (option !== null && at.expiry >= 0 && rows.accepted < ORDER_ROWS)
      this.times.time(cells.text(at.expiry));
    row.underlyingName = at.underlyingName < 0 ? '' : textAt(cells, at.underlyingName).slice(0, 64);
    row.bidSize = numbers[NUMBERS.bidSize] as number;
    row.askSize = numbers[NUMBERS.askSize] as number;
    row.volume = numbers[NUMBERS.volume] as number;
    row.openInterest = numbers[NUMBERS.openInterest] as number;
    row.markVol = numbers[NUMBERS.markVol] as number;
    row.timestamp = this.quoteTime(cells);
    this.instants.see(row.timestamp, false);
    if (row.timestamp > this.latest) {
      rows.reject('after-instant', symbol || `row ${line}`);
      return;
    }
    if (option !== null) this.noteName(option);
    const level = spot > 0 ? spot : venueForward ? Number.NaN : underlying;
    if (level > 0 && this.spots.length < 100_000) this.spots.push(level);
    if (at.venue >= 0) this.venues.add(textAt(cells, at.venue).toLowerCase());
    if (at.quoteCurrency >= 0) this.quoteCurrencies.add(textAt(cells, at.quoteCurrency).toUpperCase());
    if (at.mid >= 0 && forward > 0 && this.priced.length < PRICED_ROWS) this.rememberPrice(cells, forward);
    rows.add(row, line);
  }

  private noteName({ style, premiumCurrency }: OptionName): void {
    const { lastName } = this;
    if (lastName?.style === style && lastName.premiumCurrency === premiumCurrency) return;
    this.lastName = { style, premiumCurrency };
    this.styles.add(style);
    this.nameCurrencies.add(premiumCurrency ?? '');
  }

  private root(cells: RowCells): string {
    const text = textAt(cells, this.at.root);
    if (text !== this.lastRoot.text) this.lastRoot = { text, root: text.replace(/^[\^$]/, '').toUpperCase() };
    return this.lastRoot.root;
  }

  private type(text: string): boolean | null {
    let type = this.types.get(text);
    if (type === undefined) {
      type = readType(text);
      if (this.types.size < 1000) this.types.set(text, type);
    }
    return type;
  }

  /** A table of volatilities may leave the type out, and the out-of-the-money side is meant; null where a type column says nothing. */
  private outOfTheMoney(strike: number, forward: number, underlying: number, spot: number): boolean | null {
    if (this.at.type >= 0) return null;
    const level = forward > 0 ? forward : underlying > 0 ? underlying : spot;
    return level > 0 ? strike >= level : null;
  }

  private rememberPrice(cells: RowCells, forward: number): void {
    const stated = this.years(cells);
    const from = this.context.yearsFrom;
    const t = stated > 0 ? stated : from === null ? Number.NaN : (this.row.expiry - from) / MS_PER_YEAR;
    const { strike, bid, ask } = this.row;
    this.priced.push({ forward, strike, t, bid, ask, callPrice: this.numberOrNaN(cells, this.at.mid) });
  }

  /** Instant of the row where it states one; of a date alone, which is remembered, its New York close. */
  private quoteTime(cells: RowCells): number {
    const { at } = this;
    const [written, date] = [textAt(cells, at.time), textAt(cells, at.quoteDate)];
    const time =
      (written === '' ? null : this.times.time(written)) ??
      (date === '' ? null : (this.times.dayAndTime(date, written) ?? this.times.time(date)));
    if (time?.kind === 'instant') {
      if (time.zoneless && this.plan.newYork) return asNewYork(time.at);
      if (time.zoneless) this.zoneless = true;
      return time.at;
    }
    const day = time;
    if (day === null) return Number.NaN;
    this.dated = true;
    let close = this.closes.get(day.date);
    if (close === undefined) {
      close = newYorkClose(day.date);
      this.closes.set(day.date, close);
      const { year, month, day: of } = day.date;
      this.quoteDates.set(new Date(Date.UTC(year, month - 1, of)).toISOString().slice(0, 10), close);
    }
    return close;
  }

  private expiry(cells: RowCells, root: string): EpochMs {
    const { at } = this;
    if (at.expiry >= 0) return this.times.expiry(cells.text(at.expiry), root);
    if (this.context.expiry != null) return this.times.expiryOn(this.context.expiry, root);
    const from = this.context.yearsFrom;
    if (from === null) return Number.NaN as EpochMs;
    this.lengths.see(this.numberOrNaN(cells, at.years));
    const years = this.years(cells);
    const span = years > 0 ? years * MS_PER_YEAR : this.numberOrNaN(cells, at.days) * DAY_MS;
    return (span > 0 && span < 200 * MS_PER_YEAR ? Math.round(from + span) : Number.NaN) as EpochMs;
  }

  private years(cells: RowCells): number {
    const written = this.numberOrNaN(cells, this.at.years);
    return this.context.inDays === true ? (written * DAY_MS) / MS_PER_YEAR : written;
  }

  private numberOrNaN(cells: RowCells, at: number): number {
    return at < 0 ? Number.NaN : (cells.number(at, this.plan.mark) ?? Number.NaN);
  }
}

/** True when the row's own strike or type denies its name. */
function contradicts(option: OptionName, strike: number, isCall: boolean | null): boolean {
  const otherStrike = Math.abs(strike - option.strike) > 1e-9 * option.strike;
  return otherStrike || (isCall !== null && isCall !== option.isCall);
}

/** Text of a column, empty where the table has none. */
function textAt(cells: RowCells, at: number): string {
  return at < 0 ? '' : cells.text(at);
}
