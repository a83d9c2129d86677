import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { boardExpiries, boardOf } from '#charts/board.ts';
import { smileMarks } from '#charts/smile-marks.ts';
import { throughCount } from '#charts/strip-cells.ts';
import { cellWidth, hiddenCells } from '#charts/strip-fit.ts';
import { useSize } from '#charts/use-size.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { Cell } from './cell.tsx';
import './strip.css';

/** All expiries at a glance: which one is bad is seen here first. */
export function StripView() {
  const fitted = useWorkbench((s) => s.fitted);
  const quotes = useWorkbench((s) => s.quotes);
  const market = useWorkbench((s) => s.market);
  const filtered = useWorkbench((s) => s.filtered);
  const manual = useWorkbench((s) => s.decisions.settings.manual);
  const focus = useWorkbench((s) => s.look.focus);
  const overdue = useWorkbench((s) => s.fit.overdue);
  const cells = useMemo(() => {
    const board = boardOf(fitted, quotes, market, filtered);
    if (board === null) return [];
    return boardExpiries(board).map((expiry) => ({
      expiry,
      marks: smileMarks(expiry, board.quotes.symbol, manual),
    }));
  }, [fitted, quotes, market, filtered, manual]);
  const through = useMemo(() => cells.map((cell) => throughCount(cell.marks)), [cells]);
  const [measure, { width, height }] = useSize();
  const list = useRef<HTMLDivElement | null>(null);
  const ref = useCallback(
    (element: HTMLDivElement | null) => {
      measure(element);
      list.current = element;
    },
    [measure],
  );
  const [scrollLeft, setScrollLeft] = useState(0);
  const cell = cellWidth(width, cells.length);
  const index = cells.findIndex(({ expiry }) => expiry.key === focus);
  useEffect(() => {
    const element = list.current;
    if (element === null || index < 0 || width === 0) return;
    const left = index * cell;
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (left + cell > element.scrollLeft + width) element.scrollLeft = left + cell - width;
  }, [index, cell, width]);
  const hidden = hiddenCells(scrollLeft, width, cell, through);
  const compact = height > 0 && height < 70;
  return (
    <div className={overdue ? 'strip overdue' : 'strip'}>
      <div className="strip-labels" aria-hidden="true">
        {!compact && <span>ATM</span>}
        {!compact && <span>RMSE</span>}
      </div>
      <div
        className="strip-cells"
        role="listbox"
        aria-label="Expiries"
        aria-orientation="horizontal"
        aria-activedescendant={index < 0 ? undefined : optionId(index)}
        tabIndex={0}
        ref={ref}
        onKeyDown={(event) =>
          onKey(
            event,
            cells.map((c) => c.expiry.key),
            index,
          )
        }
        onScroll={(event) => setScrollLeft(event.currentTarget.scrollLeft)}
      >
        {cells.map(({ expiry, marks }, i) => (
          <Cell
            key={expiry.key}
            id={optionId(i)}
            expiry={expiry}
            marks={marks}
            through={through[i] ?? 0}
            withYear={i > 0 && yearOf(cells[i - 1]?.expiry.book.expiry) !== yearOf(expiry.book.expiry)}
            focused={i === index}
            width={cell}
            compact={compact}
          />
        ))}
      </div>
      <More count={hidden.before} through={hidden.throughBefore} by={-width} list={list} />
      <More count={hidden.after} through={hidden.throughAfter} by={width} list={list} />
    </div>
  );
}

function More(props: {
  readonly count: number;
  readonly through: number;
  readonly by: number;
  readonly list: { readonly current: HTMLDivElement | null };
}) {
  const { count, through, by, list } = props;
  if (count === 0) return null;
  const after = by > 0;
  return (
    <button
      type="button"
      className={after ? 'strip-more after' : 'strip-more before'}
      tabIndex={-1}
      aria-label={`${count} more expiries ${after ? 'later' : 'earlier'}, ${through} quotes through`}
      onClick={() => list.current?.scrollBy({ left: by, behavior: 'instant' })}
    >
      {after ? `+${count} ▸` : `◂ +${count}`}
      {through > 0 && <span className="warn"> ▲{through}</span>}
    </button>
  );
}

function onKey(event: KeyboardEvent, keys: readonly string[], index: number) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const last = keys.length - 1;
  const targets = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - 1,
    ArrowDown: index + 1,
    Home: 0,
    End: last,
  };
  if (!Object.hasOwn(targets, event.key)) return;
  event.preventDefault();
  const key = keys[Math.max(0, Math.min(last, targets[event.key as keyof typeof targets]))];
  if (key !== undefined) workbench.actions.focusExpiry(key);
}

function optionId(i: number): string {
  return `expiry-${i}`;
}

function yearOf(expiry: number | undefined): number {
  return expiry === undefined ? 0 : new Date(expiry).getUTCFullYear();
}
