import { memo } from 'react';
import { count, timeToExpiry, volPercent, volPoints } from '#base/format.ts';
import type { BoardExpiry } from '#charts/board.ts';
import { isThrough, type SmileMark } from '#charts/smile-marks.ts';
import { forwardText, sourceWord } from '#charts/smile-words.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';

/** Expiry, forward with its source, and the three numbers of a smile; right, what is through the fit. */
export const Title = memo(function Title({
  expiry,
  marks,
  drawn,
}: {
  readonly expiry: BoardExpiry;
  readonly marks: readonly SmileMark[];
  /** Marks that are drawn. */
  readonly drawn: number;
}) {
  const { book, fit } = expiry;
  const measures = fit?.measures ?? null;
  return (
    <header className="smile-title">
      <h2>{expiry.name}</h2>
      <span className="smile-facts">
        <Fact label="" value={timeToExpiry(book.t)} quiet />
        <Fact label="F" value={forwardText(book.forward.value)} after={sourceWord(book.forward)} />
        {measures !== null && <Fact label="ATM" value={volPercent(measures.vol)} />}
        {measures !== null && <Fact label="RR25" value={volPoints(measures.riskReversal25)} />}
        {measures !== null && <Fact label="BF25" value={volPoints(measures.butterfly25)} />}
        {drawn < marks.length && (
          <span className="faint">
            {count(drawn)} of {count(marks.length)} drawn
          </span>
        )}
      </span>
      <Verdict expiry={expiry} marks={marks} />
    </header>
  );
});

const Fact = memo(function Fact(props: {
  readonly label: string;
  readonly value: string;
  readonly after?: string;
  readonly quiet?: boolean;
}) {
  return (
    <span className="smile-fact">
      {props.label !== '' && `${props.label} `}
      <b className={props.quiet === true ? 'quiet' : ''}>{props.value}</b>
      {props.after !== undefined && ` ${props.after}`}
    </span>
  );
});

/** What a hand made of the whole expiry, and the way back. */
function Whole({ expiry, dropped }: { readonly expiry: BoardExpiry; readonly dropped: boolean }) {
  const { actions } = workbench;
  return (
    <span className="smile-verdict quiet">
      {dropped ? 'dropped by hand ' : 'frozen '}
      <button
        type="button"
        className="link"
        onClick={() =>
          dropped ? actions.dropExpiry(expiry.key, false) : actions.freezeExpiry(expiry.key, false)
        }
      >
        {dropped ? 'Take back' : 'Unfreeze'}
      </button>
    </span>
  );
}

function Verdict({ expiry, marks }: { readonly expiry: BoardExpiry; readonly marks: readonly SmileMark[] }) {
  const dropped = useWorkbench((s) => s.decisions.settings.dropped[expiry.key] === true);
  const frozen = useWorkbench((s) => s.decisions.settings.frozen[expiry.key] !== undefined);
  if (dropped || frozen) return <Whole expiry={expiry} dropped={dropped} />;
  if (expiry.fit === null) return <span className="smile-verdict quiet">not fitted yet</span>;
  if (expiry.fit.theta === null)
    return <span className="smile-verdict fail">✕ {expiry.fit.message ?? 'not fitted'}</span>;
  const judged = marks.filter((mark) => mark.state === 'used' && mark.side !== 'unknown').length;
  const through = marks.filter(isThrough).length;
  if (through === 0)
    return <span className="smile-verdict quiet">{judged === 0 ? '' : `all ${judged} inside`}</span>;
  return (
    <span className="smile-verdict warn">
      ▲ {through} of {judged} through
    </span>
  );
}
