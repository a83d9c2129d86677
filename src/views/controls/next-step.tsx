import type { Message } from '#store/state.ts';
import { actions, useWorkbench, workbench } from '#store/workbench.ts';
import { AsOfForm, loadAsOf } from './as-of-form.tsx';
import { Popup } from './popup.tsx';

export interface NextStepProps {
  readonly action: NonNullable<Message['action']>;
  /** Expiry the step is about. */
  readonly expiry: string | null;
  readonly className?: string;
}

/** The button after a sentence: what can be done about it. */
export function NextStep({ action, expiry, className = 'link' }: NextStepProps) {
  const { kind, label } = action;
  const canUndo = useWorkbench((s) => s.canUndo);
  if (kind === 'undo' && !canUndo) return null;
  if (kind === 'set-as-of') return <SetAsOf label={label} className={className} />;
  return (
    <button type="button" className={className} onClick={() => take(kind, expiry)}>
      {label}
    </button>
  );
}

function SetAsOf({ label, className }: { readonly label: string; readonly className: string }) {
  const asOf = useWorkbench((s) => s.decisions.marketOptions.asOf);
  return (
    <Popup button={label} className={className} name="As-of time" side="top" ahead={loadAsOf}>
      {(close) => <AsOfForm asOf={asOf} fromFile={null} byHand={false} close={close} />}
    </Popup>
  );
}

function take(kind: Exclude<NextStepProps['action']['kind'], 'set-as-of'>, expiry: string | null): void {
  switch (kind) {
    case 'show-filters': {
      const { folded } = workbench.store.getState().look;
      actions.look({ folded: [...folded.filter((id) => !id.startsWith('filters')), 'filters:open'] });
      // The section is drawn by the next frame.
      requestAnimationFrame(() =>
        document.getElementById('fit-filters')?.scrollIntoView({ block: 'nearest' }),
      );
      return;
    }
    case 'show-quotes':
      if (expiry !== null) actions.focusExpiry(expiry);
      actions.look({
        table: 'quotes',
        quotesOf: expiry === null ? 'all' : 'focus',
        throughOnly: false,
        leftOut: null,
      });
      return;
    case 'show-forwards':
      if (expiry !== null) actions.focusExpiry(expiry);
      actions.look({ table: 'forwards', aside: expiry });
      return;
    case 'show-arbitrage':
      if (expiry !== null) actions.focusExpiry(expiry);
      actions.look({ table: 'arbitrage' });
      return;
    case 'undo':
      actions.undo();
      return;
    case 'reset-weights':
      actions.resetManual();
      return;
    case 'ask-columns':
      actions.ask('columns');
      return;
    case 'ask-choice':
      actions.ask('choice');
      return;
    case 'compare-former':
      actions.compareFormer();
      actions.lookAcross({ against: 'file' });
      actions.look({ table: 'compare' });
      return;
    case 'apply-settings':
      actions.applyGhostSettings();
  }
}
