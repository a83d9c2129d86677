import { memo } from 'react';
import { parseNumber } from '#base/format.ts';
import { LabelCell } from './label-cell.tsx';
import { NumberField } from './number-field.tsx';
import { Slider } from './slider.tsx';
import { type SliderScale, stepped } from './slider-scale.ts';

export interface SliderRowProps {
  /** Accessible name of the slider, e.g. `Spread weight`. */
  readonly name: string;
  /** The short visible label. */
  readonly label: string;
  /** Accessible name of the number field; it must not contain `name`, so that each is found alone. */
  readonly fieldName: string;
  readonly scale: SliderScale;
  /** Null is off. */
  readonly value: number | null;
  readonly defaultValue: number | null;
  readonly format: (value: number) => string;
  readonly onChange: (value: number | null) => void;
  readonly onBegin: () => void;
  readonly onEnd: () => void;
  /** Why the control cannot be used; disables it. */
  readonly disabledBecause?: string | null;
}

/** Label, slider and number field in one row. */
export const SliderRow = memo(function SliderRow(props: SliderRowProps) {
  const { scale, defaultValue, format, onChange } = props;
  const reason = props.disabledBecause ?? null;
  const value = reason === null ? props.value : null;
  const says = value === null ? 'off' : format(value);
  return (
    <div className="row slider-row" title={reason ?? undefined}>
      <LabelCell
        label={props.label}
        changed={reason === null && value !== defaultValue}
        onReset={() => onChange(defaultValue)}
      />
      <Slider
        name={props.name}
        scale={scale}
        value={reason === null || scale.off === 'min' ? value : scale.min}
        says={reason ?? says}
        disabled={reason !== null}
        onChange={onChange}
        onBegin={props.onBegin}
        onEnd={props.onEnd}
      />
      <NumberField
        label={props.fieldName}
        value={value}
        empty={reason === null ? 'off' : 'n/a'}
        canBeEmpty={scale.off !== undefined}
        format={format}
        parse={(text) =>
          text.trim().toLowerCase() === format(scale.max) ? scale.max : parseNumber(text, 'percent')
        }
        min={scale.min}
        max={scale.max}
        stepTo={(from, by) => stepped(from, by, scale)}
        disabled={reason !== null}
        title={reason ?? undefined}
        onApply={onChange}
      />
    </div>
  );
});
