import { useDeferredValue, useMemo } from 'react';
import { count, grouped, MISSING, volPercent, volPoints } from '#base/format.ts';
import { boardExpiry } from '#charts/board.ts';
import { difference } from '#charts/compare-figure.ts';
import { smileMarks } from '#charts/smile-marks.ts';
import { fittedCurve } from '#charts/smile-scene.ts';
import { quotedAtm } from '#market/pair-books.ts';
import { modelById } from '#models/index.ts';
import {
  type CrossBoard,
  type CrossedExpiry,
  crossCautions,
  crossFinding,
  isJudged,
  isThrough,
} from '#store/compare-board.ts';
import { timesText } from '#store/compare-names.ts';
import { isLarge } from '#store/large-request.ts';
import { activeQuote } from '#store/selectors.ts';
import type { Fitted } from '#store/state.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CopyShown } from '#views/controls/copy-shown.tsx';
import { NumberField } from '#views/controls/number-field.tsx';
import { Finding } from '#views/controls/says.tsx';
import { Segmented } from '#views/controls/segmented.tsx';
import { Unbroken } from '#views/controls/unbroken.tsx';
import { useCrossBoard } from '#views/controls/use-cross-board.ts';
import { ComparedWith } from './compared-with.tsx';
import { windowOf } from './kept-fit.tsx';
import { NoSecond } from './no-second.tsx';
import { Picture } from './picture.tsx';

/** The second file against the fit of the board: times, cautions, the focused expiry over strikes, and all expiries. */
export function Second() {
  const board = useCrossBoard();
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const focus = useWorkbench((s) => s.look.focus);
  return (
    <>
      <header className="figure-head">
        <ComparedWith />
        {board !== null && <Tools board={board} />}
      </header>
      {board === null || fitted === null ? (
        <NoSecond />
      ) : (
        <>
          <Words board={board} />
          <Drawing board={board} fitted={fitted} focus={focus} />
          <Expiries board={board} focus={focus} />
        </>
      )}
    </>
  );
}

function Tools({ board }: { readonly board: CrossBoard }) {
  const at = useWorkbench((s) => s.look.cross.at);
  return (
    <>
      <p />
      <div className="compare-at">
        <Segmented
          name="Read the fit at"
          value={at}
          options={[
            {
              value: 'moneyness',
              label: 'Own forward',
              shown: 'Own K/F',
              title: `Each quote of ${board.names.b} at its strike over its own forward`,
            },
            {
              value: 'strike',
              label: 'Strike',
              title: `Each quote of ${board.names.b} at its strike, whatever its forward`,
            },
          ]}
          onChange={(next) => actions.lookAcross({ at: next })}
        />
      </div>
      <CopyShown />
      <button
        type="button"
        className="icon-button"
        aria-label="Close the second file"
        title="Close the second file"
        onClick={actions.dropSecond}
      >
        ✕
      </button>
    </>
  );
}

/** Finding, times and what is to be known before either is believed. */
function Words({ board }: { readonly board: CrossBoard }) {
  const said = useWorkbench((s) => s.second?.said ?? NONE);
  const isKept = useWorkbench((s) => !isLarge(s.second?.quotes ?? null));
  const finding = crossFinding(board);
  const cautions = crossCautions(board);
  return (
    <div className="compare-words">
      <p title={finding}>
        <Unbroken text={finding} />
      </p>
      <div className="compare-times">
        <p className={board.oneMoment ? 'quiet' : 'warn'}>
          {board.oneMoment ? '' : '▲ '}
          {timesText(board.asOf.a, board.asOf.b, board.names)}
        </p>
        {board.oneMoment && <Fee />}
      </div>
      {[...cautions, ...said, ...(isKept ? [] : [NOT_KEPT])].map((text) => (
        <p key={text} className="quiet" title={text}>
          <Unbroken text={text} />
        </p>
      ))}
      <Finding text={[finding, ...cautions].join(' ')} />
    </div>
  );
}

const NONE: readonly string[] = [];
const NOT_KEPT = 'So large a file is not kept with the session: it is gone when the page is loaded again.';

