import type { EpochMs } from '#base/units.ts';
import { calendarDate, cryptoExpiry, listedExpiry, monthNumber } from './expiry.ts';

/** Whose spelling a name follows. `deribit` is also Bybit's, which may add `-USDT`. */
export type NameStyle = 'deribit' | 'okx' | 'binance' | 'derive' | 'occ';

/** An option as its name states it. */
export interface OptionName {
  readonly kind: 'option';
  readonly style: NameStyle;
  /** Contract root: `BTC`, `BTC_USDC`, `SPXW`. */
  readonly root: string;
  /** Currency the premium is paid in where the name says so (`USDC`, `USDT`, `USD`); null when it does not. */
  readonly premiumCurrency: string | null;
  readonly expiry: EpochMs;
  readonly strike: number;
  readonly isCall: boolean;
}

/** A dated future, or a perpetual with `expiry` null. */
export interface FutureName {
  readonly kind: 'future' | 'perpetual';
  readonly root: string;
  readonly expiry: EpochMs | null;
}

/** A name that is no single option or future. `bad-name`: not a name at all. */
export interface OtherName {
  readonly kind: 'combo' | 'spot' | 'bad-name' | 'unknown-name';
}

export type InstrumentName = OptionName | FutureName | OtherName;

const DERIBIT =
  /^([A-Z0-9]{1,12}(?:_([A-Z]{3,5}))?)-(\d{1,2})([A-Z]{3})(\d{2})(?:-(\d{1,9}(?:[d.]\d{1,8})?)-([CP])(?:-(USDT|USDC))?)?$/;
const OKX = /^([A-Z0-9]{1,12})-(USD|USDT|USDC)(_UM)?-(?:(\d{6})(?:-(\d{1,9}(?:\.\d{1,8})?)-([CP]))?|(SWAP))$/;
const BINANCE = /^([A-Z0-9]{1,12})-(\d{6})-(\d{1,9}(?:\.\d{1,8})?)-([CP])$/;
const DERIVE = /^([A-Z0-9]{1,12})-(\d{8})-(\d{1,9}(?:_\d{1,8})?)-([CP])$/;
/** TD Ameritrade: month first; thinkorswim: a dot before it, the strike as it is. */
const BROKER =
  /^(?:([A-Z][A-Z0-9]{0,5})_(\d{2})(\d{2})(\d{2})|\.([A-Z][A-Z0-9]{0,5})(\d{2})(\d{2})(\d{2}))([CP])(\d{1,6}(?:\.\d{1,4})?)$/;
const OCC_ROOT = /^(?:O:)?([A-Z][A-Z0-9.]{0,5}) {0,5}$/;
const PERPETUAL = /^([A-Z0-9]{1,12}(?:_[A-Z]{3,5})?)-(?:PERPETUAL|PERP)$/;
const SPOT = /^[A-Z0-9]{1,12}_[A-Z]{3,5}$/;
const COMBO = /^[A-Z0-9]{1,12}(?:_[A-Z]{3,5})?-[A-Z][A-Z0-9]{1,9}-\d{1,2}[A-Z]{3}\d{2}(?:[-_].+)?$/;

const BAD_NAME: OtherName = { kind: 'bad-name' };
const UNKNOWN_NAME: OtherName = { kind: 'unknown-name' };

/** A name as venues spell it: capitals, save for the `d` that Deribit writes for a decimal point. */
export function canonicalName(text: string): string {
  if (isUpper(text)) return text;
  const upper = text.toUpperCase();
  return upper === text ? text : upper.replace(/(-\d+)D(\d+-)/, '$1d$2');
}

/** True where nothing can become a capital: a look at the letters is quicker than making the text anew. */
function isUpper(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127 || (unit >= 97 && unit <= 122)) return false;
  }
  return true;
}

