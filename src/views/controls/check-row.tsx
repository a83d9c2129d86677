import { type ReactNode, useId } from 'react';
import './controls.css';

export interface CheckRowProps {
  readonly label: string;
  readonly checked: boolean;
  readonly changed: boolean;
  /** How many quotes the choice leaves out, as a figure or the button that lists them. */
  readonly leftOut: ReactNode;
  /** A control of its own between label and count. */
  readonly aside?: ReactNode;
  readonly onChange: (checked: boolean) => void;
}

/** A checkbox with the count it decides about. */
export function CheckRow(props: CheckRowProps) {
  const { label, checked, changed, leftOut, aside, onChange } = props;
  const id = useId();
  return (
    <div className="row check-row">
      <label className="row-label" htmlFor={id}>
        {label}
        {changed && <span className="changed" />}
      </label>
      <span className="row-count">
        {aside}
        {leftOut}
      </span>
      <input
        id={id}
        type="checkbox"
        aria-label={label}
        checked={checked}
        onChange={(e) => onChange(e.target.checked)}
      />
    </div>
  );
}
