/** A small generated chain of a share, by contract names: American exercise, discounted premiums without their early exercise. */
import { blackPrice } from '#pricing/black76.ts';

const MS_PER_YEAR = 365 * 86_400_000;
const AS_OF = '2026-08-03T20:00:00Z';
const EXPIRIES = ['2026-12-18T21:00:00Z', '2027-08-20T20:00:00Z', '2028-08-18T20:00:00Z'] as const;
/** The rate its premiums are discounted at, % a year. */
export const AMERICAN_RATE = 4.3;
/** Its volatility everywhere, at that rate. */
export const AMERICAN_VOL = 0.25;

/** CSV text of the chain. */
export function americanBoard(underlying = 'SPY', asOf = AS_OF): string {
  const rows = EXPIRIES.flatMap((expiry) => {
    const t = (Date.parse(expiry) - Date.parse(asOf)) / MS_PER_YEAR;
    const forward = 600 * Math.exp(0.03 * t);
    const discount = Math.exp((-AMERICAN_RATE / 100) * t);
    const width = 2 * AMERICAN_VOL * Math.sqrt(t);
    return Array.from({ length: 21 }, (_, i) => 5 * Math.round(120 * Math.exp(width * (i / 10 - 1)))).flatMap(
      (strike) =>
        [true, false].map((isCall) => {
          const premium = discount * blackPrice(forward, strike, t, AMERICAN_VOL, isCall);
          const code = String(1000 * strike).padStart(8, '0');
          const name = `${underlying}${expiry.slice(2, 10).replaceAll('-', '')}${isCall ? 'C' : 'P'}${code}`;
          return [name, (premium - 0.05).toFixed(4), (premium + 0.05).toFixed(4), asOf].join(',');
        }),
    );
  });
  return `${['symbol,bid,ask,timestamp', ...rows].join('\n')}\n`;
}
