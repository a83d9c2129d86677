import type { Board } from './board.ts';
import { boardExpiries } from './board.ts';
import { shortNames } from './short-names.ts';
import { isThrough, type SmileMark, smileMarks } from './smile-marks.ts';

/** A quote of the matrix with the expiry it belongs to. */
export interface MatrixQuote {
  readonly key: string;
  readonly name: string;
  readonly mark: SmileMark;
  /** k in standard deviations at the money, k/(σ√T). */
  readonly z: number;
}

/** Quotes of one expiry in one column of moneyness. */
export interface MatrixCell {
  /** Farthest from the model; null where the cell has no quote that can be judged. */
  readonly farthest: MatrixQuote | null;
  readonly quotes: number;
  readonly through: number;
}

/** One expiry of the matrix. */
export interface MatrixRow {
  readonly key: string;
  /** Short: `2 Aug`. */
  readonly name: string;
  /** Aligned with COLUMNS. */
  readonly cells: readonly MatrixCell[];
  /** Standard deviation at the money, σ√T. */
  readonly scale: number;
}

/** Used quotes of a board against its fit, by expiry and moneyness. */
export interface ResidualMatrix {
  readonly rows: readonly MatrixRow[];
  /** Through the fit, the farthest first. */
  readonly through: readonly MatrixQuote[];
  /** Every quote that can be judged, by its row in the QuoteSet. */
  readonly quotes: ReadonlyMap<number, MatrixQuote>;
}

/** In what a quote is far from the model. */
export type ResidualUnit = 'half-spreads' | 'vol points';

/** Centres of the columns, in standard deviations at the money; the outer two take what lies beyond. */
export const COLUMNS: readonly number[] = [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3];
const STEP = 0.5;

/** Index of the column of a moneyness. */
export function columnOf(z: number): number {
  const at = Math.round(z / STEP) + (COLUMNS.length - 1) / 2;
  return Math.min(Math.max(at, 0), COLUMNS.length - 1);
}

/** How far a quote lies from the model, signed: positive where the market is above. */
export function distance({ mark }: MatrixQuote, unit: ResidualUnit): number {
  return unit === 'half-spreads' ? mark.halfSpreads : 100 * mark.residual;
}

/**
 * The matrix of a fitted board; null without a fit. A cell shows its quote farthest from the model: averages would let
 * a rich quote hide a cheap one.
 *
 * @param manual present weights by hand, by symbol
 */
export function residualMatrix(
  board: Board,
  manual: Readonly<Record<string, number>>,
  unit: ResidualUnit,
): ResidualMatrix | null {
  if (board.result === null) return null;
  const far: MatrixQuote[] = [];
  const quotes = new Map<number, MatrixQuote>();
  const expiries = boardExpiries(board);
  const short = shortNames(board, expiries);
  const rows = expiries.flatMap((expiry, i): MatrixRow[] => {
    const { key, name, fit } = expiry;
    const atm = fit?.measures?.vol;
    if (fit === null || fit.theta === null || atm === undefined || !(fit.t > 0)) return [];
    const scale = atm * Math.sqrt(fit.t);
    const cells = COLUMNS.map(() => ({ farthest: null as MatrixQuote | null, quotes: 0, through: 0 }));
    for (const mark of smileMarks(expiry, board.quotes.symbol, manual)) {
      const quote = { key, name, mark, z: mark.k / scale };
      const size = Math.abs(distance(quote, unit));
      if (mark.state !== 'used' || !Number.isFinite(mark.residual)) continue;
      const cell = cells[columnOf(quote.z)]!;
      cell.quotes++;
      quotes.set(mark.row, quote);
      if (isThrough(mark)) {
        cell.through++;
        far.push(quote);
      }
      // A quote whose bid is its ask is through or not in any unit, but no number of half-spreads away.
      if (!Number.isFinite(size)) continue;
      if (cell.farthest === null || size > Math.abs(distance(cell.farthest, unit))) cell.farthest = quote;
    }
    return [{ key, name: short[i] ?? name, cells, scale }];
  });
  const size = (quote: MatrixQuote) => Math.abs(distance(quote, unit)) || 0;
  far.sort((a, b) => size(b) - size(a));
  return { rows, through: far, quotes };
}
