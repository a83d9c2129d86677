import { type KeyboardEvent, type ReactNode, useDeferredValue, useMemo, useRef } from 'react';
import { volPoints } from '#base/format.ts';
import { boardExpiry, boardOf } from '#charts/board.ts';
import { secondPlaces } from '#charts/second-marks.ts';
import { smileMarks, thinned } from '#charts/smile-marks.ts';
import { smileFinding } from '#charts/smile-scene.ts';
import { type SmileWindow, smileWindow } from '#charts/smile-window.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { pictured } from '#views/controls/pictured.ts';
import { Finding } from '#views/controls/says.tsx';
import { useCrossBoard } from '#views/controls/use-cross-board.ts';
import { Chart } from './chart.tsx';
import { smileLegend } from './legend.ts';
import { ReadOut } from './read-out.tsx';
import { Title } from './title.tsx';
import './smile.css';

/** Marks that are drawn: more than the largest listed chains have, and as many as there are pixels for. */
const MOST_DRAWN = 600;

/** The focused smile: title, read-out, quotes with their fit, residuals below. */
export function SmileView() {
  const newest = useWorkbench((s) => s.fitted);
  // The line answers the hand first; what is judged by it follows within the frame. Another market is drawn whole.
  const settled = useDeferredValue(newest);
  const fitted = settled?.market === newest?.market ? settled : newest;
  const quotes = useWorkbench((s) => s.quotes);
  const market = useWorkbench((s) => s.market);
  const filtered = useWorkbench((s) => s.filtered);
  const manual = useWorkbench((s) => s.decisions.settings.manual);
  const focus = useWorkbench((s) => s.look.focus);
  const all = useWorkbench((s) => s.look.allStrikes);
  const inTheMoney = useWorkbench((s) => s.look.inTheMoneyShown);
  const overdue = useWorkbench(fitIsOld);
  const hasGhost = useWorkbench((s) => focus !== null && s.ghost?.slices[focus] !== undefined);
  const board = boardOf(fitted, quotes, market, filtered);
  const expiry = useMemo(() => {
    const of = boardOf(fitted, quotes, market, filtered);
    return of === null || focus === null ? null : boardExpiry(of, focus);
  }, [fitted, quotes, market, filtered, focus]);
  const symbols = board?.quotes.symbol;
  const marks = useMemo(
    () => (expiry === null || symbols === undefined ? [] : smileMarks(expiry, symbols, manual, inTheMoney)),
    [expiry, symbols, manual, inTheMoney],
  );
  const drawn = useMemo(() => thinned(marks, MOST_DRAWN), [marks]);
  const cross = useCrossBoard();
  const crossed = cross?.expiries.find(({ key }) => key === focus);
  const second = useMemo(
    () => (cross === null || crossed === undefined ? null : { name: cross.names.b, crossed }),
    [cross, crossed],
  );
  const window = useRef<SmileWindow | null>(null);
  if (expiry !== null) {
    window.current = smileWindow(
      {
        key: expiry.key,
        all,
        forward: expiry.fit?.forward ?? expiry.book.forward.value,
        t: expiry.book.t,
        atm: expiry.fit?.measures?.vol ?? null,
        marks: crossed === undefined ? marks : [...marks, ...secondPlaces(crossed.quotes, crossed.a)],
      },
      window.current,
    );
  }
  if (board === null || expiry === null || window.current === null) {
    return <Frame />;
  }
  const finding = smileFinding(expiry.name, expiry, marks, volPoints(expiry.fit?.rmseVol));
  return (
    <Frame
      overdue={overdue}
      finding={finding}
      picture={pictured(
        `Smile of ${expiry.name}`,
        smileLegend(expiry, marks, hasGhost, second?.name ?? null),
      )}
    >
      <Finding text={finding} />
      <Title expiry={expiry} marks={marks} drawn={drawn.length} />
      <ReadOut expiry={expiry} marks={marks} />
      <Chart board={board} expiry={expiry} marks={drawn} window={window.current} second={second} />
    </Frame>
  );
}

/** The named, focusable group; the arrow keys move the quote cursor in it. */
function Frame(props: {
  readonly overdue?: boolean;
  /** What describes the picture. */
  readonly finding?: string;
  /** Absent where there is none to draw. */
  readonly picture?: ReturnType<typeof pictured>;
  readonly children?: ReactNode;
}) {
  const { overdue = false, finding, picture, children } = props;
  return (
    <div
      className={overdue ? 'smile overdue' : 'smile'}
      role="group"
      aria-label="Smile"
      aria-description={finding}
      {...picture}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys need a place to work
      tabIndex={0}
      onKeyDown={onKey}
    >
      {children}
    </div>
  );
}

function onKey(event: KeyboardEvent) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const steps = { ArrowLeft: -1, ArrowRight: 1, Home: 'home', End: 'end' } as const;
  if (!Object.hasOwn(steps, event.key)) return;
  event.preventDefault();
  workbench.actions.stepCursor(steps[event.key as keyof typeof steps]);
}
