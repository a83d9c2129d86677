import { Popover } from 'radix-ui';
import { useState } from 'react';
import { instant } from '#base/format.ts';
import { useWorkbench } from '#store/workbench.ts';
import { AsOfForm } from '#views/controls/as-of-form.tsx';
import { keepFocus } from '#views/controls/keep-focus.ts';

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
  const [open, setOpen] = useState(false);
  if (quotes === null) return null;
  const asOf = byHand ?? quotes.asOf;
  const source = byHand === null ? SOURCE_WORDS[quotes.asOfSource] : SOURCE_WORDS.user;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="as-of" title={asOf === null ? 'Set the time of the quotes' : age(asOf)}>
        {asOf === null ? (
          <span className="warn">▲ as of unknown: set it</span>
        ) : (
          <>
            as of <strong>{instant(asOf)}</strong> · {source}
          </>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          onCloseAutoFocus={keepFocus}
          className="popover as-of-popover"
          align="start"
          sideOffset={4}
          aria-label="As-of time"
        >
          <AsOfForm
            asOf={asOf}
            fromFile={quotes.asOf}
            byHand={byHand !== null}
            close={() => setOpen(false)}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function age(asOf: number): string {
  const hours = (Date.now() - asOf) / 3_600_000;
  if (hours < 0) return 'Lies in the future. Click to change.';
  return `${hours < 48 ? `${hours.toFixed(1)} hours` : `${Math.round(hours / 24)} days`} old. Click to change.`;
}
