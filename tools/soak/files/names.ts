import type { Random } from '../../sample/random.ts';

/** An option's name with what it says, known before the name was written. */
export interface KnownName {
  readonly name: string;
  readonly root: string;
  /** Epoch ms. */
  readonly expiry: number;
  readonly strike: number;
  readonly isCall: boolean;
}

interface Draw extends Omit<KnownName, 'name' | 'root'> {
  readonly date: Date;
  readonly day: string;
  readonly whole: number;
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const COINS = ['BTC', 'ETH', 'SOL'];
const LINEAR = ['XRP_USDC', 'MATIC_USDC', 'AVAX_USDC', 'SOL_USDC', 'TRX_USDC', 'BTC_USDC', 'BTC_USDT'];
const SHARES = ['SPY', 'SPXW', 'AAPL', 'BRKB', 'BRK.B', 'F', 'GOOGL', 'XSP', 'NDXP', 'RUTW'];
/** Settled at the opening of their day (Cboe, contract specifications). */
const MORNING = ['SPX', 'NDX', 'RUT', 'VIX'];

const pick = <T>(random: Random, from: readonly T[]): T =>
  from[Math.min(from.length - 1, Math.floor(random.uniform() * from.length))] as T;
const below = (random: Random, n: number): number => Math.min(n - 1, Math.floor(random.uniform() * n));
const two = (value: number): string => String(value).padStart(2, '0');

/** Deribit's date: day of one digit or two, `5AUG23`. */
export const deribitDay = (date: Date): string =>
  `${date.getUTCDate()}${MONTHS[date.getUTCMonth()]}${two(date.getUTCFullYear() % 100)}`;
/** `YYMMDD`. */
const digits = (date: Date): string =>
  `${two(date.getUTCFullYear() % 100)}${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}`;

const NEW_YORK = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'America/New_York',
  hour: '2-digit',
  minute: '2-digit',
  day: '2-digit',
});

/** The instant of a wall-clock time in New York, by the time-zone tables of the engine. */
export function newYork(date: Date, hour: number, minute: number): number {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  for (const behind of [4, 5]) {
    const at = Date.UTC(year, month, day, hour + behind, minute);
    const wall = NEW_YORK.formatToParts(at);
    const part = (type: string) => Number(wall.find((each) => each.type === type)?.value);
    if (part('hour') === hour && part('minute') === minute && part('day') === day) return at;
  }
  throw new Error(`no such time on ${date.toISOString()}`);
}

/**
 * The close of the exchanges: at 13:00 on 3 July and 24 December from Monday to Thursday, and on the Friday after the
 * fourth Thursday of November, which is one of the 23rd to the 29th.
 */
export function newYorkClose(date: Date): number {
  const [month, day, weekday] = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay()];
  const isEve = `${month}-${day}` === '7-3' || `${month}-${day}` === '12-24';
  const isAfter = month === 11 && weekday === 5 && day >= 23 && day <= 29;
  return newYork(date, (isEve && weekday >= 1 && weekday <= 4) || isAfter ? 13 : 16, 0);
}

/** A date from 2020 to 2031, a strike of up to `places` decimals, a type. */
function draw(random: Random, places: number): Draw {
  const date = new Date(Date.UTC(2020 + below(random, 12), below(random, 12), 1 + below(random, 28)));
  const scale = 10 ** below(random, places + 1);
  const whole = 1 + below(random, 10 ** (2 + below(random, 5)));
  const strike = Number((whole / scale).toFixed(places));
  const expiry = date.getTime() + 8 * 3_600_000;
  return { date, day: deribitDay(date), expiry, strike, isCall: random.uniform() < 0.5, whole };
}

type Grammar = (random: Random) => KnownName;

