import { workbench } from '#store/workbench.ts';
import type { LiveRow } from './rows.ts';

/** The figures of the picture. */
export function LiveTable(props: {
  readonly name: string;
  readonly heads: readonly string[];
  readonly rows: readonly LiveRow[];
  readonly focus: string | null;
}) {
  const { name, heads, rows, focus } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="figure-table live-table" tabIndex={0} aria-label={`${name}, rows`}>
      <table aria-label={name}>
        <thead>
          <tr>
            <th>Expiry</th>
            {heads.map((head) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, key, name: of, cells }) => (
            <tr key={id} className={key !== null && key === focus ? 'focused' : undefined}>
              <th scope="row">
                <button
                  type="button"
                  disabled={key === null}
                  onClick={() => key !== null && workbench.actions.focusExpiry(key)}
                >
                  {of}
                </button>
              </th>
              {cells.map((text, i) => (
                <td key={heads[i]} className={WARNED.has(text) ? 'warn' : undefined}>
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const WARNED = new Set(['late', 'stale', 'offline']);
