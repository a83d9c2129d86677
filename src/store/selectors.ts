/**
 * Facts of the screen that several views share and none owns, derived from the
 * state by pure functions. Memoised: the same facts give the same object.
 */
import { type ComparedModel, comparedModelsOf } from './compared-models.ts';
import { derive } from './derive.ts';
import { hasSurface } from './flow.ts';
import type { WorkbenchState } from './state.ts';
import { type StripCell, stripCellsOf } from './strip-cells.ts';

export type { ComparedModel } from './compared-models.ts';
export type { StripCell } from './strip-cells.ts';

type BoardFacts = Pick<WorkbenchState, 'quotes' | 'market' | 'filtered' | 'fitted'>;

/** One cell an expiry, ascending in time; those left out whole have none. */
export const stripCells: (facts: BoardFacts) => readonly StripCell[] = derive(
  (s: BoardFacts) => [s.quotes, s.market, s.filtered, s.fitted],
  (quotes, market, filtered, fitted) =>
    quotes === null || market === null || filtered === null
      ? []
      : stripCellsOf(quotes, market, filtered, fitted?.quotes === quotes ? fitted : null),
);

/** One row a model, whether it was tried or not. */
export const comparedModels: (state: WorkbenchState) => readonly ComparedModel[] = derive(
  (s: WorkbenchState) => [s.comparison, s.decisions],
  comparedModelsOf,
);

/** A fit is on the screen and nothing newer is on its way: models can be compared on its board. */
export function canCompare(s: WorkbenchState): boolean {
  return hasSurface(s.fitted) && s.fit.phase !== 'running';
}

/** The row `e`, `+` and `-` act on: cursor or pointer, whichever moved last. */
export function activeQuote(s: WorkbenchState): number | null {
  const { lastMoved, hover, cursor } = s.look;
  return lastMoved === 'hover' ? (hover ?? cursor) : (cursor ?? hover);
}

/** True where an expiry has settings of its own, which a change for all expiries leaves alone. */
export function hasOwnSettings(s: WorkbenchState, key: string): boolean {
  return s.decisions.settings.byExpiry[key] !== undefined;
}

/**
 * The shown fit is older than the decisions by 150 ms, or its successor failed or was cancelled, or the market that moves
 * it is no longer heard of: dimmed.
 */
export function fitIsOld(s: WorkbenchState): boolean {
  const feed = s.published === null ? null : s.feed;
  return s.fit.overdue || feed?.freshness === 'stale' || feed?.freshness === 'offline';
}
