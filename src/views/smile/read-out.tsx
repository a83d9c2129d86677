import { memo, useMemo } from 'react';
import { delta, halfSpreads, MINUS, volPercent, volPoints, weightPercent } from '#base/format.ts';
import type { BoardExpiry } from '#charts/board.ts';
import { volApart } from '#charts/model-curve.ts';
import type { SmileMark } from '#charts/smile-marks.ts';
import { fittedCurve } from '#charts/smile-scene.ts';
import { quoteName, whyNot } from '#charts/smile-words.ts';
import { acceptedFit } from '#store/accepted.ts';
import { activeQuote } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';

/** The quote under the pointer or the cursor, whichever moved last, on a line of its own. */
export const ReadOut = memo(function ReadOut({
  expiry,
  marks,
}: {
  readonly expiry: BoardExpiry;
  readonly marks: readonly SmileMark[];
}) {
  const row = useWorkbench(activeQuote);
  const mark = row === null ? undefined : marks.find((m) => m.row === row);
  const kept = useToKept(expiry, mark?.k ?? null);
  if (mark === undefined) {
    return (
      <p className="smile-read-out faint">
        {hint(expiry)}
        {kept !== null && <span className="smile-kept">ATM {volPoints(kept)} vp to the kept fit</span>}
      </p>
    );
  }
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
      {kept !== null && (
        <span className="smile-kept" title="This fit less the kept one, at this strike">
          {volPoints(kept)} vp to kept
        </span>
      )}
      {reason === null ? (
        <span className="smile-weight">weight {weightPercent(mark.weight)} %</span>
      ) : (
        <span className="smile-weight">{reason}</span>
      )}
    </p>
  );
});

/** What the fit is above the kept one at a strike, or at the money of each, decimal; null where either is not known there. */
function useToKept(expiry: BoardExpiry, k: number | null): number | null {
  const accepted = useWorkbench((s) => acceptedFit(s.ghost));
  return useMemo(() => {
    const slice = accepted?.slices[expiry.key];
    const curve = fittedCurve(expiry);
    if (accepted === null || slice === undefined || curve === null) return null;
    const fixed = curve.fixed ?? 0;
    const by = volApart(curve, { ...slice, model: accepted.model, fixed }, k);
    return Number.isFinite(by) ? by : null;
  }, [accepted, expiry, k]);
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
