import type { MessageSections } from './messages.ts';
import type { SecondReader } from './second-file.ts';
import type { Decisions, Ghost, WorkbenchActions, WorkbenchState } from './state.ts';

/** What actions work on. */
export interface Bench {
  get(): WorkbenchState;
  set(change: Partial<WorkbenchState>): void;
  /** Makes `next` the decisions: one undo step, or part of the open gesture. */
  decide(next: Decisions): void;
  /** Makes `next` the decisions as part of the step before. */
  amend(next: Decisions): void;
  beginGesture(): void;
  endGesture(): void;
  undo(): void;
  redo(): void;
  /** Keeps a fit, or none: an undo step. */
  keep(ghost: Ghost | null): void;
  say(change: Partial<MessageSections>): void;
  dismiss(id: number): void;
  whenFound: WorkbenchActions['whenFound'];
  openFiles(files: readonly File[]): void;
  openSample(): void;
  cancel(): void;
  fitAgain(): void;
  /** Gives the file that waits for its time this instant; false when none waits. */
  answerAsOf(asOf: NonNullable<Decisions['marketOptions']['asOf']>): boolean;
  savePreferences(): void;
  compareModels: WorkbenchActions['compareModels'];
  cancelComparison: WorkbenchActions['cancelComparison'];
  assess: WorkbenchActions['assess'];
  cancelAssessment(): void;
  readonly second: SecondReader;
  answerChoice: WorkbenchActions['answerChoice'];
  answerColumns: WorkbenchActions['answerColumns'];
  closeQuestion: WorkbenchActions['closeQuestion'];
  ask: WorkbenchActions['ask'];
}