const crypto =
  (
    places: number,
    roots: readonly string[],
    write: (root: string, at: Draw, type: 'C' | 'P') => [name: string, root: string],
  ): Grammar =>
  (random) => {
    const at = draw(random, places);
    const [name, root] = write(pick(random, roots), at, at.isCall ? 'C' : 'P');
    return { name, root, expiry: at.expiry, strike: at.strike, isCall: at.isCall };
  };

const occ: Grammar = (random) => {
  const at = draw(random, 3);
  const root = pick(random, [...SHARES, ...SHARES, ...MORNING]);
  const expiry = MORNING.includes(root) ? newYork(at.date, 9, 30) : newYorkClose(at.date);
  const strike = Math.min(at.strike, 99_999);
  const written = pick(random, [root, root.padEnd(6), `O:${root}`]);
  const name = `${written}${digits(at.date)}${at.isCall ? 'C' : 'P'}${String(Math.round(strike * 1000)).padStart(8, '0')}`;
  return { name, root, expiry, strike, isCall: at.isCall };
};

/** One grammar a venue. */
const GRAMMARS: readonly Grammar[] = [
  crypto(0, COINS, (root, { day, strike }, type) => [`${root}-${day}-${strike}-${type}`, root]),
  crypto(4, LINEAR, (root, { day, strike }, type) => [
    `${root}-${day}-${String(strike).replace('.', 'd')}-${type}`,
    root,
  ]),
  crypto(0, COINS, (root, { day, strike }, type) => [`${root}-${day}-${strike}-${type}-USDT`, root]),
  crypto(0, COINS, (root, { date, strike }, type) => [`${root}-USD-${digits(date)}-${strike}-${type}`, root]),
  crypto(4, [...COINS, 'DOGE', 'XRP', 'BNB'], (root, { date, strike }, type) => [
    `${root}-${digits(date)}-${strike}-${type}`,
    root,
  ]),
  crypto(2, COINS, (root, { date, strike }, type) => [
    `${root}-20${digits(date)}-${String(strike).replace('.', '_')}-${type}`,
    root,
  ]),
  occ,
];

/** The name of an option of one of the venues, drawn by its grammar. */
export function anOption(random: Random): KnownName {
  return pick(random, GRAMMARS)(random);
}

const COMBOS = [
  'CS',
  'PS',
  'STRG',
  'STRD',
  'RR',
  'CCAL',
  'PCAL',
  'CDIAG',
  'PDIAG',
  'CBUT',
  'PBUT',
  'ICOND',
  'IBUT',
  'BOX',
  'CSR12',
  'CSR13',
  'PSR23',
  'REV',
  'JR',
  'CCOND',
];

/** The name of a combination, future, perpetual or pair: of nothing that is one option. */
export function noOption(random: Random): string {
  const { day, date, strike } = draw(random, 0);
  const [coin, linear] = [pick(random, COINS), pick(random, LINEAR)];
  const root = pick(random, [coin, linear]);
  const later = deribitDay(new Date(date.getTime() + 7 * 86_400_000));
  const combo = pick(random, COMBOS);
  return pick(random, [
    `${root}-${combo}-${day}-${strike}_${strike + 5000}`,
    `${root}-${combo}-${day}_${later}-${strike}`,
    `${root}-${combo}-${day}-${strike}`,
    `${root}-ICOND-${day}-${strike}_${strike + 10}_${strike + 20}_${strike + 30}`,
    `${linear}-CS-${day}-0d5_0d6`,
    `${root}-FS-${day}_PERP`,
    `${root}-FS-${later}_${day}`,
    `${root}-${day}`,
    `${root}-PERPETUAL`,
    `${coin}-PERP`,
    `${coin}-USD-${digits(date)}`,
    `${coin}-USDT-${digits(date)}`,
    `${coin}-USD-SWAP`,
    `${coin}-USDT-SWAP`,
    `${coin}USDT`,
    `${coin}USDT_${digits(date)}`,
    `${coin}-${digits(date)}`,
    linear,
    `SYN.${coin}-${day}`,
  ]);
}