/** True for 1 to 64 characters of `A-Z 0-9 _ . : -`, or `d` between digits: the only names that are kept. */
export function isSafeName(name: string): boolean {
  const { length } = name;
  for (let i = 0; i < length; i++) {
    const unit = name.charCodeAt(i);
    const known = isDigit(unit) || (unit >= 65 && unit <= 90) || unit === 95 || unit === 45 || unit === 46;
    if (known || unit === 58) continue;
    const point = unit === 100 && isDigit(name.charCodeAt(i - 1)) && isDigit(name.charCodeAt(i + 1));
    if (!point) return false;
  }
  return length >= 1 && length <= 64;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/**
 * Reads an instrument name by a strict grammar: nothing is guessed, a name that fits no venue's
 * spelling is `unknown-name`, one with foreign characters or over 64 of them `bad-name`.
 *
 * - Deribit, Bybit: `BTC-5AUG23-60000-C`, linear `XRP_USDC-30JUN23-0d625-C` (`d` is the decimal
 *   point), `BTC-27DEC24-60000-C-USDT`; expiry 08:00 UTC.
 * - OKX: `BTC-USD-250328-100000-C`; Binance: `DOGE-231006-0.06-C`; Derive: `ETH-20240914-2400_5-C`
 *   (`_` is the decimal point); expiry 08:00 UTC.
 * - OCC: `SPXW230914C01200000`, also padded to six characters; expiry by the root in New York.
 * - TD Ameritrade: `AAPL_052121C215` (month, day, year); thinkorswim: `.AAPL210521C215`.
 * - Futures (`BTC-25SEP26`), perpetuals, spot pairs and combinations (`BTC-CS-19MAY26-70000_75000`,
 *   `BTC-FS-19MAY26_PERP`) are told apart so that they can be refused by name.
 */
export function parseInstrumentName(name: string): InstrumentName {
  if (name.length > 64) return BAD_NAME;
  return (
    (name.includes('-') ? matchDeribit(name) : matchOcc(name)) ??
    (isSafeName(name)
      ? (matchOkx(name) ?? matchNumericDate(name) ?? matchBroker(name) ?? matchOther(name) ?? UNKNOWN_NAME)
      : BAD_NAME)
  );
}

function matchDeribit(name: string): InstrumentName | null {
  const m = DERIBIT.exec(name);
  if (m === null) return null;
  const root = m[1] as string;
  const date = calendarDate(2000 + Number(m[5]), monthNumber(m[4] as string), Number(m[3]));
  if (date === null) return UNKNOWN_NAME;
  if (m[6] === undefined) return { kind: 'future', root, expiry: cryptoExpiry(date) };
  return option('deribit', root, m[8] ?? m[2] ?? null, cryptoExpiry(date), m[6].replace('d', '.'), m[7]);
}

function matchOkx(name: string): InstrumentName | null {
  const m = OKX.exec(name);
  if (m === null) return null;
  const linear = m[2] !== 'USD' || m[3] !== undefined;
  const root = linear ? `${m[1]}_${m[2]}` : (m[1] as string);
  if (m[7] !== undefined) return { kind: 'perpetual', root, expiry: null };
  const expiry = compactDate(`20${m[4]}`);
  if (expiry === null) return UNKNOWN_NAME;
  if (m[5] === undefined) return { kind: 'future', root, expiry };
  return option('okx', root, linear ? (m[2] as string) : null, expiry, m[5], m[6]);
}

function matchNumericDate(name: string): InstrumentName | null {
  const binance = BINANCE.exec(name);
  if (binance !== null) {
    const expiry = compactDate(`20${binance[2]}`);
    if (expiry === null) return UNKNOWN_NAME;
    return option('binance', binance[1] as string, 'USDT', expiry, binance[3] as string, binance[4]);
  }
  const derive = DERIVE.exec(name);
  if (derive === null) return null;
  const expiry = compactDate(derive[2] as string);
  if (expiry === null) return UNKNOWN_NAME;
  const strike = (derive[3] as string).replace('_', '.');
  return option('derive', derive[1] as string, 'USDC', expiry, strike, derive[4]);
}

/** Digits of the strike, the type before them, and the digits of the date before that. */
const OCC_STRIKE = 8;
const OCC_TAIL = 15;

function matchOcc(name: string): InstrumentName | null {
  const { length } = name;
  const at = length - OCC_STRIKE - 1;
  const type = name.charCodeAt(at);
  if (length <= OCC_TAIL || (type !== 67 && type !== 80)) return null;
  let strike = 0;
  for (let i = at + 1; i < length; i++) {
    const unit = name.charCodeAt(i);
    if (!isDigit(unit)) return null;
    strike = 10 * strike + (unit - 48);
  }
  const series = occSeries(name, at);
  if (series === null) return null;
  const { root, expiry } = series;
  if (expiry === null || strike === 0) return UNKNOWN_NAME;
  return {
    kind: 'option',
    style: 'occ',
    root,
    premiumCurrency: 'USD',
    expiry,
    strike: strike / 1000,
    isCall: type === 67,
  };
}

interface OccSeries {
  readonly root: string;
  /** Null where there is no such day. */
  readonly expiry: EpochMs | null;
}

const occKnown = new Map<string, OccSeries | null>();
/** The series met last: rows of a board mostly follow each other by series. */
let lastText = '';
let lastSeries: OccSeries | null = null;

/** Root and expiry of an OCC name up to its type, `SPXW230914`; a board repeats few of them many times. */
function occSeries(name: string, end: number): OccSeries | null {
  if (end === lastText.length && name.startsWith(lastText)) return lastSeries;
  const text = name.slice(0, end);
  let series = occKnown.get(text);
  if (series === undefined) {
    series = readOccSeries(text);
    if (occKnown.size > 10_000) occKnown.clear();
    occKnown.set(text, series);
  }
  lastText = text;
  lastSeries = series;
  return series;
}

function readOccSeries(text: string): OccSeries | null {
  const digits = text.slice(-6);
  const root = /^\d{6}$/.test(digits) ? OCC_ROOT.exec(text.slice(0, -6))?.[1] : undefined;
  if (root === undefined) return null;
  const [year, month, day] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].map(Number);
  const date = calendarDate(2000 + (year as number), month as number, day as number);
  return { root, expiry: date === null ? null : listedExpiry(root, date) };
}

