import { acceptedFit } from './accepted.ts';
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

/** Decisions for a file on its way, as things stand now; those of its session where it comes from one. */
export function carriedFor(
  opening: Opening,
  state: Pick<WorkbenchState, 'decisions' | 'quotes' | 'fitted' | 'ghost'>,
): CarriedOver {
  if (opening.restored !== undefined) {
    return { decisions: opening.restored.decisions, drafts: [], sameUnderlying: false, staysKept: false };
  }
  const { model } = state.decisions.settings;
  const shown = opening.published ?? (state.fitted && keptOf(state.fitted));
  const drawn = [keptFit(state), shown].find((fit) => fit?.model === model) ?? null;
  const isKept = acceptedFit(state.ghost) !== null;
  const carried = carryOver(state.decisions, state.quotes, opening.quotes, drawn, isKept);
  if (opening.asOf === null) return carried;
  const { settings, marketOptions } = carried.decisions;
  return { ...carried, decisions: { settings, marketOptions: { ...marketOptions, asOf: opening.asOf } } };
}
