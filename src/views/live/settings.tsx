import { parseNumber } from '#base/format.ts';
import { DEFAULT_LIVE, LIVE_NUMBERS, withLiveNumber } from '#store/live/live-settings.ts';
import { live, useLive } from '#store/live/page.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { LabelCell } from '#views/controls/label-cell.tsx';
import { NumberField } from '#views/controls/number-field.tsx';
import { Segmented } from '#views/controls/segmented.tsx';

interface Field {
  readonly id: keyof typeof LIVE_NUMBERS;
  readonly label: string;
  /** Accessible name, with the unit. */
  readonly name: string;
  /** Times the value an arrow key leads to. */
  readonly step: number;
}

const GROUPS: readonly { readonly title: string; readonly fields: readonly Field[] }[] = [
  {
    title: 'Filter',
    fields: [
      { id: 'tau', label: 'Reversion, days', name: 'Reversion time, days', step: 1.1 },
      { id: 'diffusion', label: 'Diffusion, √day', name: 'Diffusion of one day, per √day', step: 1.1 },
    ],
  },
  {
    title: 'Publish',
    fields: [
      { id: 'riskAversion', label: 'Risk aversion', name: 'Risk aversion', step: 1.25 },
      { id: 'proportional', label: 'Cost per ln v', name: 'Proportional cost of a move', step: 1.25 },
      { id: 'fixed', label: 'Cost per move', name: 'Fixed cost of a move', step: 1.25 },
    ],
  },
  {
    title: 'Full fit',
    fields: [
      { id: 'age', label: 'Oldest, h', name: 'Oldest full fit, h', step: 1.25 },
      { id: 'level', label: 'Level, ln v', name: 'Level that asks for a full fit, ln v', step: 1.1 },
      { id: 'shape', label: 'Shape, times', name: 'Shape that asks for a full fit, times', step: 1.1 },
    ],
  },
];

/** How the surface moves between full fits, and when one is wanted. */
export function LiveSettingsPart() {
  const settings = useLive((s) => s.settings);
  const [isVertical, initial] = [settings.map === 'vertical', DEFAULT_LIVE];
  return (
    <section className="live-part" aria-label="Between full fits">
      <div className="live-row">
        <span>Scalars move</span>
        <Segmented
          name="Scalar map"
          value={settings.map}
          options={[
            { value: 'vertical', label: 'Vertical', title: 'Every volatility times v at its own strike' },
            {
              value: 'standardised',
              label: 'Standardised',
              title: 'The smile keeps its shape in standard deviations',
            },
          ]}
          onChange={(map) => live.settings({ ...settings, map })}
        />
        <span className="live-hint faint">{isVertical ? 'σ(k) → v σ(k)' : 'σ(v k) → v σ(k)'}</span>
      </div>
      <div className="live-groups">
        {GROUPS.map(({ title, fields }) => (
          <fieldset key={title}>
            <legend>{title}</legend>
            {fields.map(({ id, label, name, step }) => {
              const number = LIVE_NUMBERS[id];
              const value = number.get(settings);
              const usual = number.get(initial);
              const apply = (next: number): void => live.settings(withLiveNumber(settings, id, next));
              return (
                <div key={id} className="live-field">
                  <LabelCell label={label} changed={value !== usual} onReset={() => apply(usual)} />
                  <NumberField
                    label={name}
                    value={value}
                    format={written}
                    parse={(text) => parseNumber(text, 'plain')}
                    min={number.min}
                    max={number.max}
                    stepTo={(from, by) =>
                      Number(((from ?? usual) === 0 ? 1e-4 : (from ?? usual) * step ** by).toPrecision(3))
                    }
                    onApply={(next) => {
                      if (next !== null) apply(next);
                    }}
                  />
                </div>
              );
            })}
            {title === 'Full fit' && <Headroom />}
          </fieldset>
        ))}
      </div>
    </section>
  );
}

/** Of the fit, and not of the scalars: but they are what it is for. */
function Headroom() {
  const headroom = useWorkbench((s) => s.decisions.settings.headroom ?? 1);
  return (
    <div className="live-field">
      <LabelCell label="Headroom, ×" changed={headroom !== 1} onReset={() => actions.setHeadroom(1)} />
      <NumberField
        label="Headroom of strict fits, times the variance"
        value={headroom}
        format={written}
        parse={(text) => parseNumber(text, 'plain')}
        min={1}
        max={4}
        stepTo={(from, by) => Number(Math.min(4, Math.max(1, (from ?? 1) * 1.2 ** by)).toPrecision(3))}
        onApply={(next) => {
          if (next !== null) actions.setHeadroom(next);
        }}
      />
    </div>
  );
}

/** Up to four digits, without an exponent where it can be read. */
function written(value: number): string {
  return String(Number(value.toPrecision(4)));
}
