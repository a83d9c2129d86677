import { memo, useMemo } from 'react';
import { date, fixed, shortDate, timeToExpiry, volPoints } from '#base/format.ts';
import type { BoardExpiry } from '#charts/board.ts';
import type { SmileMark } from '#charts/smile-marks.ts';
import { fittedCurve } from '#charts/smile-scene.ts';
import { shortReason, thumbnail } from '#charts/strip-cells.ts';
import { workbench } from '#store/workbench.ts';

/** One expiry: date, mark, thumbnail, ATM and RMSE. */
export const Cell = memo(function Cell(props: {
  readonly id: string;
  readonly expiry: BoardExpiry;
  readonly marks: readonly SmileMark[];
  readonly through: number;
  readonly withYear: boolean;
  readonly focused: boolean;
  readonly width: number;
  readonly compact: boolean;
}) {
  const { id, expiry, through, focused, width, compact } = props;
  const { book, fit } = expiry;
  const failed = fit !== null && fit.theta === null;
  const atm = fit?.measures?.vol;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox holds the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox points at its option
    <div
      id={id}
      className={focused ? 'strip-cell focused' : 'strip-cell'}
      role="option"
      aria-selected={focused}
      aria-label={name(expiry)}
      aria-description={description(expiry, through)}
      style={{ width }}
      onClick={() => workbench.actions.focusExpiry(expiry.key)}
    >
      <span className="strip-date">
        {shortDate(book.expiry, props.withYear)}
        {failed ? <b className="fail">✕</b> : through > 0 && <b className="warn">▲{through}</b>}
      </span>
      {failed ? <span className="strip-failed fail">{shortReason(expiry)}</span> : <Thumb {...props} />}
      {!compact && <span className="strip-number">{atm === undefined ? '' : fixed(atm * 100, 1)}</span>}
      {!compact && (
        <span className="strip-number quiet">{fit?.rmseVol == null ? '' : volPoints(fit.rmseVol)}</span>
      )}
    </div>
  );
});

function Thumb(props: {
  readonly expiry: BoardExpiry;
  readonly marks: readonly SmileMark[];
  readonly width: number;
}) {
  const { expiry, marks } = props;
  const width = Math.max(1, Math.floor(props.width) - 11);
  const paths = useMemo(
    () => thumbnail(expiry, fittedCurve(expiry), marks, width, 30),
    [expiry, marks, width],
  );
  return (
    <svg className="strip-thumb" viewBox={`0 0 ${width} 30`} preserveAspectRatio="none" aria-hidden="true">
      <path className="bars" d={paths.bars} />
      <path className="bars rich" d={paths.rich} />
      <path className="bars cheap" d={paths.cheap} />
      <path className="line" d={paths.line} />
    </svg>
  );
}

/** The date, with the contract root where the key carries one. */
function name({ key, book }: BoardExpiry): string {
  return key.includes('@') ? `${book.root} ${date(book.expiry)}` : date(book.expiry);
}

function description(expiry: BoardExpiry, through: number): string {
  const { fit, book } = expiry;
  if (fit === null) return `${timeToExpiry(book.t)}, not fitted yet`;
  if (fit.theta === null) return `${timeToExpiry(book.t)}, failed: ${fit.message ?? 'not fitted'}`;
  const atm = fit.measures === null ? '' : `, ATM ${fixed(fit.measures.vol * 100, 1)}`;
  return `${timeToExpiry(book.t)}${atm}, RMSE ${volPoints(fit.rmseVol)}, ${through} of ${fit.twoSided} through the fit`;
}
