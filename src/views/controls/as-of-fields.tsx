import { useId, useState } from 'react';
import { instant } from '#base/format.ts';
import { epochMs } from '#base/units.ts';
import { actions } from '#store/workbench.ts';
import type { AsOfFormProps } from './as-of-form.tsx';
import { parseInstant } from './parse-instant.ts';
import './controls.css';

/** The field of the as-of time with its buttons. */
export function AsOfFields({ asOf, fromFile, byHand, close }: AsOfFormProps) {
  const id = useId();
  const [text, setText] = useState(asOf === null ? '' : new Date(asOf).toISOString());
  const typed = parseInstant(text);
  const apply = (): void => {
    if (typed === null) return;
    if (typed !== asOf) actions.setAsOf(epochMs(typed));
    close();
  };
  return (
    <form
      className="as-of-form"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <label htmlFor={id}>As-of time, UTC</label>
      <input
        id={id}
        onFocus={(event) => event.target.select()}
        type="text"
        className="as-of-field"
        spellCheck={false}
        autoComplete="off"
        placeholder="2026-08-01T17:58:04Z"
        aria-invalid={typed === null && text !== ''}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className={typed === null && text !== '' ? 'fail' : 'faint'}>
        {typed === null
          ? `${text === '' ? '' : '✕ '}Write it as 2026-08-01T17:58:04Z or 2026-08-01 13:58 EDT.`
          : instant(typed)}
      </p>
      <div className="as-of-buttons">
        {byHand && fromFile !== null && (
          <button
            type="button"
            className="button"
            onClick={() => {
              actions.setAsOf(null);
              close();
            }}
          >
            Take the file’s
          </button>
        )}
        <button type="submit" className="button button-accent" disabled={typed === null}>
          Set
        </button>
      </div>
    </form>
  );
}
