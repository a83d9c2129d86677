import './controls.css';

export interface ChoiceProps {
  /** Accessible name. */
  readonly name: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly className?: string;
  readonly title?: string;
}

/** A combobox of few entries: the platform's own list, which every keyboard and screen reader knows. */
export function Choice({ name, value, options, onChange, className, title }: ChoiceProps) {
  return (
    <span className={`choice ${className ?? ''}`} title={title}>
      <select aria-label={name} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <span aria-hidden="true">▾</span>
    </span>
  );
}
