import { date } from '#base/format.ts';
import type { QuoteSet } from '#market/quote-set.ts';

const LONGEST = 80;

/** A name as it is kept: no control or direction characters, single blanks, at most 80 characters; never empty. */
export function sessionName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return [...plain].slice(0, LONGEST).join('').trimEnd() || 'Session';
}

/** Name of a session that nobody has named: `BTC 1 Aug 2026`. */
export function ownName({
  underlying,
  asOf,
  files,
}: Pick<QuoteSet, 'underlying' | 'asOf' | 'files'>): string {
  const what = underlying === '' ? (files[0]?.name ?? '') : underlying;
  return sessionName([what, asOf === null ? '' : date(asOf)].filter((part) => part !== '').join(' '));
}

/** Name of a copy that none of `taken` has: `X, copy`, `X, copy 2`. */
export function copyName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/, copy(?: \d+)?$/, '').slice(0, LONGEST - 10);
  for (let i = 1; ; i++) {
    const copy = `${stem}, copy${i === 1 ? '' : ` ${i}`}`;
    if (!taken.includes(copy)) return copy;
  }
}
