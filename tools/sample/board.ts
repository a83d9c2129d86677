import { blackPrice } from '#pricing/black76.ts';
import { type Random, seeded } from './random.ts';

/** Instant of the simulated board. */
const AS_OF = Date.UTC(2026, 10, 20, 10, 30, 0, 0);
const SPOT = 91_240;
const MS_PER_YEAR = 365 * 86_400_000;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

interface Expiry {
  readonly date: readonly [year: number, month: number, day: number];
  /** At-the-money volatility, decimal. */
  readonly atm: number;
  /** Strike step near the money, in USD; twice that outside, four times far outside. */
  readonly step: number;
  /** Strikes on each side of the forward. */
  readonly below: number;
  readonly above: number;
  /** Half-spread of a liquid strike, in volatility. */
  readonly halfSpread: number;
  readonly future: boolean;
}

const EXPIRIES: readonly Expiry[] = [
  { date: [2026, 11, 21], atm: 0.362, step: 500, below: 10, above: 10, halfSpread: 0.018, future: true },
  { date: [2026, 11, 22], atm: 0.331, step: 500, below: 11, above: 11, halfSpread: 0.014, future: true },
  { date: [2026, 11, 23], atm: 0.348, step: 500, below: 11, above: 11, halfSpread: 0.012, future: false },
  { date: [2026, 11, 24], atm: 0.372, step: 1000, below: 11, above: 10, halfSpread: 0.011, future: false },
  { date: [2026, 11, 27], atm: 0.391, step: 1000, below: 20, above: 20, halfSpread: 0.006, future: true },
  { date: [2026, 12, 4], atm: 0.402, step: 1000, below: 18, above: 18, halfSpread: 0.007, future: true },
  { date: [2026, 12, 11], atm: 0.411, step: 1000, below: 17, above: 17, halfSpread: 0.007, future: true },
  { date: [2026, 12, 18], atm: 0.416, step: 2000, below: 16, above: 16, halfSpread: 0.007, future: false },
  { date: [2026, 12, 25], atm: 0.423, step: 2000, below: 22, above: 25, halfSpread: 0.004, future: true },
  { date: [2027, 1, 29], atm: 0.438, step: 2000, below: 17, above: 18, halfSpread: 0.005, future: true },
  { date: [2027, 3, 26], atm: 0.452, step: 5000, below: 14, above: 22, halfSpread: 0.004, future: true },
  { date: [2027, 6, 25], atm: 0.468, step: 5000, below: 13, above: 24, halfSpread: 0.005, future: true },
];

/**
 * A simulated Deribit BTC board as `{simulated, as_of, futures, options, instruments}`. Volatilities follow an SSVI
 * surface (J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14, 2014,
 * equation 4.1 with the power law of 4.5, gamma = 1/2), mids carry noise well inside the spread, and prices
 * are rounded outwards to the venue's steps of 0.0001 coin below 0.005 and 0.0005 above. The same seed gives the same text.
 */
export function simulatedBoard(seed: number): string {
  const random = seeded(seed);
  const futures: object[] = [perpetual(random)];
  const options: object[] = [];
  const instruments: object[] = [
    {
      instrument_name: 'BTC-PERPETUAL',
      tick_size: 0.5,
      settlement_period: 'perpetual',
      expiration_timestamp: 32503708800000,
    },
  ];
  for (const expiry of EXPIRIES) {
    const at = Date.UTC(expiry.date[0], expiry.date[1] - 1, expiry.date[2], 8);
    const t = (at - AS_OF) / MS_PER_YEAR;
    const forward = round(SPOT * Math.exp(0.052 * t + 0.0006 * Math.sqrt(t)), 2.5);
    const name = `BTC-${expiry.date[2]}${MONTHS[expiry.date[1] - 1]}${String(expiry.date[0]).slice(2)}`;
    if (expiry.future) {
      const width = 2.5 * Math.ceil(2 * random.uniform() + (t > 0.3 ? 2 : 0) + (t < 0.02 ? 3 : 0));
      futures.push({
        instrument_name: name,
        bid_price: forward - width / 2 - ((width / 2) % 2.5),
        ask_price: forward + width / 2 + ((width / 2) % 2.5),
        open_interest: round(4e6 * (1 + 40 * random.uniform()) * Math.sqrt(t), 10),
        volume_usd: round(1e6 * (0.2 + 3 * random.uniform()), 10),
      });
    }
    const index = expiry.future ? name : `SYN.${name}`;
    for (const strike of strikes(expiry, forward)) {
      const noise = 0.28 * random.normal() + stale(random);
      const vol = ssviVol(Math.log(strike / forward), t, expiry.atm) + expiry.halfSpread * noise;
      for (const isCall of [true, false]) {
        const quote = makeQuote(random, { expiry, forward, strike, t, vol, isCall });
        const option = `${name}-${strike}-${isCall ? 'C' : 'P'}`;
        options.push({
          instrument_name: option,
          ...quote,
          underlying_index: index,
          underlying_price: forward,
        });
        instruments.push({
          instrument_name: option,
          tick_size: 0.0001,
          tick_size_steps: [{ above_price: 0.005, tick_size: 0.0005 }],
          expiration_timestamp: at,
          strike,
          option_type: isCall ? 'call' : 'put',
        });
      }
    }
  }
  const lines = (rows: readonly object[]) => `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`;
  return `{"simulated": true, "as_of": "${new Date(AS_OF).toISOString()}",
"futures": ${lines(futures)},
"options": ${lines(options)},
"instruments": ${lines(instruments)}}\n`;
}

