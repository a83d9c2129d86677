import type { PreviousFit } from '#calibration/previous-fit.ts';
import { modelById } from '#models/index.ts';
import { keptOf } from '#store/prior-source.ts';
import type { WorkbenchState } from '#store/state.ts';
import { publishedPrior } from '#tracking/published-prior.ts';

/** The fit on the screen where a live market has moved it to, of the instant of its own quotes; null where it has not. */
export function publishedFit({
  fitted,
  published,
}: Pick<WorkbenchState, 'fitted' | 'published'>): PreviousFit | null {
  const shown = fitted === null ? null : keptOf(fitted);
  const board = published === null ? null : keptOf(published);
  const model = board === null ? undefined : modelById(board.model);
  if (shown === null || board === null || model === undefined) return null;
  const slices = published?.result.slices ?? [];
  const map = slices.find(({ moved }) => moved !== undefined)?.moved?.map;
  if (map === undefined) return null;
  const moves = slices.flatMap(({ key, t, forward, moved }) =>
    moved === undefined ? [] : [{ key, t, forward, factor: moved.factor }],
  );
  return publishedPrior(model, { ...board, asOf: shown.asOf }, moves, map)?.fit ?? null;
}