function matchBroker(name: string): InstrumentName | null {
  const m = BROKER.exec(name);
  if (m === null) return null;
  const [year, month, day] = m[1] === undefined ? [m[6], m[7], m[8]] : [m[4], m[2], m[3]];
  const root = (m[1] ?? m[5]) as string;
  const date = calendarDate(2000 + Number(year), Number(month), Number(day));
  if (date === null) return UNKNOWN_NAME;
  return option('occ', root, 'USD', listedExpiry(root, date), m[10] as string, m[9]);
}

function matchOther(name: string): InstrumentName | null {
  const perpetual = PERPETUAL.exec(name);
  if (perpetual !== null) return { kind: 'perpetual', root: perpetual[1] as string, expiry: null };
  if (COMBO.test(name)) return { kind: 'combo' };
  if (SPOT.test(name)) return { kind: 'spot' };
  return null;
}

function option(
  style: NameStyle,
  root: string,
  premiumCurrency: string | null,
  expiry: EpochMs,
  strikeText: string,
  type: string | undefined,
): InstrumentName {
  const strike = Number(strikeText);
  if (!(strike > 0)) return UNKNOWN_NAME;
  return { kind: 'option', style, root, premiumCurrency, expiry, strike, isCall: type === 'C' };
}

/** 08:00 UTC of a YYYYMMDD date; null when there is no such day. */
function compactDate(text: string): EpochMs | null {
  const date = calendarDate(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8)));
  return date === null ? null : cryptoExpiry(date);
}
