import { count, date, time } from '#base/format.ts';
import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import { type EpochMs, yearsBetween } from '#base/units.ts';
import type { AmericanExpiry } from '#pricing/american-expiry.ts';
import {
  type DiscountSource,
  type ExpiryBook,
  expiryKey,
  type MarketBook,
  type MarketOptions,
} from './book.ts';
import { type Chain, groupChains } from './chain-rows.ts';
import { gather, isForward } from './columns.ts';
import { americanAt, exerciseTerms, withoutEarlyExercise, withYield } from './early-exercise.ts';
import { exerciseIssues } from './exercise-issues.ts';
import { chooseForward, type PairEvidence, pairEvidence, pairsTellNoDiscount } from './forward.ts';
import { forwardIssues } from './forward-issues.ts';
import { quoteArbitrage } from './quote-arbitrage.ts';
import type { QuoteSet } from './quote-set.ts';
import { quoteVols } from './quote-vols.ts';
import { rateText } from './rate.ts';
import { averagingWindow, settlementOf } from './settlement.ts';
import { settlementIssues } from './settlement-issues.ts';

/**
 * Makes the market of a QuoteSet: chains by expiry instant and contract root, each with its time,
 * forward and implied volatilities. Expiries at or before the as-of instant, and expiries for which
 * no forward can be found, are left out whole and counted.
 *
 * Fails with `missing-data` when neither the file nor the user says when the quotes were taken, or
 * no expiry has a forward, and with `invalid` when every expiry lies before that instant.
 */
export function buildBook(quotes: QuoteSet, options: MarketOptions): Outcome<MarketBook> {
  const file = quotes.files.map(({ name }) => name).join(', ') || 'The file';
  const asOf = options.asOf ?? quotes.asOf;
  if (asOf === null) {
    return failure('missing-data', `${file} does not say when its quotes were taken. Set the as-of time.`);
  }
  const chains = groupChains(quotes);
  if (chains.length === 0) return failure('missing-data', `${file} holds no option quote.`);
  const live = chains.filter(({ expiry }) => expiry > asOf);
  const expired = chains.filter(({ expiry }) => expiry <= asOf);
  if (live.length === 0) {
    const n = new Set(expired.map(({ expiry }) => expiry)).size;
    const which = n === 1 ? 'its only expiry lies' : `all ${count(n)} expiries lie`;
    const when = `${date(asOf)}, ${time(asOf).slice(0, 5)}Z`;
    return failure('invalid', `${file}: ${which} before its time, ${when}. Check the as-of time.`);
  }

  const issues: Issue[] = [];
  const evidence = live.map(({ rows, expiry }) => pairEvidence(quotes, rows, yearsBetween(asOf, expiry)));
  const discounts = discountFactors(quotes, live, evidence, asOf, options.rate, issues);
  const terms = exerciseTerms(
    quotes,
    live.map(({ expiry }, i) => ({ expiry, years: yearsBetween(asOf, expiry), evidence: evidence[i]! })),
    options.rate,
  );
  const books: ExpiryBook[] = [];
  const withoutForward: Chain[] = [];
  let before: AmericanExpiry | null = null;
  live.forEach((chain, i) => {
    const { discount, source: discountSource } = discounts[i]!;
    const years = yearsBetween(asOf, chain.expiry);
    const key = expiryKey(chain.expiry, chain.root, quotes.underlying);
    const european =
      terms === null
        ? null
        : withoutEarlyExercise(quotes, evidence[i]!, terms.rate, years, terms.spot, before);
    const chosen = chooseForward(
      quotes,
      chain.rows,
      chain.expiry,
      european?.evidence ?? evidence[i]!,
      discount,
      discountSource,
      options.forwards[key],
    );
    if (chosen === null) {
      withoutForward.push(chain);
      return;
    }
    const { byRow } = chosen;
    const american = terms && european && americanAt(terms, european, chosen.estimate.value, years);
    before = american ?? before;
    const estimate = american ? withYield(chosen.estimate, terms, american) : chosen.estimate;
    issues.push(
      ...forwardIssues(chain.expiry, estimate, quotes.exercise !== 'american', european?.unsettled),
    );
    const { expiry, root, rows } = chain;
    const { settlement, t } = settlementOf(
      years,
      averagingWindow(quotes.venue, expiry),
      options.settlement,
      key,
    );
    const forwards = new Float64Array(rows.length).fill(estimate.value);
    if (byRow && quotes.underlyingPrice !== null) {
      gather(quotes.underlyingPrice, rows).forEach((own, j) => {
        if (isForward(own)) forwards[j] = own;
      });
    }
    const isCall = new Uint8Array(rows.length);
    for (let j = 0; j < rows.length; j++) isCall[j] = quotes.isCall[rows[j]!]!;
    books.push({
      expiry,
      root,
      t,
      settlement,
      forward: estimate,
      quote: rows,
      strike: gather(quotes.strike, rows),
      isCall,
      ...quoteVols(quotes, rows, forwards, t, discount, settlement?.fixed, american),
    });
  });
  if (books.length === 0) {
    return noForward(file);
  }
  if (withoutForward.length > 0) {
    const first = withoutForward[0]!;
    const others = withoutForward.length > 1 ? ` and ${count(withoutForward.length - 1)} more` : '';
    issues.push({
      severity: 'warning',
      code: 'no-forward',
      message: `${date(first.expiry)}${others}: no forward, no future, no two-sided call-put pair and no spot. Left out; set the forward by hand in Forwards.`,
      at: new Date(first.expiry).toISOString(),
      count: withoutForward.length,
    });
  }
  issues.push(...exerciseIssues(quotes, books, options.rate, terms), ...settlementIssues(books));
  const dropped = [
    { reason: 'expired', chains: expired },
    { reason: 'no-forward', chains: withoutForward },
  ]
    .filter((entry) => entry.chains.length > 0)
    .map((entry) => ({
      reason: entry.reason,
      count: entry.chains.reduce((sum, { rows }) => sum + rows.length, 0),
      expiries: [...new Set(entry.chains.map(({ expiry }) => expiry))],
    }));
  return success({ asOf, books, arbitrage: quoteArbitrage(quotes, books), dropped }, issues);
}

