import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import { readTime } from '#readers/io/instant.ts';
import { readNumber } from '#readers/io/number.ts';

/** What a cell is by its text alone. */
type CellKind = 'empty' | 'number' | 'time' | 'name' | 'word';

/** Fewest columns of which something can be known. */
const FEWEST = 3;
/** Of this share of the rows a column is of one kind. */
const MOST = 0.8;

function kindOf(cell: string): CellKind {
  const text = cell.trim();
  const number = readNumber(text);
  if (text === '' || (number !== null && Number.isNaN(number))) return 'empty';
  if (/^20\d{6}$/.test(text)) return 'time';
  if (number !== null) return 'number';
  if (readTime(text) !== null) return 'time';
  return parseInstrumentName(canonicalName(text)).kind === 'option' ? 'name' : 'word';
}

/**
 * The kinds of the columns of rows that stand under no header: the first row is then made as all others, with numbers,
 * times or option names in the same places. Null for rows that differ, or whose first has words alone.
 */
export function kindsOfRows(rows: readonly (readonly string[])[]): readonly CellKind[] | null {
  const [first = []] = rows;
  const width = first.length;
  const same = rows.filter((row) => row.length === width).slice(0, 40);
  if (width < FEWEST || same.length < 3 || same.length < MOST * Math.min(rows.length, 40)) return null;
  const kinds = first.map((_, at): CellKind => {
    const filled = same.map((row) => kindOf(row[at] ?? '')).filter((kind) => kind !== 'empty');
    const found = (['number', 'time', 'name'] as const).find(
      (kind) => filled.length > 0 && filled.filter((each) => each === kind).length >= MOST * filled.length,
    );
    return found ?? (filled.length === 0 ? 'empty' : 'word');
  });
  const telling = kinds.flatMap((kind, at) => (kind === 'word' || kind === 'empty' ? [] : [at]));
  const fits = telling.every((at) => [kinds[at], 'empty'].includes(kindOf(first[at] ?? '')));
  return telling.length >= 2 && fits ? kinds : null;
}
