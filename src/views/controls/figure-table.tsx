import { useState } from 'react';
import type { FigureTable } from '#charts/surface-table.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { CopyCells } from './copy-button.tsx';
import { LinkedRow } from './linked-row.tsx';
import { Segmented } from './segmented.tsx';
import './figure.css';

/** What a view shows of its numbers. */
export type Shown = 'chart' | 'table';

/** The table of a picture over the expiries, in the place of the picture. */
export function FigureTableView({ name, table }: { readonly name: string; readonly table: FigureTable }) {
  const focus = useWorkbench((s) => s.look.focus);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="figure-table whole" tabIndex={0} aria-label={`${name}, rows`}>
      <table aria-label={name}>
        <thead>
          <tr>
            <th>Expiry</th>
            {table.head.map((head, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one head, and none moves
              <th key={i}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ key, name: of, cells }) => (
            <LinkedRow key={key} expiry={key} focused={key === focus}>
              <th scope="row">
                <button type="button" onClick={() => workbench.actions.focusExpiry(key)}>
                  {of}
                </button>
              </th>
              {cells.map(({ text, copied, faint, hint }, i) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
                  key={i}
                  className={faint === true ? 'quiet' : undefined}
                  title={hint}
                  data-copy={copied}
                >
                  {text}
                </td>
              ))}
            </LinkedRow>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What is shown, and what shows the other; `lasting` keeps it for the next time the view is opened. */
export function useShown(lasting: { shown: Shown }): [Shown, (shown: Shown) => void] {
  const [shown, setShown] = useState(lasting.shown);
  const show = (next: Shown): void => {
    lasting.shown = next;
    setShown(next);
  };
  return [shown, show];
}

/** Chart or table, and a copy of the table in either case. */
export function ShownAs(props: {
  readonly shown: Shown;
  readonly table: () => FigureTable;
  readonly onChange: (shown: Shown) => void;
}) {
  const { shown, table, onChange } = props;
  return (
    <>
      <div className="figure-shown">
        <Segmented
          name="Shown as"
          value={shown}
          options={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={onChange}
        />
      </div>
      <CopyCells
        cells={() => {
          const { head, rows, measure } = table();
          return [
            [measure === undefined ? 'Expiry' : `Expiry, ${measure}`, ...head],
            ...rows.map(({ name, cells }) => [name, ...cells.map(({ text, copied }) => copied ?? text)]),
          ];
        }}
      />
    </>
  );
}
