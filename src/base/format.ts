/**
 * Numbers, dates and shares as the screen writes them: U+2212 for minus, U+2009
 * between groups of three digits, an en dash for a missing value, never a
 * negative zero. `ascii` turns any of these into text for the clipboard.
 */

/** Sign of negative numbers on the screen. */
export const MINUS = '\u2212';
/** Thin space between groups of three digits. */
export const THIN_SPACE = '\u2009';
/** What stands where there is no number. */
export const MISSING = '\u2013';

/** A number that may be absent. */
export type Maybe = number | null | undefined;

const MAX_DIGITS = 10;
const HOURS_PER_YEAR = 365 * 24;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Fixed decimals: `32.24`, `−0.43`, `–`. */
export function fixed(value: Maybe, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** Fixed decimals, and as many more as the first digit that is not zero takes: `−0.100`, `−0.0003`. */
export function nonzero(value: number, digits: number): string {
  return fixed(value, Math.max(digits, digitsFor(Math.abs(value), 1)));
}

/** Fixed decimals with thin spaces between groups of three: `62 723.75`. */
export function grouped(value: Maybe, digits: number): string {
  const text = fixed(value, digits);
  const dot = text.indexOf('.');
  const whole = dot < 0 ? text : text.slice(0, dot);
  return whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE) + (dot < 0 ? '' : text.slice(dot));
}

/** A count: `212 000`. */
export function count(value: Maybe): string {
  return grouped(value, 0);
}

/** Volatility given as a decimal, shown in percent without its sign: 0.3224 is `32.24`; whole from a thousand on. */
export function volPercent(vol: Maybe): string {
  return fixed(times100(vol), vol! < 10 ? 2 : 0);
}

/** Difference of two volatilities given as a decimal, in vol points: `−0.43`. */
export function volPoints(difference: Maybe): string {
  return fixed(times100(difference), 2);
}

/** Residual in half-spreads: `−1.3`. */
export function halfSpreads(value: Maybe): string {
  return fixed(value, 1);
}

/** Option delta: `−0.07`. */
export function delta(value: Maybe): string {
  return fixed(value, 2);
}

/** Weight given as a share, in percent without its sign: 0.049 is `4.9`. */
export function weightPercent(weight: Maybe): string {
  return fixed(times100(weight), 1);
}

/** A share in whole percent; `100 %` only when it is all, `0 %` only when it is nothing. */
export function share(part: Maybe): string {
  if (part === null || part === undefined || !Number.isFinite(part)) return MISSING;
  if (part <= 0) return '0 %';
  if (part >= 1) return '100 %';
  return `${Math.min(99, Math.max(1, Math.round(part * 100)))} %`;
}

/** A strike or an index level: whole where it is whole, else the decimals it has (at most four). */
export function strike(value: Maybe): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  let digits = 0;
  while (digits < 4 && Math.abs(value - Number(value.toFixed(digits))) > 1e-9 * Math.abs(value)) digits++;
  return grouped(value, digits);
}

/** A price to its tick: tick 0.0005 gives four decimals; without a tick, six significant digits. */
export function price(value: Maybe, tick: Maybe): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  if (tick !== null && tick !== undefined && tick > 0) return grouped(value, decimalsOf(tick));
  return grouped(value, digitsFor(Math.abs(value), 6));
}

/**
 * A fitted parameter to two digits of its standard error, or to four
 * significant digits where it has none.
 */
export function parameter(value: Maybe, standardError: Maybe): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const known = standardError !== null && standardError !== undefined && standardError > 0;
  return fixed(value, known ? digitsFor(standardError, 2) : digitsFor(Math.abs(value), 4));
}

/** A standard error to its own two digits, `8.4e−4` below 0.001: as a decimal it is wider than its column. */
export function standardError(value: Maybe): string {
  if (value === null || value === undefined || !Number.isFinite(value) || value < 0) return MISSING;
  if (value > 0 && value < 1e-3) return value.toExponential(1).replace('-', MINUS);
  return fixed(value, digitsFor(value, 2));
}

/** Time to expiry in years of 365 days: `14.0 h` under a day, `12.0 min` under an hour, else `54.6 d`. */
export function timeToExpiry(t: Maybe): string {
  if (t === null || t === undefined || !Number.isFinite(t)) return MISSING;
  const hours = t * HOURS_PER_YEAR;
  // 23.96 h would print as 24.0 h: a day from there on.
  if (Math.abs(hours) < 0.95) return `${fixed(60 * hours, 1)} min`;
  return Math.abs(hours) < 23.95 ? `${fixed(hours, 1)} h` : `${fixed(hours / 24, 1)} d`;
}

/** UTC date: `2 Aug 2026`. */
export function date(at: Maybe): string {
  const d = utc(at);
  return d === null ? MISSING : `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
}

/** UTC date without its year, or with two digits of it: `2 Aug`, `26 Mar ’27`. */
export function shortDate(at: Maybe, withYear: boolean): string {
  const d = utc(at);
  if (d === null) return MISSING;
  const day = `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
  return withYear ? `${day} \u2019${String(d.getUTCFullYear() % 100).padStart(2, '0')}` : day;
}

/** UTC time: `17:58:04Z`. */
export function time(at: Maybe): string {
  const d = utc(at);
  return d === null ? MISSING : `${d.toISOString().slice(11, 19)}Z`;
}

