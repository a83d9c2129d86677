import { count } from '#base/format.ts';
import './controls.css';

export interface CheckRowProps {
  readonly label: string;
  readonly checked: boolean;
  readonly changed: boolean;
  /** How many quotes the choice leaves out; null before anything is read. */
  readonly leftOut: number | null;
  readonly title: string;
  readonly onChange: (checked: boolean) => void;
}

/** A checkbox with the count it decides about. */
export function CheckRow({ label, checked, changed, leftOut, title, onChange }: CheckRowProps) {
  return (
    <label className="row check-row" title={title}>
      <span className="row-label">
        {label}
        {changed && <span className="changed" />}
      </span>
      <span className="row-count">{leftOut === null ? '' : count(leftOut)}</span>
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        onChange={(e) => onChange(e.target.checked)}
      />
    </label>
  );
}
