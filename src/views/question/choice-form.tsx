import { Dialog } from 'radix-ui';
import { useId, useState } from 'react';
import { count, instant } from '#base/format.ts';
import { actions } from '#store/workbench.ts';

export interface ChoiceFormProps {
  readonly kind: 'underlying' | 'instant';
  readonly options: readonly string[];
  readonly counts: readonly number[] | null;
  readonly chosen: string;
}

/** One of several underlyings or instants of a file. */
export function ChoiceForm({ kind, options, counts, chosen }: ChoiceFormProps) {
  const id = useId();
  const [option, setOption] = useState(chosen);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        actions.answerChoice(option);
      }}
    >
      <fieldset className="question-options">
        <legend className="unseen">{kind === 'instant' ? 'Instants, newest first' : 'Underlyings'}</legend>
        {options.map((each, i) => {
          const rows = counts?.[i];
          return (
            <label key={each} className="question-option">
              <input
                type="radio"
                name={id}
                value={each}
                checked={each === option}
                onChange={() => setOption(each)}
              />
              <span>{kind === 'instant' ? instant(Date.parse(each)) : each}</span>
              {rows !== undefined && <span className="faint">{count(rows)} rows</span>}
            </label>
          );
        })}
      </fieldset>
      <div className="question-buttons">
        <span className="faint">Remembered for the next file.</span>
        <Dialog.Close className="button">Cancel</Dialog.Close>
        <button type="submit" className="button button-accent">
          Open
        </button>
      </div>
    </form>
  );
}
