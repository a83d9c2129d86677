import { useId } from 'react';
import { Input, useSteady } from './input.tsx';
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
        <Segment
          key={option.value}
          {...option}
          group={group}
          checked={option.value === value}
          onChange={() => onChange(option.value)}
        />
      ))}
    </div>
  );
}

function Segment(props: {
  readonly group: string;
  readonly label: string;
  readonly shown?: string;
  readonly title?: string;
  readonly checked: boolean;
  readonly onChange: () => void;
}) {
  const { onChange } = useSteady({ onChange: props.onChange });
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Input is one
    <label className="segment" title={props.title}>
      <Input
        type="radio"
        name={props.group}
        aria-label={props.label}
        checked={props.checked}
        onChange={onChange}
      />
      <span>{props.shown ?? props.label}</span>
    </label>
  );
}
