import type { ColumnMap } from '#base/column-map.ts';
import type { Failure, Issue } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { Assessment, AssessmentResult } from '#calibration/assess.ts';
import type { ReadAt } from '#calibration/cross-market.ts';
import type { FitFigures } from '#calibration/fit-figures.ts';
import type { ReplicateProgress } from '#calibration/holdout.ts';
import type { PreviousFit } from '#calibration/previous-fit.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationProgress, CalibrationResult } from '#calibration/result.ts';
import type { FitSettings, Loss, Optimiser, ResidualKind, ScopedSettings } from '#calibration/settings.ts';
import type { MarketBook, MarketOptions } from '#market/book.ts';
import type { FILTER_REASONS, FilteredBook, FilterSettings } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { ParameterConstraint } from '#models/model.ts';
import type { ReadProgress } from '#readers/reader.ts';
import type { SmileMove } from '#surface/moved-smile.ts';
import type { TimeSettings } from '#surface/time-settings.ts';
import type { CompareProgress, ModelTrial } from '#worker/compare-models.ts';
import type { HandActions } from './hand-actions.ts';
import type { LayoutSizes } from './layout.ts';
import type { FeedLook } from './live/feed-look.ts';
import type { Question } from './question.ts';
import type { Pointed } from './reading.ts';
import type { FormerBoard, SecondFile } from './second-file.ts';

/** What undo and redo move through: every decision of the user about the fit, nothing of the view. */
export interface Decisions {
  readonly settings: FitSettings;
  readonly marketOptions: MarketOptions;
}

/** One fit with exactly the input it was made from. Immutable; replaced whole. */
export interface Fitted {
  readonly quotes: QuoteSet;
  readonly market: MarketBook;
  readonly filtered: FilteredBook;
  readonly request: CalibrationRequest;
  readonly decisions: Decisions;
  readonly result: CalibrationResult;
  /**
   * It went on from the fit before it, in the hand; the one of its quotes alone is found when the hand rests. The last fit
   * that was found so.
   */
  readonly inHand?: Fitted;
  /** How a live market has moved it since; absent: it is as it was fitted. */
  readonly moved?: BoardMove;
}

