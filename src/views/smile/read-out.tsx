import { delta, halfSpreads, MINUS, volPercent, volPoints, weightPercent } from '#base/format.ts';
import type { BoardExpiry } from '#charts/board.ts';
import type { SmileMark } from '#charts/smile-marks.ts';
import { quoteName, whyNot } from '#charts/smile-words.ts';
import { activeQuote } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';

/** The quote under the pointer or the cursor, whichever moved last, on a line of its own. */
export function ReadOut({
  expiry,
  marks,
}: {
  readonly expiry: BoardExpiry;
  readonly marks: readonly SmileMark[];
}) {
  const row = useWorkbench(activeQuote);
  const mark = row === null ? undefined : marks.find((m) => m.row === row);
  if (mark === undefined) return <p className="smile-read-out faint">{hint(expiry)}</p>;
  const reason = whyNot(mark);
  return (
    <p className="smile-read-out">
      <b>{quoteName(mark)}</b>
      <span>Δ {delta(mark.delta)}</span>
      <span>
        {volPercent(mark.bid)} / {volPercent(mark.ask)}
      </span>
      {Number.isFinite(mark.model) && (
        <span>
          model <b>{volPercent(mark.model)}</b>
        </span>
      )}
      <Residual mark={mark} />
      {reason === null ? (
        <span className="smile-weight">weight {weightPercent(mark.weight)} %</span>
      ) : (
        <span className="smile-weight">{reason}</span>
      )}
    </p>
  );
}

function Residual({ mark }: { readonly mark: SmileMark }) {
  if (!Number.isFinite(mark.residual)) return null;
  const coloured = mark.side === 'rich' || mark.side === 'cheap';
  return (
    <span className={coloured && mark.state === 'used' ? mark.side : ''}>
      {coloured && `${mark.side} `}
      {volPoints(mark.residual)} vp
      {Number.isFinite(mark.halfSpreads) && `, ${halfSpreads(mark.halfSpreads)} hs`}
    </span>
  );
}

function hint(expiry: BoardExpiry): string {
  if (expiry.fit?.rmseVol === null || expiry.fit?.rmseVol === undefined)
    return `${MINUS} no quote under the pointer`;
  return `RMSE ${volPoints(expiry.fit.rmseVol)} vp · point at a quote, or ← →`;
}
