import { fixed, grouped, MISSING } from '#base/format.ts';
import type { DiscountSource, ForwardEstimate } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { rateText } from '#market/rate.ts';

/** Why this forward is the one in use; the instrument first, for a narrow cell shows no more. */
export function forwardReason({ source, instrument, parity }: ForwardEstimate): string {
  const pairs = `${parity?.pairs ?? 1} call-put ${(parity?.pairs ?? 1) === 1 ? 'pair' : 'pairs'}`;
  switch (source) {
    case 'user':
      return 'set by hand';
    case 'quoted':
      return `${instrument}, named by every quote`;
    case 'quoted-synthetic':
      return `${instrument}, named by every quote, interpolated by the venue`;
    case 'future':
      return `${instrument}, mid of the listed future; the quotes name no common one`;
    case 'file':
      return 'a column of the file; no future of this expiry';
    case 'parity':
      return `${pairs}; no quoted forward, no future`;
    case 'spot':
      return 'nothing better: no forward, no future, no two-sided pair';
  }
}

/** Why an expiry has no forward. */
export const NO_FORWARD = 'nothing tells it: no forward, no future, no two-sided pair, no spot';

const DISCOUNTS: Readonly<Record<DiscountSource, string>> = {
  unit: 'premium',
  pairs: 'parity',
  rate: 'other expiries',
  user: 'your rate',
  assumed: 'assumed',
};

const DISCOUNT_HINTS: Readonly<Record<DiscountSource, string>> = {
  unit: 'Premiums in coin or stablecoin are taken undiscounted',
  pairs: 'The slope of call minus put over the strikes',
  rate: 'The median rate of the expiries whose pairs tell it',
  user: 'The rate you set; nothing in the file tells the discount',
  assumed: 'Nothing in the file tells it; 1 is assumed',
};

/** Where the discount comes from, in the width of a cell. */
export function discountWord({ discountSource }: ForwardEstimate): string {
  return DISCOUNTS[discountSource];
}

/** The same in full, with its error and the rate it means. */
export function discountHint(
  { discount, discountSource, discountStdError }: ForwardEstimate,
  t: number,
): string {
  const rate = discount === 1 ? '' : `, a rate of ${fixed((-100 * Math.log(discount)) / t, 2)} %`;
  const error = discountStdError === null ? '' : ` ± ${fixed(discountStdError, 5)}`;
  return `${DISCOUNT_HINTS[discountSource]}${error}${rate}`;
}

/** Five decimals; 1 where it is exactly that. */
export function discountText(discount: number): string {
  if (!Number.isFinite(discount)) return MISSING;
  return discount === 1 ? '1' : fixed(discount, 5);
}

/**
 * What parity cannot say about this underlying, in one sentence; null where it says all there is.
 *
 * @param exercise With what early exercise is priced; undefined where it is not.
 */
export function parityLimits(
  quotes: Pick<QuoteSet, 'exercise' | 'unit' | 'premiumCurrency'>,
  rate: number | undefined,
  exercise: ForwardEstimate['exercise'],
): string | null {
  if (quotes.exercise === 'american') {
    if (rate === undefined) {
      return 'American exercise: parity only bounds F, which is taken from strikes within 2 % of the money with D assumed to be 1; it cannot tell dividends from early exercise.';
    }
    if (exercise === undefined) {
      return `American exercise: D is from your rate of ${rateText(rate)}, F from strikes within 2 % of the money; early exercise is not priced for want of a spot that fits the forwards: with interest F reads low, vols near it high.`;
    }
    const spot = `the spot of ${grouped(exercise.spot, 2)}${exercise.spotByForward ? ' (told by the nearest F)' : ''}`;
    return `Early exercise is priced and taken off at your rate of ${rateText(rate)} and the yield q each F implies from ${spot}; no discrete dividends: mind calls before ex-dates.`;
  }
  const isCrypto = quotes.unit === 'coin' || /^(USDC|USDT|EURR)$/.test(quotes.premiumCurrency);
  if (isCrypto || quotes.unit === 'vol') return null;
  const read = quotes.exercise === 'unknown' ? 'Read as European, for the file does not say: ' : '';
  const text =
    'parity gives F with dividends and funding already in it and cannot tell one from the other; D is read from the same pairs.';
  return read === '' ? text.charAt(0).toUpperCase() + text.slice(1) : read + text;
}
