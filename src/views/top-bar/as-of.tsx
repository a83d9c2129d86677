import { instant } from '#base/format.ts';
import { useWorkbench } from '#store/workbench.ts';
import { AsOfForm, loadAsOf } from '#views/controls/as-of-form.tsx';
import { Popup } from '#views/controls/popup.tsx';

const SOURCE_WORDS = {
  file: 'file',
  timestamps: 'newest quote',
  'file-name': 'file name',
  user: 'by hand',
  missing: 'unknown',
} as const;

/** The instant of the quotes, to be looked at and to be changed: every time to expiry counts from it. */
export function AsOf() {
  const quotes = useWorkbench((s) => s.quotes);
  const byHand = useWorkbench((s) => s.decisions.marketOptions.asOf);
  const feed = useWorkbench((s) => (s.published === null ? null : (s.feed?.mode ?? null)));
  if (quotes === null) return null;
  const asOf = byHand ?? quotes.asOf;
  const source = byHand === null ? (feed ?? SOURCE_WORDS[quotes.asOfSource]) : SOURCE_WORDS.user;
  return (
    <Popup
      button={
        asOf === null ? (
          <span className="warn">▲ as of unknown: set it</span>
        ) : (
          <>
            as of <strong>{instant(asOf)}</strong> · {source}
          </>
        )
      }
      title={asOf === null ? 'Set the time of the quotes' : age(asOf)}
      className="as-of"
      name="As-of time"
      layer="as-of-popover"
      align="start"
      ahead={loadAsOf}
    >
      {(close) => <AsOfForm asOf={asOf} fromFile={quotes.asOf} byHand={byHand !== null} close={close} />}
    </Popup>
  );
}

function age(asOf: number): string {
  const hours = (Date.now() - asOf) / 3_600_000;
  if (hours < 0) return 'Lies in the future. Click to change.';
  return `${past(hours)} old. Click to change.`;
}

function past(hours: number): string {
  if (hours < 1 / 60) return 'Less than a minute';
  if (hours < 1) return `${Math.floor(60 * hours)} min`;
  return hours < 48 ? `${hours.toFixed(1)} hours` : `${Math.round(hours / 24)} days`;
}
