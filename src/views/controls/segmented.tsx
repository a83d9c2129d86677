import { useId } from 'react';
import './controls.css';

export interface SegmentedProps<T extends string> {
  /** Accessible name of the group. */
  readonly name: string;
  readonly value: T;
  readonly options: readonly {
    readonly value: T;
    readonly label: string;
    readonly shown?: string;
    readonly title?: string;
  }[];
  readonly onChange: (value: T) => void;
}

/** A radio group drawn as one bar of segments. */
export function Segmented<T extends string>({ name, value, options, onChange }: SegmentedProps<T>) {
  const group = useId();
  return (
    <div className="segmented" role="radiogroup" aria-label={name}>
      {options.map((option) => (
        <label key={option.value} className="segment" title={option.title}>
          <input
            type="radio"
            name={group}
            aria-label={option.label}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.shown ?? option.label}</span>
        </label>
      ))}
    </div>
  );
}
