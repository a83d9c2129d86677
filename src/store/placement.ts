/** What the end of a run changes on the screen, as a pure function. */
import type { Failure } from '#base/outcome.ts';
import type { PreviousFit } from '#calibration/previous-fit.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { acceptedFit } from './accepted.ts';
import { carriedFor } from './carried.ts';
import { type CarriedOver, expiryKeys } from './carry-over.ts';
import { otherVenueDrafts } from './compare-names.ts';
import { sameQuote } from './cursor.ts';
import { derive } from './derive.ts';
import { emptySentence, quoteSetName } from './empty-sentence.ts';
import { filteredBook } from './filtered.ts';
import { fitSection } from './fit-messages.ts';
import { hasSurface } from './flow.ts';
import type { Ending } from './flow-host.ts';
import { refocus, shownKeys } from './focus.ts';
import { askedInVain } from './forwards-asked.ts';
import { ghostOf } from './ghost.ts';
import {
  type Draft,
  droppedDrafts,
  failureDraft,
  issueDrafts,
  type MessageSections,
  quoteSetDrafts,
  SHOW_FORWARDS,
  wholeExpiryDrafts,
} from './messages.ts';
import { keptOf } from './prior-source.ts';
import { arbitrageDrafts } from './quote-arbitrage.ts';
import type { Decisions, FitStatus, Ghost, WorkbenchState } from './state.ts';

export interface Placement {
  /** Decisions carried over to a new file; those of the state otherwise. */
  readonly decisions: Decisions;
  readonly change: Partial<WorkbenchState>;
  readonly messages: Partial<MessageSections>;
}

export function placement(ending: Ending, state: WorkbenchState, fit: FitStatus): Placement {
  return ending.opening === null ? refitted(ending, state, fit) : opened(ending, ending.opening, state, fit);
}

/** Messages of a file that was not opened. */
export function refusal(error: Failure): Draft[] {
  const said = askedInVain(error, 'Beside another board they cannot be set by hand: it was not opened.');
  return [failureDraft('open-failed', said, nextStep(error))];
}

/** Messages of a file that is on the screen without a market: what it lacks can be given there. */
function unmade(error: Failure): Draft[] {
  const isMended = error.asksForForwards !== undefined;
  return isMended ? [failureDraft('open-failed', error, SHOW_FORWARDS)] : refusal(error);
}

/** What is said of a snapshot of a live market that has no fit. */
export function refusedSnapshot({ message }: Failure): string {
  return `The newest snapshot could not be fitted: ${message} The fit before it goes on.`;
}

/** What the user can do about a file that was not opened. */
function nextStep({ choices, table, message }: Failure): Draft['action'] {
  if (table !== undefined) return { label: 'Name the columns…', kind: 'ask-columns' };
  if (choices !== undefined && choices.kind !== 'as-of') return { label: 'Choose…', kind: 'ask-choice' };
  return message.includes('as-of') ? { label: 'Set as of', kind: 'set-as-of' } : null;
}

function refitted(ending: Ending, state: WorkbenchState, fit: FitStatus): Placement {
  // A fit without one usable expiry does not replace the last good one.
  const keep = ending.fitted === null || (ending.error !== null && hasSurface(state.fitted));
  const { decisions, quotes } = state;
  const market = ending.market.ok ? ending.market.value : state.market;
  const fitted = keep ? state.fitted : ending.fitted;
  return {
    decisions,
    change: { market, filtered: filteredNow(quotes, market, decisions), fitted, fit },
    messages: {
      market: marketSection(ending),
      fit: section(ending),
      event: ending.market.ok ? [] : unmade(ending.market.error),
    },
  };
}

/** What the filters keep as they are decided now, which may be since the fit was asked for. */
export function filteredNow(
  quotes: WorkbenchState['quotes'],
  market: WorkbenchState['market'],
  { settings }: Decisions,
): WorkbenchState['filtered'] {
  return quotes === null || market === null ? null : filteredBook(quotes, market, settings.filters);
}

