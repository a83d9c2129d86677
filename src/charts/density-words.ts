import { fixed, grouped, MINUS, MISSING, strike } from '#base/format.ts';
import type { ExpiryDensity } from './density-figure.ts';

/** A probability in percent, with as many digits as tell it from 0 and 100; one outside them says so. */
export function percent(p: number): string {
  if (!Number.isFinite(p)) return MISSING;
  const off = Math.min(Math.abs(p), Math.abs(1 - p));
  return `${fixed(100 * p, off >= 0.0095 ? 1 : off >= 0.00095 ? 2 : 3)} %`;
}

/** A price of the law, to a thousandth of its forward's size. */
export function lawPrice(price: number, forward: number): string {
  const step = 10 ** lawPower(forward);
  return strike(Number((Math.round(price / step) * step).toPrecision(12)));
}

/** The same with every decimal, to stand in a column. */
export function lawPriceInColumn(price: number, forward: number): string {
  const power = lawPower(forward);
  return grouped(Math.round(price / 10 ** power) * 10 ** power, Math.max(0, -power));
}

/** Power of ten to which prices of a law are told. */
function lawPower(forward: number): number {
  return Math.floor(Math.log10(forward) - 3);
}

/** How far a price is from the forward: `+4.2 %`. */
export function move(price: number, forward: number): string {
  const by = (100 * (price - forward)) / forward;
  return `${by < 0 ? MINUS : '+'}${fixed(Math.abs(by), 1)} %`;
}

/** What a law says at one log-return: price, distance from the forward, probability below. */
export function lawReading({ law, priceOf, forward }: ExpiryDensity, k: number): string {
  const { below, density } = law.at(k);
  const price = priceOf(k);
  const words = [`${lawPrice(price, forward)} (${move(price, forward)})`, `below it ${percent(below)}`];
  return [...words, ...(density < 0 ? ['density negative'] : [])].join('   ');
}

/** Share of a law that may be negative before its moments are those of no probability. */
const NEGATIVE_SHARE = 1e-3;

/** Whether standard deviation, skewness and kurtosis tell anything of the law. */
export function hasMoments({ law }: ExpiryDensity): boolean {
  return law.negative.reduce((sum, { mass }) => sum + mass, 0) > -NEGATIVE_SHARE;
}

/** What is wrong with a law. */
export interface LawFault {
  /** One sentence. */
  readonly text: string;
  /** The same in few words. */
  readonly short: string;
  /** It is wrong where quotes are, not in the wings alone. */
  readonly inQuotes: boolean;
}

/** What is wrong with a law; null where nothing is. A negative density between the quotes comes before one past them. */
export function lawFault({ law, moments, priceOf, forward, quoted }: ExpiryDensity): LawFault | null {
  const overlaps = ({ low, high }: { readonly low: number; readonly high: number }) =>
    low < quoted[1] && high > quoted[0];
  const [worst] = [...law.negative].sort(
    (a, b) => Number(overlaps(b)) - Number(overlaps(a)) || a.mass - b.mass,
  );
  if (moments.forward < 1 - 1e-4) {
    return {
      text: `Only ${percent(moments.forward)} of the forward is in reach of the smile: its call wing is too steep.`,
      short: 'call wing too steep',
      inQuotes: false,
    };
  }
  if (worst !== undefined) {
    const more = law.negative.length > 1 ? `, and ${law.negative.length - 1} more` : '';
    const [low, high] = [lawPrice(priceOf(worst.low), forward), lawPrice(priceOf(worst.high), forward)];
    const inQuotes = overlaps(worst);
    return {
      text: `Negative from ${low} to ${high} (${percent(worst.mass)})${more}: butterfly arbitrage.`,
      short: inQuotes ? 'g < 0 in quotes' : 'g < 0 in wings',
      inQuotes,
    };
  }
  if (Math.abs(moments.mass - 1) > 1e-6) {
    return {
      text: `Only ${percent(moments.mass)} of the law is in reach of the smile.`,
      short: 'not the whole law',
      inQuotes: false,
    };
  }
  return moments.converged
    ? null
    : {
        text: 'The moments did not converge: read them with care.',
        short: 'moments uncertain',
        inQuotes: false,
      };
}
