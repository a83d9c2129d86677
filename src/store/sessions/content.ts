import type { PreviousFit } from '#calibration/previous-fit.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { agrees } from '#store/agreement.ts';
import type { Steps } from '#store/history.ts';
import { isLarge } from '#store/large-request.ts';
import type { KeptSecond, SecondFile } from '#store/second-file.ts';
import type { CrossLook, Decisions, Fitted, Ghost, Look, WorkbenchState } from '#store/state.ts';

/** What of the look belongs to a session; the rest is of the moment, or of the user on every board. */
export type SessionLook = Pick<
  Look,
  | 'focus'
  | 'cursor'
  | 'scope'
  | 'parameterView'
  | 'allStrikes'
  | 'table'
  | 'tablesMaximised'
  | 'view'
  | 'throughOnly'
  | 'leftOut'
  | 'inTheMoneyShown'
  | 'bandShown'
  | 'quotesOf'
  | 'timeScale'
  | 'surface'
  | 'gripsShown'
  | 'folded'
  | 'layout'
> & { readonly cross: Omit<CrossLook, 'cursor'> };

/** Parameters of a fit in the model's order, by expiry key; null where an expiry failed. */
export interface SessionFit {
  readonly model: string;
  readonly parameters: Readonly<Record<string, readonly number[] | null>>;
}

/** A session without quotes: what changes with every edit. Plain data. */
export interface SessionBody {
  readonly simulated: boolean;
  readonly decisions: Decisions;
  readonly steps: Steps;
  readonly ghost: Ghost | null;
  readonly previous: PreviousFit | null;
  /** How the second file was read; null where none is held beside the board. */
  readonly second: Omit<KeptSecond, 'quotes'> | null;
  readonly look: SessionLook;
  /** Of the fit on the screen where it is that of the decisions: made again, it must give the same. */
  readonly fit: SessionFit | null;
}

/** All that a session holds. */
export interface SessionContent {
  readonly quotes: QuoteSet;
  /** Quotes of the second file; null where none is held beside the board. */
  readonly beside: QuoteSet | null;
  readonly body: SessionBody;
}

/** Undo steps that are kept, newest ones, and how many characters they may have in all. */
const MOST_STEPS = 100;
const MOST_CHARACTERS = 1_000_000;

/** What the workbench holds now; null before the first quotes. */
export function contentOf(state: WorkbenchState, steps: Steps): SessionContent | null {
  const { quotes, decisions, ghost, previous, simulated, fitted } = state;
  if (quotes === null) return null;
  const fit = fitted !== null && agrees(fitted, { quotes, decisions }) ? sessionFit(fitted) : null;
  // The line of the last gesture is of the moment.
  const kept = ghost?.source === 'gesture' ? null : ghost;
  const look = sessionLook(state.look);
  const held = keptSecond(state.second);
  const second = held && { name: held.name, asOf: held.asOf, forwards: held.forwards, said: held.said };
  return {
    quotes,
    beside: held?.quotes ?? null,
    body: { simulated, decisions, steps: keptSteps(steps), ghost: kept, previous, second, look, fit },
  };
}

/** What is kept of the second file; null where there is none, or one so large that Compare says it is not kept. */
function keptSecond(second: SecondFile | null): KeptSecond | null {
  if (second === null || second.quotes === null || isLarge(second.quotes)) return null;
  const { name, asOf, forwards, said, quotes } = second;
  return { name, asOf, forwards, said, quotes };
}

/** The part of the look that belongs to a session. */
export function sessionLook(look: Look): SessionLook {
  return {
    focus: look.focus,
    cursor: look.cursor,
    scope: look.scope,
    parameterView: look.parameterView,
    allStrikes: look.allStrikes,
    table: look.table,
    tablesMaximised: look.tablesMaximised,
    view: look.view,
    throughOnly: look.throughOnly,
    leftOut: look.leftOut,
    inTheMoneyShown: look.inTheMoneyShown,
    bandShown: look.bandShown,
    quotesOf: look.quotesOf,
    timeScale: look.timeScale,
    surface: look.surface,
    gripsShown: look.gripsShown,
    folded: look.folded,
    layout: look.layout,
    cross: crossOf(look.cross),
  };
}

const crosses = new WeakMap<CrossLook, SessionLook['cross']>();

/** How another board is looked at; what is selected of it goes with it. */
function crossOf(cross: CrossLook): SessionLook['cross'] {
  let own = crosses.get(cross);
  if (own === undefined) {
    const { cursor: _, ...rest } = cross;
    own = rest;
    crosses.set(cross, own);
  }
  return own;
}

const fits = new WeakMap<Fitted['result'], SessionFit>();

/** The parameters of a fit. */
export function sessionFit({ result }: Pick<Fitted, 'result'>): SessionFit {
  let fit = fits.get(result);
  if (fit === undefined) {
    const parameters = result.slices.map(({ key, theta }) => [key, theta === null ? null : [...theta]]);
    fit = { model: result.model, parameters: Object.fromEntries(parameters) };
    fits.set(result, fit);
  }
  return fit;
}

/** The newest steps, as many as may be kept; those to be done again count after those to be undone. */
function keptSteps({ past, future }: Steps): Steps {
  let left = MOST_CHARACTERS;
  const newest = (steps: readonly Decisions[]): readonly Decisions[] => {
    let from = steps.length;
    while (from > 0 && steps.length - from < MOST_STEPS) {
      left -= lengthOf(steps[from - 1] as Decisions);
      if (left < 0) break;
      from--;
    }
    return steps.slice(from);
  };
  return { past: newest(past), future: newest(future) };
}

const lengths = new WeakMap<Decisions, number>();

function lengthOf(decisions: Decisions): number {
  let length = lengths.get(decisions);
  if (length === undefined) {
    length = JSON.stringify(decisions).length;
    lengths.set(decisions, length);
  }
  return length;
}