function opened(
  ending: Ending,
  opening: NonNullable<Ending['opening']>,
  state: WorkbenchState,
  fit: FitStatus,
): Placement {
  const { quotes, fitted } = ending;
  const carried = carriedFor(opening, state);
  const market = ending.market.ok ? ending.market.value : null;
  const filtered = filteredNow(quotes, market, carried.decisions);
  const { restored } = opening;
  const wanted = restored?.look.focus ?? (carried.sameUnderlying ? state.look.focus : null);
  const focus = market === null || filtered === null ? wanted : refocus(wanted, quotes, market, filtered);
  const kept = restored?.look.cursor ?? null;
  const inRange = kept !== null && kept < quotes.symbol.length ? kept : null;
  const cursor = carried.sameUnderlying ? sameQuote(state.look.cursor, state.quotes, quotes) : inRange;
  // A pointer that rests on a quote rests on it still where the market goes on under it.
  const hover = opening.live === true ? sameQuote(state.look.hover, state.quotes, quotes) : null;
  return {
    decisions: carried.decisions,
    change: {
      quotes,
      market,
      filtered,
      fitted,
      fit,
      openError: ending.market.ok ? null : ending.market.error,
      ghost: restored === undefined ? ghostAfter(state, carried, opening.live) : restored.ghost,
      previous: restored === undefined ? previousAfter(state, carried.sameUnderlying) : restored.previous,
      look: { ...state.look, ...restored?.look, focus, cursor, hover, pointed: null },
      simulated: opening.simulated,
    },
    messages: {
      open: [
        ...quoteSetDrafts(quotes),
        ...issueDrafts(opening.issues, expiryKeys(quotes)),
        ...carried.drafts,
        ...otherVenueDrafts(state.quotes, quotes),
      ],
      market: marketSection(ending),
      fit: section(ending),
      event: ending.market.ok ? [] : unmade(ending.market.error),
    },
  };
}

/**
 * The smiles of the snapshot before stay as a ghost, but of a live market, which tells the move itself; of a board settled
 * otherwise a kept fit stays, and another underlying leaves none.
 */
function ghostAfter(state: WorkbenchState, carried: CarriedOver, live = false): Ghost | null {
  const { ghost, fitted, quotes } = state;
  if (!carried.sameUnderlying && quotes !== null) return carried.staysKept ? acceptedFit(ghost) : null;
  if (live) return ghost?.source === 'gesture' ? null : ghost;
  if ((ghost !== null && ghost.source !== 'gesture') || !hasSurface(fitted) || quotes === null) return ghost;
  return ghostOf(fitted, 'gesture', quoteSetName(quotes), ghost);
}

/** The fit of the snapshot before, where it is of the same underlying. */
function previousAfter({ fitted, previous }: WorkbenchState, sameUnderlying: boolean): PreviousFit | null {
  if (!sameUnderlying) return null;
  return hasSurface(fitted) ? (keptOf(fitted) ?? previous) : previous;
}

/** Of a drag the same at each step. */
const marketSection = derive(
  ({ market, quotes, filtered }: Ending) => [market, quotes, filtered],
  marketDrafts,
);

function marketDrafts(
  outcome: Ending['market'],
  quotes: QuoteSet,
  filtered: Ending['filtered'],
): readonly Draft[] {
  const issues = issueDrafts(outcome.issues, expiryKeys(quotes));
  if (!outcome.ok) return issues;
  const market = outcome.value;
  const whole = filtered === null ? [] : wholeExpiryDrafts(quotes, market, filtered);
  const among = arbitrageDrafts(quotes, market);
  // How low an expiry reads is nothing to say of one that is left out.
  const fitted = filtered === null ? [] : shownKeys(quotes, market, filtered);
  const said = issues.filter(
    ({ code, expiry }) => code !== 'settlement-average-off' || fitted.includes(expiry ?? ''),
  );
  return [...droppedDrafts(market), ...whole, ...said, ...among];
}

function section(ending: Ending): Draft[] {
  const { market, filtered, fitted, error, quotes } = ending;
  if (market.ok && filtered !== null && filtered.kept === 0) {
    const text = emptySentence(quotes, market.value, filtered);
    return [failureDraft('nothing-to-fit', { reason: 'missing-data', message: text }, SHOW_FILTERS)];
  }
  return market.ok ? fitSection(fitted, error) : [];
}

const SHOW_FILTERS = { label: 'Show filters', kind: 'show-filters' } as const;
