import type { ColumnMap, UnknownTable } from '#base/column-map.ts';
import { type EpochMs, MS_PER_YEAR } from '#base/units.ts';
import { ArrayCells } from '#readers/io/row-cells.ts';
import { planColumns, type TablePlan } from './plan.ts';
import { TableRows } from './table-rows.ts';

/** A row of a sample as it would be read. */
export interface SampleRow {
  /** Why it would be refused, as `no-strike`; null for an option. */
  readonly refused: string | null;
  readonly root: string;
  /** Null where maturities are a length of time. */
  readonly expiry: EpochMs | null;
  readonly years: number | null;
  readonly strike: number;
  readonly isCall: boolean;
  /** As the file writes them: premiums, or volatilities in its own unit. NaN where missing. */
  readonly bid: number;
  readonly ask: number;
  readonly forward: number;
}

/** What a table would be read as under a map. */
export interface SampleReading {
  readonly rows: readonly SampleRow[];
  /** What bid and ask are read from. */
  readonly quote: TablePlan['quote'];
  /** What is needed and not there, as a failure would name it. */
  readonly missing: readonly string[];
}

/** Maturities given as a length of time count from here while the instant of the quotes is unknown. */
const ANY_INSTANT = Date.UTC(2000, 0, 1) as EpochMs;

/** Reads the rows that a question shows under a map: a call and a put where a row holds both. Pure. */
export function readSample(table: UnknownTable, map: ColumnMap): SampleReading {
  const plan = planColumns(table.header, table.rows, table.delimiter, map);
  if (plan.missing.length > 0) return { rows: [], quote: plan.quote, missing: plan.missing };
  const timed = plan.named || plan.columns.has('expiry');
  const cells = new ArrayCells();
  const rows = table.rows.flatMap((row) => {
    // A table of its own each: twins of one option are told apart by the whole file only.
    const reading = new TableRows(plan, { root: '', yearsFrom: ANY_INSTANT });
    reading.read(cells.at(row), 1);
    const read = reading.rows.finish();
    const accepted = read.symbol.map((_, i): SampleRow => {
      const expiry = read.expiry[i] as number;
      return {
        refused: null,
        root: read.root[i] as string,
        expiry: timed ? (expiry as EpochMs) : null,
        years: timed ? null : (expiry - ANY_INSTANT) / MS_PER_YEAR,
        strike: read.strike[i] as number,
        isCall: read.isCall[i] === 1,
        bid: read.bid[i] as number,
        ask: read.ask[i] as number,
        forward: read.underlyingPrice?.[i] ?? Number.NaN,
      };
    });
    const refused = read.rejected.flatMap(({ reason, count }) => Array<string>(count).fill(reason));
    return [...accepted, ...refused.map(refusedRow)];
  });
  return { rows, quote: plan.quote, missing: [] };
}

function refusedRow(refused: string): SampleRow {
  const { NaN: none } = Number;
  return {
    refused,
    root: '',
    expiry: null,
    years: null,
    strike: none,
    isCall: false,
    bid: none,
    ask: none,
    forward: none,
  };
}
