import { type ReactNode, useId } from 'react';
import './controls.css';

export interface CheckRowProps {
  readonly label: string;
  readonly checked: boolean;
  readonly changed: boolean;
  /** How many quotes the choice leaves out, as a figure or the button that lists them. */
  readonly leftOut: ReactNode;
  readonly title: string;
  /** Why it cannot be chosen, in place of `title`; null where it can. */
  readonly disabledBecause?: string | null;
  readonly onChange: (checked: boolean) => void;
}

/** A checkbox with the count it decides about. */
export function CheckRow(props: CheckRowProps) {
  const { label, checked, changed, leftOut, title, disabledBecause = null, onChange } = props;
  const id = useId();
  return (
    <div className="row check-row" title={disabledBecause ?? title}>
      <label className="row-label" htmlFor={id}>
        {label}
        {changed && <span className="changed" />}
      </label>
      <span className="row-count">{disabledBecause === null ? leftOut : 'n/a'}</span>
      <input
        id={id}
        type="checkbox"
        aria-label={label}
        checked={checked}
        disabled={disabledBecause !== null}
        onChange={(e) => onChange(e.target.checked)}
      />
    </div>
  );
}
