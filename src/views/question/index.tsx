import { Dialog } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { actions, useWorkbench } from '#store/workbench.ts';
import { useFocusBack } from '#views/controls/keep-focus.ts';
import { ChoiceForm } from './choice-form.tsx';
import './question.css';

const ColumnsForm = lazy(async () => ({ default: (await import('./columns-form.tsx')).ColumnsForm }));

const TITLES = {
  columns: 'Which column holds what?',
  underlying: 'Which underlying?',
  instant: 'Which instant?',
} as const;

/** What a file asks before it can be read. Closing it loses nothing: the notice opens it again. */
export function QuestionDialog() {
  const question = useWorkbench((s) => s.question);
  const focusBack = useFocusBack(question?.open === true);
  if (question === null || question.about.kind === 'as-of') return null;
  const { about, message, open } = question;
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && actions.closeQuestion()}>
      <Dialog.Portal>
        <Dialog.Overlay className="question-veil" />
        <Dialog.Content className={`question question-of-${about.kind}`} onCloseAutoFocus={focusBack}>
          <Dialog.Title>{TITLES[about.kind]}</Dialog.Title>
          <Dialog.Description className="quiet question-why">{message}</Dialog.Description>
          {about.kind === 'columns' ? (
            <Suspense fallback={null}>
              <ColumnsForm key={message} table={about.table} proposed={about.chosen} />
            </Suspense>
          ) : (
            <ChoiceForm key={message} {...about} />
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
