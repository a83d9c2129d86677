import type { MessageSections } from './messages.ts';
import type { Decisions, Ghost, WorkbenchActions, WorkbenchState } from './state.ts';

/** Actions that change more than the decisions. */
type Direct =
  | 'openFiles'
  | 'openSample'
  | 'cancel'
  | 'fitAgain'
  | 'undo'
  | 'redo'
  | 'beginGesture'
  | 'callOffGesture'
  | 'endGesture'
  | 'whenFound'
  | 'compareModels'
  | 'cancelComparison'
  | 'assess'
  | 'cancelAssessment'
  | 'answerChoice'
  | 'answerColumns'
  | 'closeQuestion'
  | 'ask'
  | 'openSecond'
  | 'compareFormer'
  | 'setSecondAsOf'
  | 'dropSecond'
  | 'dismissMessage';

/** What actions work on. */
export interface Bench {
  /** Actions as they are. */
  readonly direct: Pick<WorkbenchActions, Direct>;
  get(): WorkbenchState;
  set(change: Partial<WorkbenchState>): void;
  /** Makes `next` the decisions: one undo step, or part of the open gesture. */
  decide(next: Decisions): void;
  /** Makes `next` the decisions as part of the step before. */
  amend(next: Decisions): void;
  /** Keeps a fit, or none: an undo step. */
  keep(ghost: Ghost | null): void;
  say(change: Partial<MessageSections>): void;
  /** Gives the file that waits for its time this instant; false when none waits. */
  answerAsOf(asOf: NonNullable<Decisions['marketOptions']['asOf']>): boolean;
  savePreferences(): void;
}
