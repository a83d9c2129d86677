/** The question of the last open: raised by a failure, answered or put off by the user, remembered. */
import type { Failure } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { type Answers, readAnswers, withColumns, writeAnswers } from './answers.ts';
import type { Opener } from './opening.ts';
import type { PreferenceStorage } from './preferences.ts';
import { type Given, questionOf } from './question.ts';
import type { WorkbenchActions, WorkbenchState } from './state.ts';

export interface Questions extends Pick<WorkbenchActions, 'answerChoice' | 'answerColumns' | 'ask'> {
  readonly answers: Answers;
  /** Shows what a failed open asks, if anything. */
  raise(error: Failure): void;
  close(): void;
  /** True where the instant was what the question asked for. */
  answerAsOf(asOf: EpochMs): boolean;
}

export function createQuestions(
  storage: PreferenceStorage | null,
  get: () => WorkbenchState,
  set: (change: Partial<WorkbenchState>) => void,
  opener: Pick<Opener, 'again'>,
): Questions {
  let answers = readAnswers(storage);

  function remember(next: Answers): void {
    answers = next;
    writeAnswers(storage, answers);
  }

  function again(change: Partial<Given>, of?: QuoteSet | null): void {
    set({ openError: null, question: null });
    opener.again(change, of);
  }

  return {
    get answers() {
      return answers;
    },
    raise(error) {
      set({ question: questionOf(error, answers) });
    },
    close() {
      const { question } = get();
      if (question?.open) set({ question: { ...question, open: false } });
    },
    answerAsOf(asOf) {
      const { question } = get();
      if (question?.about.kind !== 'as-of') return false;
      again({ asOf });
      return true;
    },
    answerChoice(option) {
      const about = get().question?.about;
      if (about?.kind === 'underlying') {
        remember({ ...answers, underlying: option });
        again({ underlying: option });
      } else if (about?.kind === 'instant') {
        remember({ ...answers, instant: option === about.options[0] ? 'newest' : option });
        again({ at: Date.parse(option) as EpochMs });
      }
    },
    answerColumns(map) {
      const about = get().question?.about;
      if (about?.kind !== 'columns') return;
      remember(withColumns(answers, about.table.fingerprint, map));
      again({ askColumns: false });
    },
    ask(about) {
      const { question } = get();
      const fits = question !== null && (question.about.kind === 'columns') === (about === 'columns');
      if (fits) set({ question: { ...question, open: true } });
      else if (about === 'columns') again({ askColumns: true }, get().quotes);
      else again({ underlying: null, at: null, afresh: true }, get().quotes);
    },
  };
}
