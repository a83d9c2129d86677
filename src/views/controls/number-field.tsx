import { type ChangeEvent, type FocusEvent, type KeyboardEvent, useId, useState } from 'react';
import { parseNumber } from '#base/format.ts';
import { Input, useSteady } from './input.tsx';
import './controls.css';

export interface NumberFieldProps {
  /** Accessible name. */
  readonly label: string;
  /** Null shows `empty`. */
  readonly value: number | null;
  /** The value as the field shows it. */
  readonly format: (value: number) => string;
  /** Reads what was typed; null refuses it. The default takes `.` or `,` and `%`. */
  readonly parse?: (text: string) => number | null;
  /** Applies a valid value, once per change and never while typing; null is `empty`, where `canBeEmpty`. */
  readonly onApply: (value: number | null) => void;
  /** Where `by` arrow keys lead (Shift takes ten). Absent: arrows do nothing. */
  readonly stepTo?: (value: number | null, by: number) => number | null;
  readonly min?: number;
  readonly max?: number;
  /** Text for no value: `n/a`, `off`. */
  readonly empty?: string;
  /** Clearing the field, or typing the text of `empty`, applies null. */
  readonly canBeEmpty?: boolean;
  readonly disabled?: boolean;
  readonly readOnly?: boolean;
  /** Why it is disabled or read-only, or what the value means. */
  readonly title?: string | undefined;
  readonly onFocus?: () => void;
  readonly className?: string;
}

const plain = (text: string) => parseNumber(text, 'plain');

/**
 * A number to be typed: Enter or leaving applies, Escape takes back what was typed, arrows step.
 * What is no number, or lies out of range, stays marked on Enter, with the reason beside it, and is taken back on leaving.
 */
export function NumberField(props: NumberFieldProps) {
  const { label, value, format, parse = plain, onApply, min = -Infinity, max = Infinity } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const reasonId = useId();
  const written = value === null ? (props.empty ?? '') : format(value);
  const locked = props.disabled === true || props.readOnly === true;

  const settle = (): void => {
    setDraft(null);
    setRefused(false);
  };

  const apply = (text: string, leaving: boolean): void => {
    const isEmpty = text.trim() === '' || text.trim().toLowerCase() === props.empty?.toLowerCase();
    const typed = props.canBeEmpty === true && isEmpty ? null : parse(text);
    // A value shown rounded and confirmed untouched must not become the rounded one.
    if (text.trim() === written) {
      settle();
    } else if (props.canBeEmpty === true && isEmpty) {
      settle();
      onApply(null);
    } else if (typed !== null && typed >= min && typed <= max) {
      settle();
      onApply(typed);
    } else if (leaving) {
      settle();
    } else {
      setRefused(true);
    }
  };

  const step = (by: number): void => {
    if (props.stepTo === undefined) return;
    const to = props.stepTo(draft === null ? value : (parse(draft) ?? value), by);
    settle();
    if (to !== value) onApply(to === null ? null : Math.min(max, Math.max(min, to)));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || locked) return;
    if (event.key === 'Enter' && draft !== null) {
      apply(draft, false);
    } else if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation();
      settle();
    } else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && props.stepTo !== undefined) {
      event.preventDefault();
      step((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
    }
  };

  const hand = useSteady({
    onChange(event: ChangeEvent<HTMLInputElement>) {
      setDraft(event.target.value);
      setRefused(false);
    },
    onKeyDown,
    onFocus(event: FocusEvent<HTMLInputElement>) {
      if (!locked) event.target.select();
      props.onFocus?.();
    },
    onBlur() {
      if (draft !== null) apply(draft, true);
    },
  });

  const reason = refused ? refusal(min, max, format) : null;
  const input = (
    <Input
      type="text"
      inputMode="decimal"
      role="spinbutton"
      autoComplete="off"
      spellCheck={false}
      className={`number-field ${value === null ? 'number-empty' : ''} ${props.className ?? ''}`}
      aria-label={label}
      data-typed={draft === null || draft === written ? undefined : ''}
      aria-valuenow={value ?? undefined}
      aria-valuetext={written}
      aria-valuemin={Number.isFinite(min) ? min : undefined}
      aria-valuemax={Number.isFinite(max) ? max : undefined}
      aria-invalid={refused || undefined}
      aria-describedby={refused ? reasonId : undefined}
      title={reason ?? props.title}
      disabled={props.disabled}
      readOnly={props.readOnly}
      value={draft ?? written}
      {...hand}
    />
  );
  return (
    <>
      {input}
      {reason !== null && (
        <span id={reasonId} className="refusal" role="alert" popover="manual" ref={besideField}>
          {reason}
        </span>
      )}
    </>
  );
}

/** Shows a reason over the page, under the field before it or above one at the foot: nothing moves for it. */
function besideField(note: HTMLElement | null) {
  const field = note?.previousElementSibling;
  if (note == null || field == null) return;
  note.showPopover();
  const place = () => {
    const { left, top, bottom } = field.getBoundingClientRect();
    const under = bottom + 4;
    note.style.left = `${Math.max(0, Math.min(left, innerWidth - note.offsetWidth - 8))}px`;
    note.style.top = `${under + note.offsetHeight > innerHeight ? top - note.offsetHeight - 4 : under}px`;
  };
  place();
  addEventListener('scroll', place, true);
  return () => removeEventListener('scroll', place, true);
}

function refusal(min: number, max: number, format: (value: number) => string): string {
  const [low, high] = [Number.isFinite(min), Number.isFinite(max)];
  if (!low) return high ? `A number up to ${format(max)}.` : 'Not a number.';
  // A limit that stands for "more than nothing" is shown as 0, which is refused.
  if (!high)
    return min > 0 && plain(format(min)) === 0 ? 'A number above 0.' : `A number from ${format(min)}.`;
  return `A number from ${format(min)} to ${format(max)}.`;
}
