/** What the flow from a file to a fit takes and gives. */
import type { Failure, Issue, Outcome } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { PreviousFit } from '#calibration/previous-fit.ts';
import type { MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { CalibrationService } from '#worker/api.ts';
import type { Restored } from './carried.ts';
import type { CarriedOver } from './carry-over.ts';
import type { Clock } from './clock.ts';
import type { FitStatus, Fitted, WorkbenchState } from './state.ts';

/** A file on its way onto the screen. */
export interface Opening {
  readonly quotes: QuoteSet;
  /** What the reader met on the way. */
  readonly issues: readonly Issue[];
  readonly simulated: boolean;
  /** Instant given by hand for this file; null takes what it says itself. */
  readonly asOf: EpochMs | null;
  /** Of quotes that come from a session: all that was decided about them. */
  readonly restored?: Restored;
  /** Of the next snapshot of a market that is followed live: it asks nothing and is no step to be undone. */
  readonly live?: true;
  /** Where that market had moved the fit before it to; null or absent: nowhere. */
  readonly published?: PreviousFit | null;
}

/** How a run ended: everything that changes on the screen at once. `fitted` is null where there is no new fit. */
export interface Ending {
  readonly opening: Opening | null;
  readonly carried: CarriedOver | null;
  readonly quotes: QuoteSet;
  readonly market: Outcome<MarketBook>;
  readonly filtered: FilteredBook | null;
  readonly fitted: Fitted | null;
  readonly error: Failure | null;
}

/** What the flow needs of the store around it. */
export interface FlowHost {
  readonly service: CalibrationService;
  readonly clock: Clock;
  get(): WorkbenchState;
  set(change: Partial<WorkbenchState>): void;
  /** A drag or a held key is under way. */
  inHand(): boolean;
  /** Puts the ending on the screen in one change; decisions in `ending.carried` become the present ones. */
  place(ending: Ending, fit: FitStatus): void;
  /** A file that cannot be fitted while another surface is on the screen: that one stays. */
  refuse(opening: Opening, error: Failure): void;
  /** The shown fit, perhaps on another clock, is the one of the present decisions again, without a run. */
  restored(fitted: Fitted): void;
  /** The free fit on the way to a strict one: shown at once, and still older than the decisions. */
  preview(fitted: Fitted): void;
}

export interface Flow {
  /** The decisions changed: the fit follows. */
  follow(): void;
  /** The hand has let go, or its fit is asked for: one that followed it is found from its quotes alone. */
  letGo(): void;
  open(opening: Opening): void;
  /** A file is being read: the phase is running. */
  reading(on: boolean): void;
  /** A file or a session is on its way onto the screen: no live market takes its place. */
  isOpening(): boolean;
  /** A file could not be read: where nothing is on the screen, that is the state of things. */
  unread(): void;
  /** Ends the run under way; false when there is none. */
  cancel(): boolean;
  /** Lets go of everything: nothing is open any more. */
  forget(): void;
  fitAgain(): void;
}
