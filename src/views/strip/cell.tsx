import { memo, useMemo } from 'react';
import { fixed, share, timeToExpiry, volPoints } from '#base/format.ts';
import type { BoardExpiry } from '#charts/board.ts';
import { fittedCurve } from '#charts/smile-scene.ts';
import { isTight } from '#charts/strip-width.ts';
import { thumbnail, type UsedQuotes } from '#charts/thumbnail.ts';
import { isWorking } from '#store/accepted.ts';
import { readingOf } from '#store/reading.ts';
import type { StripCell } from '#store/selectors.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { FeedMark } from '#views/controls/feed-mark.tsx';

/** From here on a share says more than a count. */
const MANY = 50;
/** What the dot of an expiry that differs from the kept fit and the mark of its feed take behind the date, px. */
const WORKING_PX = 8;
const FEED_PX = 13;

/** One expiry: date, mark, thumbnail, ATM and RMSE. */
export const Cell = memo(function Cell(props: {
  readonly id: string;
  readonly cell: StripCell;
  readonly expiry: BoardExpiry;
  readonly quotes: UsedQuotes;
  readonly focused: boolean;
  readonly width: number;
  readonly compact: boolean;
  /** What a hand made of the whole expiry. */
  readonly hand: 'dropped' | 'frozen' | null;
}) {
  const { id, cell, focused, width, compact, hand } = props;
  const { through, of } = cell.through;
  const blank = hand === 'dropped';
  const mark = throughMark(through, of);
  const failed = cell.status === 'failed' && hand === null;
  const working = useWorkbench((s) => isWorking(s.ghost, s.fitted, cell.key) === true);
  const read = useWorkbench((s) => readingOf(s)?.key === cell.key);
  const feed = useWorkbench((s) => s.feed?.expiries[cell.key] ?? 'fresh');
  // Where they do not fit beside the date, the mark moves onto the thumbnail and the suffix before the ATM.
  const behind = (working && !blank ? WORKING_PX : 0) + (feed === 'fresh' ? 0 : FEED_PX);
  const tight = isTight(cell, mark, behind, width);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox holds the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox points at its option
    <div
      id={id}
      className={`strip-cell ${focused ? 'focused' : ''} ${read ? 'read' : ''} ${hand ?? ''}`}
      role="option"
      aria-selected={focused}
      aria-label={cell.name}
      aria-description={
        hand === 'dropped'
          ? DROPPED
          : `${description(cell, hand === 'frozen', working)}${feed === 'fresh' ? '' : `, quotes ${feed}`}`
      }
      title={hand === 'dropped' ? DROPPED : (cell.message ?? undefined)}
      style={{ width }}
      onClick={() => workbench.actions.focusExpiry(cell.key)}
      onPointerEnter={() => workbench.actions.point({ key: cell.key, t: null, k: null })}
      onPointerLeave={() => workbench.actions.point(null)}
    >
      <span className="strip-date">
        <span>
          {cell.label}
          {cell.suffix !== '' && <small className={tight.suffix ? 'below' : undefined}>{cell.suffix}</small>}
          {working && hand !== 'dropped' && <span className="strip-working" />}
          <FeedMark expiry={cell.key} />
        </span>
        {failed ? (
          <b className="fail">✕</b>
        ) : (
          hand !== 'dropped' && through > 0 && <b className={tight.mark ? 'warn below' : 'warn'}>{mark}</b>
        )}
      </span>
      {failed ? (
        <span className="strip-failed fail">{cell.short}</span>
      ) : hand === 'dropped' ? (
        <span className="strip-failed faint">dropped</span>
      ) : (
        <Thumb {...props} />
      )}
      {hand === 'frozen' && <span className="strip-frozen">frozen</span>}
      {!compact && (
        <span className="strip-number">
          {blank || cell.atmVol === null ? '' : fixed(cell.atmVol * 100, 1)}
        </span>
      )}
      {!compact && (
        <span className="strip-number quiet">
          {blank || cell.rmseVol === null ? '' : volPoints(cell.rmseVol)}
        </span>
      )}
    </div>
  );
});

function Thumb(props: { readonly expiry: BoardExpiry; readonly quotes: UsedQuotes; readonly width: number }) {
  const { expiry, quotes } = props;
  const width = Math.max(1, Math.floor(props.width) - 8);
  const paths = useMemo(
    () => thumbnail(expiry, fittedCurve(expiry), quotes, width, 30),
    [expiry, quotes, width],
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

function throughMark(through: number, of: number): string {
  return through < MANY ? `▲${through}` : `▲${share(through / of)}`;
}

const DROPPED = 'dropped by hand: out of fit and surface; d or the menu takes it back';

function description(cell: StripCell, frozen: boolean, working: boolean): string {
  const state = frozen ? 'frozen, ' : '';
  return `${state}${described(cell)}${working ? ', differs from the kept fit' : ''}`;
}

function described(cell: StripCell): string {
  const time = timeToExpiry(cell.t);
  if (cell.status === 'unfitted') return `${time}, not fitted yet`;
  if (cell.status === 'failed') return `${time}, failed: ${cell.message ?? 'not fitted'}`;
  const atm = cell.atmVol === null ? '' : `, ATM ${fixed(cell.atmVol * 100, 1)}`;
  const counted =
    cell.through.of === 0 ? '' : `, ${cell.through.through} of ${cell.through.of} through the fit`;
  return `${time}${atm}, RMSE ${volPoints(cell.rmseVol)}${counted}`;
}
