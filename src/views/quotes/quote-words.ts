import { fixed, grouped } from '#base/format.ts';
import type { LeftOutReason } from '#market/filters.ts';
import type { QuoteFlag } from '#market/quote-flags.ts';
import { isThrough, type QuoteRow } from './quote-rows.ts';

/** Why a filter leaves a quote out, in the width of a cell. */
const LEFT_OUT_WORDS: Readonly<Record<LeftOutReason, string>> = {
  'no-quote': 'no quote',
  'no-bid': 'no bid',
  'no-ask': 'no ask',
  'in-the-money': 'ITM',
  crossed: 'crossed',
  'wide-spread': 'wide',
  stale: 'stale',
  'low-bid': 'low bid',
  'no-implied-vol': 'no vol',
};

const WHOLE = {
  'near-expiry': ['near expiry', 'Its expiry is too near: lower "Expiry within, h" to bring it back'],
  'settlement-window': [
    'settling',
    'Its settlement price is being averaged: switch on "Settlement average" in Forwards and give the average so far',
  ],
} as const;

/** The quote takes part in the fit, unless its weight comes out as 0. */
export function isUsed(row: QuoteRow): boolean {
  return row.expiryLeft === null && row.leftOut === null && row.byHand > 0;
}

/** What the checkbox of a quote does. */
export function tickHint(row: QuoteRow): string | undefined {
  if (row.expiryLeft !== null) return WHOLE[row.expiryLeft][1];
  if (row.leftOut !== null) {
    const why = `Left out by a filter: ${LEFT_OUT_WORDS[row.leftOut]}`;
    return row.admissible ? `${why}. Tick to let it in` : `${why}. It has no volatility to let in`;
  }
  if (row.admittedPast === null) return undefined;
  return `Let in by hand past a filter: ${LEFT_OUT_WORDS[row.admittedPast]}`;
}

/** What is wrong with a quote that no filter leaves out, in the width of a cell. */
export function flagWords(row: QuoteRow): string[] {
  return row.flags.map((flag) => FLAG_WORDS[flag](row));
}

const FLAG_WORDS: Readonly<Record<QuoteFlag, (row: QuoteRow) => string>> = {
  'one-tick-bid': () => '1-tick bid',
  'wide-ask': () => 'wide ask',
  stale: (row) => `${grouped(row.age, 0)} s old`,
};

/** What became of a quote: why it is out, else where the model lies, else what is wrong with it. */
export function stateText(row: QuoteRow): string {
  if (row.expiryLeft !== null) return WHOLE[row.expiryLeft][0];
  if (row.leftOut !== null) return LEFT_OUT_WORDS[row.leftOut];
  if (row.byHand === 0) return 'excluded';
  if (isThrough(row)) return row.side;
  if (row.expiry.fit === null || row.expiry.fit.status === 'failed') return 'not fitted';
  if (!(row.weight > 0)) return 'weight 0';
  if (row.admittedPast !== null) return 'let in';
  return flagWords(row)[0] ?? 'used';
}

/** The same in full, with everything that is wrong with the quote. */
export function stateHint(row: QuoteRow): string | undefined {
  const parts = [tickHint(row), ...row.flags.map((flag) => flagHint(flag, row))];
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join('; ');
}

function flagHint(flag: QuoteRow['flags'][number], row: QuoteRow): string {
  switch (flag) {
    case 'one-tick-bid':
      return 'The bid is one price tick, the least there is: it says little';
    case 'wide-ask':
      return `Its bid-ask in vol is ${fixed(row.spreadRatio, 1)} times the median of its expiry`;
    case 'stale':
      return `Stamped ${grouped(row.age, 0)} s before the as-of time`;
  }
}
