/** A small generated Deribit book summary in the layout with `as_of`, futures and options. */
import { blackPrice } from '#pricing/black76.ts';

/** What the board may be made to hold. */
export interface BoardOptions {
  /** Adds an expiry with two strikes, too few for any model with five parameters. */
  readonly thin?: boolean;
  /** Takes every bid away. */
  readonly noBids?: boolean;
  /** Lets every expiry lie before the as-of instant. */
  readonly past?: boolean;
  /** Leaves the options out. */
  readonly futuresOnly?: boolean;
  readonly coin?: string;
}

const MS_PER_YEAR = 365 * 86_400_000;
const TICK = 0.0001;
const EXPIRIES: readonly [name: string, instant: string, forward: number][] = [
  ['7AUG26', '2026-08-07T08:00:00Z', 62_710],
  ['28AUG26', '2026-08-28T08:00:00Z', 62_900],
  ['25SEP26', '2026-09-25T08:00:00Z', 63_075],
];
const THIN: (typeof EXPIRIES)[number] = ['25DEC26', '2026-12-25T08:00:00Z', 63_900];

/** JSON text of the board. */
export function deribitBoard(options: BoardOptions = {}): string {
  const { thin = false, noBids = false, past = false, futuresOnly = false, coin = 'BTC' } = options;
  const asOf = past ? '2027-01-01T00:00:00+00:00' : '2026-08-01T17:58:04.320000+00:00';
  const expiries = thin ? [...EXPIRIES, THIN] : EXPIRIES;
  const quotes = expiries.flatMap(([name, instant, forward]) => {
    const t = (Date.parse(instant) - Date.parse('2026-08-01T17:58:04.320Z')) / MS_PER_YEAR;
    const few = name === THIN[0];
    const width = 2 * 0.33 * Math.sqrt(t);
    const strikes = Array.from({ length: few ? 2 : 17 }, (_, i) => {
      const k = few ? 0.1 * i : width * (i / 8 - 1);
      return Math.round((forward * Math.exp(k)) / 100) * 100;
    });
    return strikes.flatMap((strike) =>
      [true, false].map((call) => {
        const k = Math.log(strike / forward);
        const w = t * (0.09 + 0.25 * (-0.3 * k + Math.hypot(k, 0.12)));
        const premium = blackPrice(forward, strike, t, Math.sqrt(w / t), call) / forward;
        const bid = Math.floor(premium / TICK - 3) * TICK;
        return {
          instrument_name: `${coin}-${name}-${strike}-${call ? 'C' : 'P'}`,
          bid_price: noBids || bid <= 0 ? null : Number(bid.toFixed(4)),
          ask_price: Number((Math.ceil(premium / TICK + 3) * TICK).toFixed(4)),
          open_interest: 10,
          volume_usd: 0,
        };
      }),
    );
  });
  const futures = expiries.map(([name, , forward]) => ({
    instrument_name: `${coin}-${name}`,
    bid_price: forward - 2.5,
    ask_price: forward + 2.5,
  }));
  return JSON.stringify({ as_of: asOf, futures, options: futuresOnly ? [] : quotes, instruments: [] });
}