/** No expiry has a forward: what is missing, and the sentence that asks for it. */
function noForward(file: string): Outcome<never> {
  const asksForForwards = 'Set the forwards by hand.';
  const missing = 'a forward, a listed future or a two-sided call-put pair, and there is no spot';
  const message = `${file}: no expiry has ${missing}. ${asksForForwards}`;
  return { ok: false, error: { reason: 'missing-data', message, asksForForwards }, issues: [] };
}

/**
 * Discount factor of each chain: its own where the pairs tell it, else by the median continuously
 * compounded rate of the chains that do, else by the rate by hand, else 1.
 */
function discountFactors(
  quotes: QuoteSet,
  chains: readonly Chain[],
  evidence: readonly PairEvidence[],
  asOf: EpochMs,
  byHand: number | undefined,
  issues: Issue[],
): { readonly discount: number; readonly source: DiscountSource }[] {
  const at = (chain: Chain, rate: number) => Math.exp(-rate * yearsBetween(asOf, chain.expiry));
  const untold = (chain: Chain) =>
    byHand === undefined
      ? ({ discount: 1, source: 'assumed' } as const)
      : ({ discount: at(chain, byHand), source: 'user' } as const);
  if (pairsTellNoDiscount(quotes)) {
    const told = quotes.unit === 'coin' || (quotes.unit === 'currency' && quotes.exercise !== 'american');
    return chains.map((chain) => (told ? { discount: 1, source: 'unit' } : untold(chain)));
  }
  const rates: number[] = [];
  chains.forEach(({ expiry }, i) => {
    const own = evidence[i]!.discount;
    if (own !== null) rates.push(-Math.log(own) / yearsBetween(asOf, expiry));
  });
  rates.sort((a, b) => a - b);
  const rate = rates[rates.length >> 1];
  const held = evidence.filter(({ discount }) => discount === null).length;
  if (held > 0) {
    const how =
      rate !== undefined
        ? `from the rate ${(100 * rate).toFixed(2)} % of the other expiries`.replace('-', '\u2212')
        : byHand === undefined
          ? 'taken as 1'
          : `from your rate of ${rateText(byHand)} a year`;
    issues.push({
      severity: 'info',
      code: 'discount-held',
      message: `On ${count(held)} of ${count(chains.length)} expiries call-put pairs cannot tell the discount; it is ${how}.`,
      count: held,
    });
  }
  return chains.map((chain, i) => {
    const own = evidence[i]!.discount;
    if (own !== null) return { discount: own, source: 'pairs' };
    return rate === undefined ? untold(chain) : { discount: at(chain, rate), source: 'rate' };
  });
}
