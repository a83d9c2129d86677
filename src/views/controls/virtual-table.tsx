import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { type Reading, readingOf } from '#store/reading.ts';
import { useWorkbench } from '#store/workbench.ts';
import { useRowFocus } from './row-focus.ts';
import { useRowWindow } from './use-row-window.ts';
import './virtual-table.css';

/** One column: what it is called, and what it says of a row. */
export interface Column<R> {
  readonly id: string;
  readonly head: string;
  readonly title?: string;
  /** Width in px of a narrow window; wider ones share out the rest in proportion. */
  readonly width: number;
  readonly align?: 'left' | 'right' | 'center';
  /** The cell as text: what is drawn, and what is copied unless `copied` says otherwise. */
  readonly text: (row: R) => string;
  /** Draws the cell where text alone is not enough. */
  readonly draw?: (row: R) => ReactNode;
  /** What is copied in its place, in ASCII: one column or several; none leaves it out. */
  readonly copied?: readonly { readonly head: string; readonly text: (row: R) => string }[];
  /** Class of the cell. */
  readonly tone?: (row: R) => string | undefined;
  /** Stays in sight while the table scrolls sideways; for the first column. */
  readonly pinned?: boolean;
  /** Hover text of the cell. */
  readonly hint?: (row: R) => string | undefined;
  /** All that the cell follows from, beside the key of its row: while it is the same the cell stays as it is. */
  readonly follows?: (row: R) => unknown;
}

/** Rows of a table: a list, or what makes each row as it comes into sight. */
export interface Rows<R> {
  readonly length: number;
  at(index: number): R | undefined;
}

export interface VirtualTableProps<R> {
  /** Accessible name. */
  readonly name: string;
  readonly columns: readonly Column<R>[];
  readonly rows: Rows<R>;
  readonly rowKey: (row: R) => string | number;
  /** Index of the row of a key, -1 for none; absent looks through the rows. */
  readonly find?: (key: string | number) => number;
  readonly rowTone?: (row: R) => string | undefined;
  /** Key of the selected row; the table scrolls to it when it was selected elsewhere. */
  readonly selected: string | number | null;
  readonly onSelect?: (row: R) => void;
  readonly onHover?: (row: R | null) => void;
  /** Key of the row that stands for the place which is read anywhere on the screen; it is marked. */
  readonly read?: (reading: Reading) => string | number | null;
  /** What stands there without a row. */
  readonly empty: string;
}

const ROW = 22;
/** On either side of a cell, as in the style sheet, px. */
const PADDING = 6;

/**
 * A table of rows 22 px high of which only those in sight are in the document. Margins stand for the rows
 * out of sight, and `aria-rowcount` with `aria-rowindex` tell how many there are.
 */
