import type { PreviousFit } from '#calibration/previous-fit.ts';
import { modelById } from '#models/index.ts';
import { publishedPrior } from '#tracking/published-prior.ts';
import type { CarriedOver } from './carry-over.ts';
import { carryOver } from './carry-over.ts';
import type { Opening } from './flow-host.ts';
import type { Steps } from './history.ts';
import { keptFit, keptOf } from './prior-source.ts';
import type { KeptSecond } from './second-file.ts';
import type { Look, WorkbenchState } from './state.ts';

/** What a session brings along with its quotes. */
export interface Restored extends Pick<WorkbenchState, 'decisions' | 'ghost' | 'previous'> {
  readonly steps: Steps;
  readonly look: Partial<Look>;
  readonly second: KeptSecond | null;
}

function shownFit({ fitted }: Pick<WorkbenchState, 'fitted'>): PreviousFit | null {
  return fitted === null ? null : keptOf(fitted);
}

/** The fit on the screen where a live market has moved it to; of the instant of its own quotes. */
function publishedFit(state: Pick<WorkbenchState, 'fitted' | 'published'>): PreviousFit | null {
  const shown = shownFit(state);
  const board = state.published === null ? null : keptOf(state.published);
  const model = board === null ? undefined : modelById(board.model);
  if (shown === null || board === null || model === undefined) return shown;
  const slices = state.published?.result.slices ?? [];
  const map = slices.find(({ moved }) => moved !== undefined)?.moved?.map;
  if (map === undefined) return shown;
  const moves = slices.flatMap(({ key, t, forward, moved }) =>
    moved === undefined ? [] : [{ key, t, forward, factor: moved.factor }],
  );
  return publishedPrior(model, { ...board, asOf: shown.asOf }, moves, map)?.fit ?? shown;
}

/** What was published when a snapshot was first asked about: its fit is placed as it was made, whatever moves meanwhile. */
const publishedThen = new WeakMap<Opening, PreviousFit | null>();

function publishedFor(
  opening: Opening,
  state: Pick<WorkbenchState, 'fitted' | 'published'>,
): PreviousFit | null {
  let fit = publishedThen.get(opening);
  if (fit === undefined) {
    fit = publishedFit(state);
    publishedThen.set(opening, fit);
  }
  return fit;
}

/** Decisions for a file on its way, as things stand now; those of its session where it comes from one. */
export function carriedFor(
  opening: Opening,
  state: Pick<WorkbenchState, 'decisions' | 'quotes' | 'fitted' | 'ghost' | 'published'>,
): CarriedOver {
  if (opening.restored !== undefined) {
    return { decisions: opening.restored.decisions, drafts: [], sameUnderlying: false };
  }
  const { model } = state.decisions.settings;
  const shown = opening.live === true ? publishedFor(opening, state) : shownFit(state);
  const drawn = [keptFit(state), shown].find((fit) => fit?.model === model) ?? null;
  const carried = carryOver(state.decisions, state.quotes, opening.quotes, drawn);
  if (opening.asOf === null) return carried;
  const { settings, marketOptions } = carried.decisions;
  return { ...carried, decisions: { settings, marketOptions: { ...marketOptions, asOf: opening.asOf } } };
}