/** UTC instant: `1 Aug 2026 17:58:04Z`. */
export function instant(at: Maybe): string {
  return utc(at) === null ? MISSING : `${date(at)} ${time(at)}`;
}

/**
 * Name of an expiry by its key alone (`ISO instant` or `root@ISO instant`): its date,
 * then the contract root where the key has one. The key itself when it is neither.
 * `ExpiryMark` tells it from the other expiries of a board and leaves out what is not needed.
 */
export function expiryName(key: string): string {
  const { root, at } = keyParts(key);
  if (Number.isNaN(at)) return key;
  return root === '' ? date(at) : `${date(at)} ${root}`;
}

/** What tells an expiry from the others of its date. */
export interface ExpiryMark {
  /** Unique on the board: `7 Aug 2026`, `20 Feb 2026 SPXW`. */
  readonly name: string;
  /** What follows the day where room is short: `W` of SPXW on SPX, the root else; empty where the date is enough. */
  readonly suffix: string;
}

/**
 * Marks of all expiries of one board by their keys. A date that one expiry has to itself
 * is its name; where several share it the contract root follows, and where
 * these share the root too, the UTC time. `underlying` is the root of keys without one.
 */
export function expiryMarks(keys: readonly string[], underlying: string): Map<string, ExpiryMark> {
  const parts = keys.map((key) => ({ key, ...keyParts(key) }));
  return new Map(
    parts.map(({ key, root, at }) => {
      if (Number.isNaN(at)) return [key, { name: key, suffix: '' }];
      const sameDay = parts.filter((other) => date(other.at) === date(at));
      if (sameDay.length < 2) return [key, { name: date(at), suffix: '' }];
      const sameRoot = sameDay.filter((other) => other.root === root);
      const clock = sameRoot.length > 1 ? `${time(at).slice(0, 5)}Z` : '';
      const words = (name: string) => [name, clock].filter((word) => word !== '').join(' ');
      const whole = root === '' ? underlying : root;
      const name = [date(at), words(whole)].filter((word) => word !== '').join(' ');
      return [key, { name, suffix: words(shortRoot(whole, underlying)) }];
    }),
  );
}

/** The root without the underlying it begins with: `W` of SPXW, `USDC` of BTC_USDC; whole where little says nothing. */
function shortRoot(root: string, underlying: string): string {
  if (underlying === '' || !root.startsWith(underlying)) return root;
  const rest = root.slice(underlying.length).replace(/^[^A-Za-z0-9]+/, '');
  return /^[A-Za-z]/.test(rest) ? rest : root;
}

function keyParts(key: string): { readonly root: string; readonly at: number } {
  const sign = key.lastIndexOf('@');
  return { root: key.slice(0, Math.max(0, sign)), at: Date.parse(key.slice(sign + 1)) };
}

/** Wall time in ms: `3 ms`, `1.24 s`. */
export function elapsed(ms: Maybe): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return MISSING;
  return ms < 999.5 ? `${fixed(ms, 0)} ms` : `${fixed(ms / 1000, ms < 9995 ? 2 : 1)} s`;
}

/** Screen text for the clipboard: ASCII minus, no thin spaces, a lone missing mark becomes empty. */
export function ascii(text: string): string {
  if (text === MISSING) return '';
  return text
    .replaceAll(MINUS, '-')
    .replaceAll(THIN_SPACE, '')
    .replaceAll('\u00a0', ' ')
    .replaceAll(MISSING, '-');
}

/**
 * The number in a field: decimal point or comma, either minus, spaces between
 * digits, an optional `%` or unit-less. Null when it is not a finite number.
 *
 * `percent` fields hold percent, so `35 %` and `35` are both 35; in `plain`
 * fields `50 %` is 0.5. `price` fields hold money, where `63,075` is a
 * thousands separator and `63,5` a decimal comma.
 */
export function parseNumber(text: string, field: 'plain' | 'percent' | 'price'): number | null {
  let body = text.replace(/[\s\u2009\u00a0\u202f_']/g, '').replaceAll(MINUS, '-');
  const percent = body.endsWith('%');
  if (percent) body = body.slice(0, -1);
  if (field === 'price' && /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(body)) body = body.replaceAll(',', '');
  else if (!body.includes('.') && body.indexOf(',') === body.lastIndexOf(',')) body = body.replace(',', '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(body)) return null;
  const value = Number(body) / (percent && field === 'plain' ? 100 : 1);
  return Number.isFinite(value) ? value : null;
}

function times100(value: Maybe): number | null {
  return value === null || value === undefined ? null : value * 100;
}

/** Decimals that show `significant` digits of a size, 0 to MAX_DIGITS. */
function digitsFor(size: number, significant: number): number {
  if (!(size > 0)) return significant - 1;
  // The exponent after rounding: 0.0996 to two digits is 0.10, not 0.100.
  const exponent = Number(size.toExponential(significant - 1).split('e')[1]);
  return Math.min(MAX_DIGITS, Math.max(0, significant - 1 - exponent));
}

function decimalsOf(tick: number): number {
  for (let digits = 0; digits < MAX_DIGITS; digits++) {
    if (Math.abs(tick - Number(tick.toFixed(digits))) <= 1e-9 * tick) return digits;
  }
  return MAX_DIGITS;
}

function utc(at: Maybe): Date | null {
  if (at === null || at === undefined || !Number.isFinite(at)) return null;
  const d = new Date(at);
  return Number.isNaN(d.getTime()) ? null : d;
}
