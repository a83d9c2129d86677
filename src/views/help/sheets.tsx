import { actions, useWorkbench } from '#store/workbench.ts';
import { Definition } from '#views/controls/glossary/definition.tsx';
import { glossary, parameterTerms } from '#views/controls/glossary/glossary.ts';
import type { Term } from '#views/controls/glossary/term.ts';
import { type FileKind, READ, WRITTEN } from './files.ts';
import { CONTROL_KEYS, type KeyEntry, MODIFIED_KEYS, SINGLE_KEYS } from './key-map.ts';
import { type Mark, READINGS } from './reading.ts';

/** Every key, and the switch of those without a modifier. */
export function KeySheet() {
  const singleKeys = useWorkbench((s) => s.look.singleKeys);
  return (
    <div className="help-flow">
      <section>
        <h3>Single keys</h3>
        <Keys entries={SINGLE_KEYS} />
        <label className="help-switch">
          <input
            type="checkbox"
            checked={singleKeys}
            onChange={(event) => actions.look({ singleKeys: event.target.checked })}
          />
          Single keys on
        </label>
      </section>
      <section>
        <h3>With Ctrl, on a Mac Cmd</h3>
        <Keys entries={MODIFIED_KEYS} />
        <h3>In a control</h3>
        <dl className="help-list help-list-keys">
          {CONTROL_KEYS.map(({ keys, does }) => (
            <div key={does}>
              <dt>
                <Chips keys={keys} />
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

/** How the parts of the screen are read. */
export function ReadingSheet() {
  return (
    <div className="help-flow">
      {READINGS.map(({ part, marks }) => (
        <section key={part}>
          <h3>{part}</h3>
          <Marks marks={marks} />
        </section>
      ))}
    </div>
  );
}

/** What can be opened and what can be taken away. */
export function FileSheet() {
  return (
    <div className="help-columns">
      <section>
        <h3>Read</h3>
        <Files kinds={READ} />
      </section>
      <section>
        <h3>Written, by Export</h3>
        <Files kinds={WRITTEN} />
      </section>
    </div>
  );
}

/** Every word of the screen, the parameters of the model that is set among them. */
export function WordSheet() {
  const model = useWorkbench((s) => s.decisions.settings.model);
  return (
    <div className="help-flow">
      <section>
        <h3>Parameters</h3>
        <Terms terms={parameterTerms(model)} />
      </section>
      {glossary.map(({ group, terms }) => (
        <section key={group}>
          <h3>{group}</h3>
          <Terms terms={terms} />
        </section>
      ))}
    </div>
  );
}

export function Terms({ terms }: { readonly terms: readonly Term[] }) {
  return (
    <dl className="help-list help-list-terms">
      {terms.map((term) => (
        <div key={term.name}>
          <dt>{term.name}</dt>
          <dd>
            <Definition term={term} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Marks({ marks }: { readonly marks: readonly Mark[] }) {
  return (
    <dl className="help-list">
      {marks.map(({ mark, tone, says }) => (
        <div key={mark}>
          <dt className={tone}>{mark}</dt>
          <dd>{says}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Files({ kinds }: { readonly kinds: readonly FileKind[] }) {
  return (
    <dl className="help-list help-list-files">
      {kinds.map(({ name, says }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{says}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Keys({ entries }: { readonly entries: readonly KeyEntry[] }) {
  return (
    <table className="help-keys">
      <thead className="unseen">
        <tr>
          <th>Key</th>
          <th>Does</th>
          <th>Without the key</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.command}>
            <td>
              <Chips keys={entry.keys} />
            </td>
            <td>{entry.does}</td>
            <td className="faint">{entry.button}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Chips({ keys }: { readonly keys: readonly string[] }) {
  return keys.map((key) => (key === 'to' ? <span key={key}> to </span> : <kbd key={key}>{key}</kbd>));
}
