import {
  type KeyboardEvent,
  lazy,
  type MouseEvent,
  memo,
  Suspense,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { grouped } from '#base/format.ts';
import { boardExpiries, boardOf } from '#charts/board.ts';
import { hiddenCells, stripWidths } from '#charts/strip-width.ts';
import { usedQuotes } from '#charts/thumbnail.ts';
import { useSize } from '#charts/use-size.ts';
import { fitIsOld, stripCells } from '#store/selectors.ts';
import type { Fitted, WorkbenchState } from '#store/state.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import { Cell } from './cell.tsx';
import type { MenuPlace } from './expiry-menu.tsx';
import './strip.css';

/** Fetched when it is first asked for. */
const ExpiryMenu = lazy(async () => ({ default: (await import('./expiry-menu.tsx')).ExpiryMenu }));

/** Widths of the columns before and after the cells, as in the style sheet, px. */
const LABELS = 40;
const END = 50;

/** More quotes of one expiry than any exchange lists, and than a thumbnail can tell apart. */
const MOST_MARKS = 600;

/** What the thumbnails are drawn from beside the fit. */
function stripFacts(s: WorkbenchState) {
  const { quotes, market, filtered } = s;
  return { quotes, market, filtered, manual: s.decisions.settings.manual };
}

interface StripProps {
  readonly fitted: Fitted | null;
  readonly facts: ReturnType<typeof stripFacts>;
}

/** All expiries at a glance: which one is bad is seen here first. */
export function StripView() {
  // The focused smile answers the hand first; the thumbnails follow.
  return <Strip fitted={usePacedFit()} facts={useDeferredValue(useWorkbench(stripFacts))} />;
}

const Strip = memo(function Strip({ fitted, facts }: StripProps) {
  const { quotes, market, filtered, manual } = facts;
  const focus = useWorkbench((s) => s.look.focus);
  const dropped = useWorkbench((s) => s.decisions.settings.dropped);
  const frozen = useWorkbench((s) => s.decisions.settings.frozen);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const overdue = useWorkbench(fitIsOld);
  const cells = useMemo(() => {
    const board = boardOf(fitted, quotes, market, filtered);
    if (board === null) return [];
    // A map, for looking a symbol up among the keys of an object makes a key of it first.
    const byHand = new Map(Object.entries(manual));
    const expiries = new Map(boardExpiries(board).map((expiry) => [expiry.key, expiry]));
    // The quotes of a live market may be newer than the fit that is drawn: its cells are of those it was moved on.
    const isMoved = fitted !== null && fitted.quotes !== quotes && fitted.quotes.files === quotes?.files;
    const facts = isMoved ? { ...fitted, fitted } : { fitted, quotes, market, filtered };
    return stripCells(facts).flatMap((cell) => {
      const expiry = expiries.get(cell.key);
      if (expiry === undefined) return [];
      return { cell, expiry, quotes: usedQuotes(expiry, board.quotes.symbol, byHand, MOST_MARKS) };
    });
  }, [fitted, quotes, market, filtered, manual]);
  const through = useMemo(() => cells.map(({ cell }) => cell.through.through), [cells]);
  const [measure, { width: outer, height }] = useSize();
  const list = useRef<HTMLDivElement | null>(null);
  const [scrollLeft, setScrollLeft] = useState(0);
  const { cell: wide, view: width, scrolls } = stripWidths(outer - LABELS, cells.length, END);
  const index = cells.findIndex(({ cell }) => cell.key === focus);
  useEffect(() => {
    const element = list.current;
    if (element === null || index < 0 || width === 0) return;
    const left = index * wide;
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (left + wide > element.scrollLeft + width) element.scrollLeft = left + wide - width;
  }, [index, wide, width]);
  /** Of the cell at this place, else of the one in focus. */
  const openMenu = (at: Element | null, x: number, y: number): void => {
    const option = at?.closest('[role="option"]') ?? list.current?.querySelector('[aria-selected="true"]');
    const cell = cells.find((_, i) => optionId(i) === option?.id)?.cell;
    if (cell !== undefined) setMenu({ key: cell.key, name: cell.name, x, y });
  };
  const onContextMenu = (event: MouseEvent): void => {
    event.preventDefault();
    const cell = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    // From the keyboard it is asked of the list, and opens at the cell in focus.
    const box = (cell ?? list.current?.querySelector('[aria-selected="true"]'))?.getBoundingClientRect();
    if (cell !== null) openMenu(cell, event.clientX, event.clientY);
    else if (box !== undefined) openMenu(null, box.left + 8, box.bottom - 8);
  };
  const hidden = hiddenCells(scrollLeft, width, wide, through);
  const compact = height > 0 && height < 70;
  return (
    <>
      <div className={overdue ? 'strip overdue' : 'strip'} ref={measure}>
        <div className="strip-labels">
          <button
            type="button"
            className="strip-menu-button"
            aria-label="Drop or freeze the expiry"
            aria-haspopup="menu"
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              openMenu(null, box.left, box.bottom);
            }}
          >
            ⋯
          </button>
          <More count={hidden.before} through={hidden.throughBefore} by={-width} list={list} />
          {!compact && <span aria-hidden="true">ATM</span>}
          {!compact && <span aria-hidden="true">RMSE</span>}
        </div>
        <div
          className="strip-cells"
          role="listbox"
          aria-label="Expiries"
          aria-orientation="horizontal"
          aria-activedescendant={index < 0 ? undefined : optionId(index)}
          tabIndex={0}
          ref={list}
          onKeyDown={(event) =>
            onKey(
              event,
              cells.map(({ cell }) => cell.key),
              index,
            )
          }
          onContextMenu={onContextMenu}
          onScroll={(event) => setScrollLeft(event.currentTarget.scrollLeft)}
        >
          {/* Cells of a width that is not known yet would move when it is. */}
          {outer > 0 &&
            cells.map(({ cell, expiry, quotes: used }, i) => (
              <Cell
                key={cell.key}
                id={optionId(i)}
                cell={cell}
                expiry={expiry}
                quotes={used}
                focused={i === index}
                width={wide}
                compact={compact}
                hand={
                  dropped[cell.key] === true ? 'dropped' : frozen[cell.key] === undefined ? null : 'frozen'
                }
              />
            ))}
        </div>
        {scrolls && (
          <div className="strip-end">
            <More count={hidden.after} through={hidden.throughAfter} by={width} list={list} />
          </div>
        )}
      </div>
      {/* Beside the strip, which is contained: its place is one of the page. */}
      {menu !== null && (
        <Suspense fallback={null}>
          <ExpiryMenu place={menu} close={() => setMenu(null)} />
        </Suspense>
      )}
    </>
  );
});

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
      className="strip-more"
      tabIndex={-1}
      aria-label={`${count} more expiries ${after ? 'later' : 'earlier'}${through > 0 ? `, ${through} quotes through` : ''}`}
      onClick={() => list.current?.scrollBy({ left: by, behavior: 'instant' })}
    >
      {after ? `+${count} ▸` : `◂ +${count}`}
      {through > 0 && <span className="warn">▲{grouped(through, 0)}</span>}
    </button>
  );
}

function onKey(event: KeyboardEvent, keys: readonly string[], index: number) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const focused = keys[index];
  if (event.key === 'Delete' && focused !== undefined) {
    event.preventDefault();
    workbench.actions.dropExpiry(focused, true);
    return;
  }
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