interface Contract {
  readonly expiry: Expiry;
  readonly forward: number;
  readonly strike: number;
  readonly t: number;
  readonly vol: number;
  readonly isCall: boolean;
}

/** Bid and ask around the model price: wider in the wings and in the money, nothing bid below one step. */
function makeQuote(random: Random, { expiry, forward, strike, t, vol, isCall }: Contract): object {
  const z = Math.log(strike / forward) / (vol * Math.sqrt(t));
  const inTheMoney = isCall ? strike < forward : strike > forward;
  const half = expiry.halfSpread * (1 + 0.35 * z * z) * (0.7 + 0.6 * random.uniform());
  const coin = (v: number) => blackPrice(forward, strike, t, Math.max(v, 0.02), isCall) / forward;
  const fair = coin(vol);
  const deep = inTheMoney ? 0.0012 * Math.abs(z) ** 1.5 * (0.5 + random.uniform()) : 0;
  const bid = down(Math.min(coin(vol - half), fair) - deep);
  const ask = up(Math.max(coin(vol + half), fair) + deep);
  const gone = random.uniform();
  const noBid = bid < 0.0001 || (inTheMoney && Math.abs(z) > 2.2 && gone < 0.25);
  const interest =
    Math.exp(5 + 1.4 * random.normal() - 0.35 * z * z - (inTheMoney ? 1.5 : 0)) * Math.sqrt(t * 12);
  const volume = random.uniform() < 0.45 ? 0 : interest * 0.08 * random.uniform();
  return {
    bid_price: noBid ? null : bid,
    ask_price: Math.abs(z) > 3.2 && gone > 0.93 ? null : ask,
    mark_price: Number(fair.toFixed(6)),
    mark_iv: Number((100 * vol).toFixed(2)),
    open_interest: Number(interest.toFixed(1)),
    volume: Number(volume.toFixed(1)),
  };
}

/** In half-spreads: now and then a market maker is late, and the quote lies off the surface. */
function stale(random: Random): number {
  const u = random.uniform();
  return u < 0.015 ? -1.7 : u > 0.985 ? 1.7 : 0;
}

function perpetual(random: Random): object {
  const bid = round(SPOT + 6 + 4 * random.uniform(), 0.5);
  return {
    instrument_name: 'BTC-PERPETUAL',
    bid_price: bid,
    ask_price: bid + 0.5,
    open_interest: 742_310_480,
    volume_usd: 318_447_210,
  };
}

/** Strikes at multiples of the step: single near the money, double further out, fourfold in the wings. */
function strikes(expiry: Expiry, forward: number): readonly number[] {
  const start = Math.round(forward / expiry.step) * expiry.step;
  const found = new Set([start]);
  for (const [sign, count] of [
    [-1, expiry.below],
    [1, expiry.above],
  ] as const) {
    let strike = start;
    for (let i = 1; i <= count; i++) {
      const stride = expiry.step * (i <= count / 2 ? 1 : i <= 0.8 * count ? 2 : 4);
      strike = Math.round((strike + sign * stride) / stride) * stride;
      if (strike > 0.15 * forward) found.add(strike);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** SSVI with rho -0.12 and eta 0.95, free of butterfly arbitrage as eta (1 + |rho|) <= 2. */
function ssviVol(k: number, t: number, atm: number): number {
  const rho = -0.12 - 0.1 * Math.min(1, t);
  const theta = atm * atm * t;
  const phi = 0.95 / Math.sqrt(theta * (1 + theta));
  const w = 0.5 * theta * (1 + rho * phi * k + Math.sqrt((phi * k + rho) ** 2 + 1 - rho * rho));
  return Math.sqrt(w / t);
}

function step(price: number): number {
  return price > 0.005 ? 0.0005 : 0.0001;
}

function down(price: number): number {
  return price <= 0 ? 0 : Number((Math.floor(price / step(price) + 1e-9) * step(price)).toFixed(4));
}

function up(price: number): number {
  return Number((Math.ceil(price / step(price) - 1e-9) * step(price)).toFixed(4));
}

function round(value: number, unit: number): number {
  return Math.round(value / unit) * unit;
}