export function VirtualTable<R>(props: VirtualTableProps<R>) {
  const { name, columns, rows, rowKey, selected, onSelect, onHover } = props;
  const frame = useRef<HTMLElement>(null);
  const selectedHere = useRef<string | number | null>(null);
  const rowFocus = useRowFocus(frame);
  const { first, end, scrollTo } = useRowWindow(frame, rows.length, ROW);
  const shown = Array.from({ length: end - first }, (_, i) => first + i);
  const style = {
    '--columns': columns.map((column) => `minmax(0, ${column.width}fr)`).join(' '),
    minWidth: columns.reduce((sum, column) => sum + column.width, 0),
    marginTop: first * ROW,
    marginBottom: (rows.length - end) * ROW,
  };

  // The place of a row changes when rows are filtered: only a new selection may scroll.
  const find = props.find ?? ((key: string | number) => indexOfKey(rows, rowKey, key));
  const latest = useRef(find);
  latest.current = find;
  useEffect(() => {
    if (selected === null || selected === selectedHere.current) return;
    selectedHere.current = null;
    const at = latest.current(selected);
    if (at >= 0) scrollTo(at);
  }, [selected, scrollTo]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="virtual-table" ref={frame} tabIndex={0} aria-label={`${name}, rows`} {...rowFocus}>
      <table aria-label={name} aria-rowcount={rows.length + 1} style={style}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={place(column)} title={column.title}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((index) => {
            const row = rows.at(index);
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              <Row
                key={key}
                index={index + 2}
                selected={key === selected}
                tone={props.rowTone?.(row)}
                isRead={(reading) => props.read?.(reading) === key}
                onSelect={() => {
                  selectedHere.current = key;
                  onSelect?.(row);
                }}
                onHover={onHover && ((inside) => onHover(inside ? row : null))}
              >
                <Cells columns={columns} row={row} />
              </Row>
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p className="virtual-table-empty">{props.empty}</p>}
    </section>
  );
}

/** A row; what is read elsewhere changes its mark alone. */
function Row(props: {
  readonly index: number;
  readonly selected: boolean;
  readonly tone: string | undefined;
  readonly isRead: (reading: Reading) => boolean;
  readonly onSelect: () => void;
  readonly onHover: ((inside: boolean) => void) | undefined;
  readonly children: ReactNode;
}) {
  const { index, selected, tone, isRead, onSelect, onHover, children } = props;
  const read = useWorkbench((s) => {
    const reading = readingOf(s);
    return reading !== null && isRead(reading);
  });
  return (
    <tr
      aria-rowindex={index}
      aria-selected={selected || undefined}
      className={`${tone ?? ''} ${read ? 'read' : ''}`}
      onClick={onSelect}
      onPointerEnter={onHover && (() => onHover(true))}
      onPointerLeave={onHover && (() => onHover(false))}
    >
      {children}
    </tr>
  );
}

/** What stands in a cell, and the element that shows it. */
interface Cell {
  readonly follows: unknown;
  readonly text: string | null;
  readonly tone: string;
  readonly hint: string | undefined;
  readonly element: ReactElement;
}

/** The cells of a row; one that says what it said before is the same element, which React leaves alone. */
function Cells<R>({ columns, row }: { readonly columns: readonly Column<R>[]; readonly row: R }) {
  const drawn = useRef<{ readonly columns: readonly Column<R>[]; readonly cells: readonly Cell[] } | null>(
    null,
  );
  const before = drawn.current?.columns === columns ? drawn.current.cells : null;
  const cells = columns.map((column, i) => cellOf(column, row, before?.[i]));
  drawn.current = { columns, cells };
  return cells.map(({ element }) => element);
}

function cellOf<R>(column: Column<R>, row: R, before: Cell | undefined): Cell {
  const follows = column.follows?.(row);
  if (before !== undefined && follows !== undefined && follows === before.follows) return before;
  const text = column.draw === undefined ? column.text(row) : null;
  const fits = text !== null && widest(text) <= column.width - 2 * PADDING;
  const tone = `${place(column)} ${column.tone?.(row) ?? ''}${fits ? '' : ' cut'}`;
  const hint = column.hint?.(row);
  if (text !== null && text === before?.text && tone === before.tone && hint === before.hint) return before;
  const element = (
    <td key={column.id} className={tone} title={hint}>
      {column.draw === undefined ? text : column.draw(row)}
    </td>
  );
  return { follows, text, tone, hint, element };
}

/** No narrower than a text in any common sans font, px: figures are 7.7 wide at most, letters 12. */
function widest(text: string): number {
  return text.length * (/\p{L}/u.test(text) ? 12 : 7.7);
}

function indexOfKey<R>(rows: Rows<R>, keyOf: (row: R) => string | number, key: string | number): number {
  for (let i = 0; i < rows.length; i++) {
    const row = rows.at(i);
    if (row !== undefined && keyOf(row) === key) return i;
  }
  return -1;
}

function place<R>({ align = 'right', pinned = false }: Column<R>): string {
  return pinned ? `${align} pinned` : align;
}