/** What each leg of a crossing costs. */
function Fee() {
  const feeBp = useWorkbench((s) => s.look.cross.feeBp);
  return (
    <span className="compare-field compare-fee">
      <span className="faint">Fee bp</span>
      <NumberField
        label="Fee of a leg, bp"
        value={feeBp}
        format={String}
        min={0}
        max={1000}
        title="Taken off the gain of a crossing, twice: basis points of the forward"
        stepTo={(value, by) => Math.max(0, Math.round(10 * ((value ?? 0) + by / 2)) / 10)}
        onApply={(value) => actions.lookAcross({ feeBp: value ?? 0 })}
      />
    </span>
  );
}

function Drawing(props: {
  readonly board: CrossBoard;
  readonly fitted: Fitted;
  readonly focus: string | null;
}) {
  const { board, fitted, focus } = props;
  const manual = useWorkbench((s) => s.decisions.settings.manual);
  const all = useWorkbench((s) => s.look.allStrikes);
  const read = useWorkbench(activeQuote);
  const selected = useWorkbench((s) => s.look.cross.cursor);
  const of = useMemo(() => {
    const expiry = focus === null ? null : boardExpiry(fitted, focus);
    const base = expiry === null ? null : fittedCurve(expiry);
    if (expiry === null || base === null) return null;
    const crossed = board.expiries.find(({ key }) => key === focus);
    const marks = smileMarks(expiry, fitted.quotes.symbol, manual);
    const { low, high } = windowOf(expiry, marks, all);
    const second = crossed === undefined ? null : { quotes: crossed.quotes, book: crossed.a };
    return difference(base, null, marks, second, [low, high]);
  }, [board, fitted, focus, manual, all]);
  if (of === null) return <p className="figure-empty">Not fitted.</p>;
  const listed = board.expiries.some(({ key }) => key === focus);
  const model = modelById(fitted.result.model)?.label ?? fitted.result.model;
  return (
    <Picture
      of={of}
      caption={`vol points against ${model} · ${listed ? `bars ${board.names.a}, ◇ ${board.names.b}` : `${board.names.b} does not list it`}`}
      read={read}
      selected={selected}
    />
  );
}

function Expiries({ board, focus }: { readonly board: CrossBoard; readonly focus: string | null }) {
  const { a, b } = board.names;
  return (
    <section
      className="figure-table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      aria-label="Expiries of both, rows"
    >
      <table aria-label="Expiries of both">
        <thead>
          <tr>
            <th>Expiry</th>
            <th title={`Quotes of ${b} with the fit outside their bid-ask, of all that are kept`}>Through</th>
            <th title={`Volatility at the forward as the quotes of ${a} have it, %`}>ATM {a}</th>
            <th title={`Volatility at the forward as the quotes of ${b} have it, %`}>ATM {b}</th>
            <th title={`${b} less ${a}, vol points`}>vp</th>
            <th title={`Forward of ${b} less that of ${a}`}>ΔF</th>
          </tr>
        </thead>
        <tbody>
          {board.expiries.map((expiry) => (
            <ExpiryRow key={expiry.key} expiry={expiry} focused={expiry.key === focus} />
          ))}
        </tbody>
      </table>
      {board.expiries.length === 0 && (
        <p className="figure-empty">Both list no expiry of one instant that is fitted here.</p>
      )}
    </section>
  );
}

function ExpiryRow({ expiry, focused }: { readonly expiry: CrossedExpiry; readonly focused: boolean }) {
  const { key, name, a, b, quotes } = expiry;
  const through = quotes.filter((quote) => isThrough({ quote })).length;
  const [atmA, atmB] = [quotedAtm(a), quotedAtm(b)];
  const gap = b.forward.value - a.forward.value;
  return (
    <tr className={focused ? 'focused' : undefined}>
      <th scope="row">
        <button type="button" onClick={() => actions.focusExpiry(key)}>
          {name}
        </button>
      </th>
      {isJudged(quotes) ? (
        <td className={through > 0 ? 'warn' : 'quiet'} data-copy={String(through)}>
          {through > 0 ? `▲ ${through}` : '0'}/{count(quotes.length)}
        </td>
      ) : (
        <td className="quiet">{MISSING}</td>
      )}
      <td className="quiet">{volPercent(atmA)}</td>
      <td>{volPercent(atmB)}</td>
      <td>{volPoints(atmB - atmA)}</td>
      <td className="quiet">{grouped(gap, Math.abs(a.forward.value) >= 1000 ? 1 : 2)}</td>
    </tr>
  );
}
