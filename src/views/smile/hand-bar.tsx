import type { KeyboardEvent } from 'react';
import type { BoardExpiry } from '#charts/board.ts';
import { gripKinds } from '#charts/grip-kinds.ts';
import type { Grip } from '#charts/smile-grips.ts';
import { modelById } from '#models/index.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { NumberField } from '#views/controls/number-field.tsx';
import { gripText, gripWords, typedGrip } from './grip-words.ts';
import type { GripHand } from './use-grips.ts';

/** The grips as numbers: each is typed or stepped, held by a value and released by its name. */
export function HandBar({ expiry, hand }: { readonly expiry: BoardExpiry; readonly hand: GripHand }) {
  const model = useWorkbench((s) => s.decisions.settings.model);
  const grips = hand.scene?.grips ?? [];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the fields stay theirs
    <div className="hand-bar" onKeyDown={keepKeys}>
      {hand.frozen ? (
        <span className="faint">
          Frozen: its parameters stay.{' '}
          <button
            type="button"
            className="link"
            onClick={() => workbench.actions.freezeExpiry(expiry.key, false)}
          >
            Unfreeze
          </button>
        </span>
      ) : grips.length === 0 ? (
        <span className="faint">{whyNone(expiry, model)}</span>
      ) : (
        grips.map((grip) => <Field key={grip.kind.id} grip={grip} hand={hand} />)
      )}
    </div>
  );
}

function Field({ grip, hand }: { readonly grip: Grip; readonly hand: GripHand }) {
  const { kind, spec, step, held, blocked } = grip;
  const value = hand.asked(grip);
  const end = hand.endOf(kind.name);
  const says = held ? 'Held. Click to fit it again.' : 'Fitted. Click to hold it here.';
  return (
    <span className={`hand-field${held ? ' held' : ''}`}>
      <button
        type="button"
        className="tool"
        aria-label={`Hold ${kind.label}`}
        aria-pressed={held}
        disabled={blocked !== null}
        title={blocked ?? `${kind.note} ${says}`}
        onClick={() => (held ? hand.release(grip) : hand.hold(grip, value))}
      >
        {kind.short}
      </button>
      <NumberField
        label={`${kind.label}, value`}
        value={value}
        format={(v) => gripText(grip, v)}
        parse={(text) => typedGrip(grip, text)}
        min={spec.lower}
        max={spec.upper}
        stepTo={(from, by) => (from === null ? null : from + by * step)}
        readOnly={blocked !== null}
        title={blocked ?? `${gripWords(grip, value, end)}. ${kind.note}`}
        onApply={(to) => {
          if (to !== null) hand.hold(grip, to);
        }}
      />
      {end !== null && <span className="hand-end warn">at {end}</span>}
    </span>
  );
}

function whyNone({ fit, name }: BoardExpiry, model: string): string {
  if (gripKinds(model).length === 0) {
    const label = modelById(model)?.label ?? model;
    return `${label} holds no parameter for one expiry alone: fix them for the board in the Fit panel.`;
  }
  return fit?.theta == null ? `${name} is not fitted: nothing to take hold of.` : 'Fitting…';
}

/** The arrow keys move in the field, not along the quotes. */
function keepKeys(event: KeyboardEvent): void {
  if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) event.stopPropagation();
}
