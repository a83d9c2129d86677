import { type Outcome, success, unchosen } from '#base/outcome.ts';
import { shownName } from './limits.ts';

/**
 * Chooses one underlying of a file that may hold several, given as rows by book (`BTC`, `BTC_USDC`): the only
 * one, else the one asked for. A coin's name stands for its one linear book where there is no inverse one.
 * Fails with the choice when several are there and none was named, or the one named is not among them. A file
 * that names no underlying is of the one asked for.
 */
export function chooseUnderlying(
  file: string,
  counts: ReadonlyMap<string, number>,
  asked: string | null,
): Outcome<string> {
  const all = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const names = all.map(([name]) => name);
  const shown = shownName(file);
  const wanted = asked?.toUpperCase() ?? '';
  if (wanted !== '') {
    if (counts.has(wanted) || names.every((name) => name === '')) return success(wanted);
    const books = names.filter((name) => name.startsWith(`${wanted}_`));
    const [only] = books;
    if (only !== undefined && books.length === 1) return success(only);
    const named = (books.length > 1 ? books : names).filter((name) => name !== '');
    const says = books.length > 1 ? `several books of ${wanted}` : `no ${wanted.slice(0, 32)}; it holds`;
    return unchosen(
      `${shown} holds ${says}${books.length > 1 ? ':' : ''} ${listed(named)}. Choose one of them.`,
      { kind: 'underlying', options: named, counts: named.map((name) => counts.get(name) ?? 0) },
      file,
    );
  }
  if (all.length <= 1) return success(names[0] ?? '');
  const options = names.filter((name) => name !== '');
  return unchosen(
    `${shown} holds several underlyings: ${listed(all.map(([name, count]) => `${name || 'unnamed'} (${count})`))}. Choose one of them.`,
    { kind: 'underlying', options, counts: options.map((name) => counts.get(name) ?? 0) },
    file,
  );
}

function listed(names: readonly string[]): string {
  return names.length <= 8
    ? names.join(', ')
    : `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`;
}