/** How a live market has moved a full fit. */
export interface BoardMove {
  /** Instant of the quotes of the full fit, the venue's clock. */
  readonly fitAsOf: EpochMs;
  /** When its scalars were last published anew, the venue's clock; null where they never were. */
  readonly publishedAt: EpochMs | null;
  readonly map: SmileMove['map'];
  /** Scalars as published, times the volatility, by expiry key; 1 where an expiry has none. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** Models tried on one board: what they were tried under, and what has come of it so far. */
export interface Comparison {
  readonly phase: 'running' | 'done' | 'cancelled' | 'failed';
  /** The decisions behind it, of the fit that was on the screen. */
  readonly decisions: Decisions;
  /** Models asked for, in order. */
  readonly models: readonly string[];
  /** Those that are done. */
  readonly trials: readonly ModelTrial[];
  /** The model under way; null before the first and after the last. */
  readonly progress: CompareProgress | null;
  readonly error: Failure | null;
}

/** A long question about the shown fit, and what has come of it. */
export interface AssessmentRun {
  readonly phase: 'running' | 'done' | 'cancelled' | 'failed';
  readonly kind: AssessmentResult['kind'];
  readonly plan: Assessment;
  readonly progress: ReplicateProgress | null;
  /** Null until it is done. */
  readonly result: AssessmentResult | null;
  readonly error: Failure | null;
}

/** The state of the fit. `stale`: the shown result is older than the decisions; `overdue`: by 150 ms or more. */
export interface FitStatus {
  readonly phase: 'idle' | 'running' | 'done' | 'failed';
  readonly progress: CalibrationProgress | null;
  readonly stale: boolean;
  readonly overdue: boolean;
  /** The user cancelled and the settings have changed since the shown fit. */
  readonly cancelled: boolean;
  readonly error: Failure | null;
  /** Wall time of the last completed fit, request to result, ms; null before the first. For the status line only. */
  readonly elapsedMs: number | null;
}

/** A file being read. `shown` after 300 ms. */
export interface Loading {
  readonly name: string;
  readonly progress: ReadProgress | null;
  readonly shown: boolean;
}

/** One line of the Messages table, newest last; equal messages are grouped with a count. */
export interface Message {
  readonly id: number;
  readonly severity: Issue['severity'];
  readonly code: string;
  readonly text: string;
  readonly count: number;
  /** Expiry key the message leads to, if any. */
  readonly expiry: string | null;
  /** What can be done next, as a button; an action the views know by name. */
  readonly action: { readonly label: string; readonly kind: MessageAction } | null;
}

/** Next steps a message may offer. */
export type MessageAction =
  | 'show-filters'
  | 'show-quotes'
  | 'undo'
  | 'reset-weights'
  | 'show-forwards'
  | 'show-arbitrage'
  | 'set-as-of'
  | 'ask-columns'
  | 'ask-choice'
  | 'apply-settings'
  | 'compare-former';

export type TableTab = 'quotes' | 'parameters' | 'models' | 'compare' | 'forwards' | 'arbitrage' | 'messages';
/** Which of the quotes left out the Quotes table lists: by the filter that decides, whole expiries, or any. */
export type LeftOutChoice = keyof typeof FILTER_REASONS | 'expiry' | 'any';

export type ViewTab =
  | '3d'
  | 'heat'
  | 'variance'
  | 'residuals'
  | 'params'
  | 'term'
  | 'density'
  | 'local-vol'
  | 'compare'
  | 'live';
export type ParameterViewId = string;

/** How the board is held against another. */
export interface CrossLook {
  /** A fit that was kept, or the quotes of a second file. */
  readonly against: 'fit' | 'file';
  /** Where on the fitted smile a quote of the second file is read. */
  readonly at: ReadAt;
  readonly throughOnly: boolean;
  readonly of: 'focus' | 'all';
  /** Rows whose size on the side that would be hit is smaller are not listed; 0 lists all. */
  readonly leastSize: number;
  /** Fee of each leg of a crossing, basis points of the forward. */
  readonly feeBp: number;
  /** Row in the second QuoteSet that is selected. */
  readonly cursor: number | null;
}

/** How the surface is looked at in 3D. */
export interface SurfaceLook {
  /** What runs along its axis of moneyness. */
  readonly axis: 'standardised' | 'log' | 'strike' | 'delta';
  /** Where the eye is, in units of the box; null where no hand has moved it. */
  readonly camera: {
    readonly eye: SpacePoint;
    readonly center: SpacePoint;
    readonly up: SpacePoint;
    readonly projection: { readonly type: 'orthographic' | 'perspective' };
  } | null;
}

/** A point or direction of a 3D picture. */
export interface SpacePoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Where the user looks. Not undone, kept over the next snapshot. */
export interface Look {
  /** Expiry key in focus. */
  readonly focus: string | null;
  /** Expiry left out whole, which cannot be in focus: its row of Forwards is marked in place of the focused one's. */
  readonly aside: string | null;
  /** Row in the QuoteSet under the keyboard cursor, and under the pointer. */
  readonly cursor: number | null;
  readonly hover: number | null;
  /** What the pointer shows of the surface where it shows no quote; null beside every view, and over a quote. */
  readonly pointed: Pointed | null;
  /** Which of cursor and pointer moved last: what `e`, `+`, `-` act on. */
  readonly lastMoved: 'cursor' | 'hover';
  readonly scope: 'all' | 'this';
  readonly parameterView: ParameterViewId;
  readonly allStrikes: boolean;
  readonly table: TableTab;
  readonly tablesMaximised: boolean;
  readonly view: ViewTab;
  /** How every view that has an axis of time lays it. */
  readonly timeScale: 'root' | 'log';
  readonly surface: SurfaceLook;
  readonly throughOnly: boolean;
  /** Quotes table: only what is left out, and by which filter; null lists everything. */
  readonly leftOut: LeftOutChoice | null;
  /** The Smile draws in-the-money quotes that are left out as well, dimmed. */
  readonly inTheMoneyShown: boolean;
  /** The Smile draws the confidence band of the fit. */
  readonly bandShown: boolean;
  /** The Smile can be taken by the hand: grips on the curve, fields beside them. */
  readonly gripsShown: boolean;
  /** Strikes of one expiry whose weights are in the hand; null is none. */
  readonly brush: { readonly key: string; readonly from: number; readonly to: number } | null;
  /** Quotes table: the focused expiry, or all. */
  readonly quotesOf: 'focus' | 'all';
  readonly theme: 'dark' | 'light';
  /** Single-key shortcuts on (WCAG 2.1.4). */
  readonly singleKeys: boolean;
  /** Sections of the Fit panel folded by hand, by id. */
  readonly folded: readonly string[];
  readonly layout: LayoutSizes;
  readonly cross: CrossLook;
  readonly helpOpen: boolean;
  /** Parameter whose field has focus, for `l`. */
  readonly parameter: string | null;
}

/** A fit kept for comparison: the one at the start of the present gesture, kept by hand, or from a dropped fit file. */
export interface Ghost {
  readonly source: 'gesture' | 'kept' | 'file';
  readonly label: string;
  /** Model parameters by expiry key. */
  readonly slices: Readonly<
    Record<string, { readonly theta: Float64Array; readonly t: number; readonly forward: number }>
  >;
  readonly model: string;
  /** Settings it was made under; those of a fit that was kept or dropped as a file are applied on request. */
  readonly settings: FitSettings | null;
  /** The rate by hand its quotes were discounted at; absent: none. */
  readonly rate?: number;
  /** What a fit can be drawn towards it by; null where nothing was kept of its errors. */
  readonly previous: PreviousFit | null;
  /** How well its expiries were fitted, by key; absent where only their lines are known. */
  readonly figures?: Readonly<Record<string, FitFigures>>;
}

/** The whole state. Canonical facts; everything else is a selector. */
export interface WorkbenchState {
  /** What was read, and the market made of it under the present market options; null before the first file. */
  readonly quotes: QuoteSet | null;
  readonly market: MarketBook | null;
  /** Filters applied to `market` under the present settings. */
  readonly filtered: FilteredBook | null;
  readonly decisions: Decisions;
  /** The last good fit, possibly older than `decisions`. */
  readonly fitted: Fitted | null;
  readonly fit: FitStatus;
  /** The fit as a live market has moved it, on the quotes of now: what is drawn in place of `fitted`. Null without one. */
  readonly published: Fitted | null;
  /** What the whole screen shows of a market that is followed or replayed; null while none is. */
  readonly feed: FeedLook | null;
  readonly loading: Loading | null;
  /** Failure of the last open; the previous surface stays. */
  readonly openError: Failure | null;
  /** What the last open asks; null when nothing, or nothing that an answer would mend. */
  readonly question: Question | null;
  readonly messages: readonly Message[];
  readonly ghost: Ghost | null;
  /** A file held against the board; null without one. */
  readonly second: SecondFile | null;
  /** The board that the present one replaced, where it is of the same underlying. */
  readonly former: FormerBoard | null;
  /** The fit of the file before this one, of the same underlying. */
  readonly previous: PreviousFit | null;
  /** Null before it was asked for, and after another file was opened. */
  readonly comparison: Comparison | null;
  /** Of the shown fit; null before it was asked for, and once another fit is shown. */
  readonly assessment: AssessmentRun | null;
  readonly look: Look;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** The shown data is the generated sample. */
  readonly simulated: boolean;
}

/** Everything a view can do. All settle by themselves; none throws. */
export interface WorkbenchActions extends HandActions {
  openFiles(files: readonly File[]): void;
  openSample(): void;
  cancel(): void;
  fitAgain(): void;
  undo(): void;
  redo(): void;
  /** All decisions back to their defaults; undoable. */
  resetSettings(): void;

