import { memo, useContext, useMemo } from 'react';
import { grouped, MISSING } from '#base/format.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { actions } from '#store/workbench.ts';
import { Popup } from '#views/controls/popup.tsx';
import { Segmented } from '#views/controls/segmented.tsx';
import { SliderRow } from '#views/controls/slider-row.tsx';
import { PanelFit, useScoped } from './scope.ts';
import { Section } from './section.tsx';
import { butterflyDetail, calendarDetail, type Verdict, verdict } from './verdict.ts';

const STRENGTH = { min: 0.01, max: 10_000, step: 0.05, log: true } as const;

/** How arbitrage between strikes and between expiries is treated, and where it is. */
export function ConstraintsSection() {
  const fitted = useContext(PanelFit);
  return useMemo(() => {
    const whole = fitted?.result ?? null;
    // Nothing is said of smiles that there are none of.
    const result = whole?.summary.slicesOk === 0 ? null : whole;
    return (
      <Section id="constraints" title="Constraints">
        <Constraint
          kind="butterfly"
          name="Butterfly"
          verdict={result === null ? null : verdict(result.summary.butterflyViolations)}
          detail={fitted === null || result === null ? '' : butterflyDetail(fitted)}
        />
        <Constraint
          kind="calendar"
          name="Calendar"
          verdict={
            result === null || result.calendar.length === 0
              ? null
              : verdict(result.summary.calendarViolations)
          }
          detail={fitted === null || result === null ? '' : calendarDetail(fitted)}
        />
      </Section>
    );
  }, [fitted]);
}

interface ConstraintProps {
  readonly kind: 'butterfly' | 'calendar';
  readonly name: string;
  /** Null where there is nothing to be looked at. */
  readonly verdict: Verdict | null;
  readonly detail: string;
}

function Constraint({ kind, name, verdict: found, detail }: ConstraintProps) {
  return (
    <div className="constraint">
      <Mode kind={kind} name={name} />
      <div className="verdict-row">
        <p className="verdict" title={detail}>
          {found === null ? (
            detail && MISSING
          ) : (
            <>
              <span className={found.quotes.alarm ? 'fail' : ''}>{found.quotes.text}</span>
              {', '}
              <span className={found.wings.alarm ? 'warn' : ''}>{found.wings.text}</span>
            </>
          )}
        </p>
        <Strength kind={kind} name={name} />
      </div>
    </div>
  );
}

const MODES = [
  { value: 'report', label: 'Report' },
  { value: 'penalise', label: 'Penalise' },
  {
    value: 'strict',
    label: 'Strict',
  },
] as const;

/** The condition and how it is treated; drawn apart from the verdict, which follows every fit. */
const Mode = memo(function Mode({ kind, name }: Pick<ConstraintProps, 'kind' | 'name'>) {
  const { mode, strength } = useScoped(kind);
  const defaults = DEFAULT_SETTINGS.all[kind];
  const changed = mode !== defaults.mode || strength !== defaults.strength;
  return (
    <div className="row constraint-row">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut beside the radio group */}
      <span className="row-label" onDoubleClick={() => changed && actions.setConstraint(kind, defaults)}>
        {name}
        {changed && <span className="changed" title="Changed. Double-click for the default." />}
      </span>
      <Segmented
        name={name}
        value={mode}
        options={MODES}
        onChange={(next) => actions.setConstraint(kind, { mode: next })}
      />
    </div>
  );
});

/** How much a violation costs with Penalise. */
const Strength = memo(function Strength({ kind, name }: Pick<ConstraintProps, 'kind' | 'name'>) {
  const { mode, strength } = useScoped(kind);
  const defaults = DEFAULT_SETTINGS.all[kind];
  return (
    <Popup
      button="…"
      label={`Strength of ${kind}`}
      title={`Strength ${strengthText(strength)}`}
      className={`icon-button${strength === defaults.strength ? '' : ' icon-button-on'}`}
      name={`Strength of ${kind}`}
      layer="strength-popover"
    >
      {() => (
        <>
          <SliderRow
            name={`${name} strength`}
            label="Strength"
            fieldName="Penalty, number"
            scale={STRENGTH}
            value={strength}
            defaultValue={defaults.strength}
            format={strengthText}
            onChange={(value) => value !== null && actions.setConstraint(kind, { strength: value })}
            onBegin={() => actions.beginGesture()}
            onEnd={() => actions.endGesture()}
          />
          {mode !== 'penalise' && <p className="faint">In force with Penalise.</p>}
        </>
      )}
    </Popup>
  );
});

function strengthText(value: number): string {
  return grouped(value, value < 0.1 ? 3 : value < 1 ? 2 : value < 10 ? 1 : 0);
}
