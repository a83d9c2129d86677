import { useState } from 'react';
import { instant } from '#base/format.ts';
import { epochMs } from '#base/units.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { parseInstant } from '#views/controls/parse-instant.ts';
import { CompareFormer, OpenSecond } from './open-second.tsx';

/** What stands where there is no second file yet: the ways to one, or what became of the last. */
export function NoSecond() {
  const second = useWorkbench((s) => s.second);
  const underlying = useWorkbench((s) => s.quotes?.underlying ?? '');
  if (second?.phase === 'reading') return <Reading />;
  const asks = second?.phase === 'failed' && second.quotes !== null && second.market === null;
  return (
    <div className="compare-none">
      {second?.error == null ? (
        <p>
          Another venue or another time of {underlying === '' ? 'this underlying' : underlying}: its quotes
          beside these, each against this fit, in half-spreads.
        </p>
      ) : (
        <p role="alert">
          <span className="fail">✕ </span>
          {second.error.message}
        </p>
      )}
      {asks && <SecondAsOf />}
      <div className="compare-ways">
        <OpenSecond>Open a second file to compare…</OpenSecond>
        <CompareFormer />
      </div>
      <p className="faint">Dropped on the right edge of the window, a file is compared as well.</p>
    </div>
  );
}

function Reading() {
  const name = useWorkbench((s) => s.second?.name ?? '');
  const progress = useWorkbench((s) => s.second?.progress ?? null);
  const { bytes = 0, totalBytes = null } = progress ?? {};
  return (
    <div className="compare-none">
      <p role="status">Reading {name}</p>
      <div className="compare-ways">
        <progress
          aria-label={`Reading ${name}`}
          {...(totalBytes === null ? {} : { max: totalBytes, value: bytes })}
        />
        <button type="button" className="button" onClick={actions.dropSecond}>
          Cancel
        </button>
      </div>
    </div>
  );
}

/** The instant of a file that does not say it: typed, or that of the board. */
function SecondAsOf() {
  const shown = useWorkbench((s) => s.market?.asOf ?? null);
  const [text, setText] = useState('');
  const typed = parseInstant(text);
  return (
    <form
      className="compare-ways"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== null) actions.setSecondAsOf(epochMs(typed));
      }}
    >
      <input
        type="text"
        className="as-of-field"
        aria-label="As-of time of the second file, UTC"
        placeholder="2026-08-01T17:58:04Z"
        spellCheck={false}
        aria-invalid={typed === null && text !== ''}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button" disabled={typed === null}>
        Set
      </button>
      {shown !== null && (
        <button type="button" className="button" onClick={() => actions.setSecondAsOf(shown)}>
          Take {instant(shown)}
        </button>
      )}
    </form>
  );
}