  /** Brackets a drag: everything between counts as one undo step, and the ghost is the fit at its start. */
  beginGesture(): void;
  endGesture(): void;
  /** Puts back what was there when the drag began: no step, and nothing moves until its end. False where none is under way. */
  callOffGesture(): boolean;
  /**
   * Does something with the shown fit: at once, or where it followed the hand as soon as it is found from its quotes alone.
   * It is given null where that is called off, fails, or another board comes, and where there is no fit.
   */
  whenFound(what: (found: Fitted | null) => void): void;

  setWeights(change: Partial<ScopedSettings['weights']>): void;
  /** Drops all manual weights and exclusions, and shuts out again what was let in by hand. */
  resetManual(): void;
  setConstraint(kind: 'butterfly' | 'calendar', change: Partial<ScopedSettings['butterfly']>): void;
  /** Null removes the constraint on that parameter in the present scope. */
  setParameter(name: string, constraint: ParameterConstraint | null): void;
  /** Drops what one expiry has of its own: it follows the settings of all expiries again. */
  followAll(expiryKey: string): void;
  /** Another model, by its id; what was said of the parameters of the one before goes. */
  setModel(model: string): void;
  /** Fits every model to the board of the shown fit, one after another, beside everything else. */
  compareModels(): void;
  cancelComparison(): void;
  /** Fits the shown board again and again, with quotes held out or drawn anew, beside everything else. */
  assess(kind: AssessmentResult['kind']): void;
  cancelAssessment(): void;
  /** Says in Messages what the page could not do, as a sentence. */
  tellFailure(text: string): void;
  setResidual(residual: ResidualKind): void;
  setLoss(loss: Loss): void;
  /** 0 is off. */
  setOutsidePenalty(strength: number): void;
  /** 0 is off. */
  setAtmPin(strength: number): void;
  /** Times that total variance may be raised before a strict smile has butterfly arbitrage; 1 is none. */
  setHeadroom(times: number): void;
  /** Strength with which the fit is drawn towards the one before; 0 is off. */
  setPrior(strength: number): void;
  /** Draws it towards the kept fit, else that of the file before, in place of the one it is drawn towards. */
  renewPrior(): void;
  setOptimiser(optimiser: Optimiser): void;
  setFilters(change: Partial<FilterSettings>): void;
  /** How variance runs in time between expiries. */
  setTime(change: Partial<Omit<TimeSettings, 'events'>>): void;
  /** Weight of one day, written like 2026-12-16; null takes it back. */
  setEvent(day: string, weight: number | null): void;
  /** Multiplier of a quote by row of the QuoteSet; 0 excludes, 1 forgets. */
  setManual(quote: number, weight: number): void;
  /** Takes a quote out of the fit or into it: excludes, re-admits, or lets in what a filter leaves out. */
  toggleQuote(quote: number): void;
  setAsOf(asOf: EpochMs | null): void;
  /** Null takes the override back. */
  setForward(expiryKey: string, forward: number | null): void;
  /** Rate a year, decimal, where nothing else tells the discount; null takes it back. */
  setRate(rate: number | null): void;
  setSettlementAverage(on: boolean): void;
  /** Average of the index so far, for an expiry inside its settlement window; null takes it back. */
  setSettledSoFar(expiryKey: string, average: number | null): void;
  applyGhostSettings(): void;

