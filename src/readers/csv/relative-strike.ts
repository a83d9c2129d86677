import { cellsOf } from '#readers/io/csv-rows.ts';
import { readNumber } from '#readers/io/number.ts';
import { plainName } from './headers.ts';
import { nameOfColumn } from './mapped-columns.ts';
import type { TablePlan } from './plan.ts';

/** Names of strikes as shares of a level, letters and digits only: `moneyness`, `K/S`, `strike_over_forward`, `strike_pct`. */
const RELATIVE =
  /^(?:forward|fwd|spot)?moneyness|^strike(?:over|pct|percent|pc$)|^relativestrike|^k(?:over)?(?:s|s0|f|spot|fwd|forward)$|pctof(?:spot|forward|fwd)$/;
/** Numbers above this are no shares and no years. */
const LARGEST_SHARE = 5;

/**
 * What to do about a table whose strikes are shares of a spot or forward, which are no strikes yet; null where
 * another column may hold the strikes.
 */
export function relativeStrike(shown: string, plan: TablePlan, lines: readonly string[]): string | null {
  if (!plan.missing.includes('strike')) return null;
  const at = plan.header.findIndex((cell) => RELATIVE.test(plainName(cell)));
  if (at < 0) return null;
  const named = nameOfColumn(plan.header, at);
  if (mayHoldStrikes(plan, lines, at)) return null;
  const level = (['forward', 'underlyingPrice', 'spot'] as const).find((role) => plan.columns.has(role));
  const add =
    level === undefined
      ? 'no column holds that level. Add a column "spot" or "forward", and one "strike"'
      : 'which is read with one vol a strike and maturities in years or days. Else add a column "strike"';
  const others = plan.missing.filter((what) => what !== 'strike' && what !== 'type');
  const besides = others.length === 0 ? '' : ` Needed besides: ${others.join(', ')}.`;
  const name = named.replace(/[^ -~]/g, '').slice(0, 24);
  return `${shown}: "${name}" gives strikes as a share of the spot or forward, ${level === undefined ? 'and ' : ''}${add}, the share times the level.${besides}`;
}

/** True where a column that no name explains holds numbers as large as strikes. */
function mayHoldStrikes(plan: TablePlan, lines: readonly string[], relative: number): boolean {
  const rows = lines.slice(plan.headerLine + 1).map((line) => cellsOf(line, plan.delimiter));
  const explained = new Set([...plan.known.values(), relative]);
  return plan.header.some(
    (_, at) =>
      !explained.has(at) &&
      rows.length > 0 &&
      rows.every((row) => (readNumber(row[at] ?? '', plan.mark) ?? 0) > LARGEST_SHARE),
  );
}
