import type { CalibrationResult } from './result.ts';
import { throughOf } from './through.ts';

/** Arbitrage of one kind: none, past the quotes alone, where quotes are; null where it was not looked for. */
export type Finding = 'none' | 'wings' | 'quotes' | null;

/** How well one expiry was fitted: what its parameters alone do not tell. Plain data. */
export interface FitFigures {
  /** Decimal. */
  readonly rmseVol: number | null;
  /** Two-sided used quotes, none where no quote has a spread, and those whose bid-ask the fit leaves. */
  readonly twoSided: number;
  readonly through: number;
  readonly butterfly: Finding;
  readonly calendar: Finding;
}

/** Rounding of g and dw around zero is no arbitrage. */
const TOLERANCE = -1e-12;

/** Figures of the fitted expiries by key. */
export function figuresOf({ slices, calendar }: CalibrationResult): Record<string, FitFigures> {
  const pairs = new Map(calendar.map((pair) => [pair.toKey, pair]));
  return Object.fromEntries(
    slices.flatMap((fit): [string, FitFigures][] => {
      const { key, rmseVol, arbitrage } = fit;
      if (fit.theta === null) return [];
      const pair = pairs.get(key);
      const butterfly = finding(arbitrage?.minGQuoted, arbitrage?.minG);
      const { of: twoSided, through } = throughOf(fit);
      const calendarFinding = finding(pair?.minDwQuoted, pair?.minDw);
      return [[key, { rmseVol, twoSided, through, butterfly, calendar: calendarFinding }]];
    }),
  );
}

function finding(quoted: number | null | undefined, range: number | null | undefined): Finding {
  if (range === null || range === undefined) return null;
  if (quoted !== null && quoted !== undefined && quoted < TOLERANCE) return 'quotes';
  return range < TOLERANCE ? 'wings' : 'none';
}