  /** Answers the question with one of its options, and reads the files again. */
  answerChoice(option: string): void;
  /** Answers it with the columns, which are remembered for the header, and reads the files again. */
  answerColumns(map: ColumnMap): void;
  /** Puts the question off; the notice stays. */
  closeQuestion(): void;
  /** Puts a question that was put off on the screen again, or asks anew about the files that were read. */
  ask(about: 'columns' | 'choice'): void;

  look(change: Partial<Look>): void;
  focusExpiry(key: string): void;
  stepExpiry(by: 1 | -1): void;
  /** Moves the quote cursor along the focused smile's drawn quotes. */
  stepCursor(by: 1 | -1 | 'home' | 'end'): void;
  /** The quote under the pointer; null when it leaves. */
  hover(quote: number | null): void;
  /** The place of the surface under the pointer; null when it leaves. Selects nothing. */
  point(at: Pointed | null): void;
  /** Focuses the expiry and puts the cursor on the quote, else on the used quote nearest to the log-moneyness. */
  select(at: Pointed & { readonly quote?: number }): void;
  keepGhost(): void;
  /** Reads files of the same underlying to hold them against the board. */
  openSecond(files: readonly File[]): void;
  /** Holds the board that the present one replaced against it. */
  compareFormer(): void;
  /** The instant of a second file that does not say it. */
  setSecondAsOf(asOf: EpochMs): void;
  dropSecond(): void;
  lookAcross(change: Partial<CrossLook>): void;
  dropGhost(): void;
  dismissMessage(id: number): void;
  clearOpenError(): void;
}
