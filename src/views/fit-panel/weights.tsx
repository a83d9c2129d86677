import { useMemo } from 'react';
import { count, fixed } from '#base/format.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { SliderRow } from '#views/controls/slider-row.tsx';
import { useFocusedFit, useScoped } from './scope.ts';
import { Section } from './section.tsx';
import { handWords, unfed } from './weight-words.ts';

const DEFAULTS = DEFAULT_SETTINGS.all.weights;
const EXPONENT = { min: 0, max: 2, step: 0.1 } as const;
const WIDTH = { min: 0.5, max: 5, step: 0.25, off: 'min' } as const;
const CAP = { min: 5, max: 100, step: 5 } as const;
const HALF_LIFE = { min: 10, max: 600, step: 0.05, log: true, off: 'max' } as const;

// One function a control for good, so that a row is drawn again only when its own setting changes.
const gesture = { onBegin: () => actions.beginGesture(), onEnd: () => actions.endGesture() };
const tenth = (value: number): string => fixed(value, 1);
const hundredth = (value: number): string => fixed(value, 2);
const whole = (value: number): string => fixed(value, 0);
const capWords = (value: number): string => (value >= 100 ? 'none' : whole(value));
const set = {
  spread: (value: number | null) => actions.setWeights({ spread: value ?? 0 }),
  size: (value: number | null) => actions.setWeights({ size: value ?? 0 }),
  activity: (value: number | null) => actions.setWeights({ activity: value ?? 0 }),
  moneynessWidth: (moneynessWidth: number | null) => actions.setWeights({ moneynessWidth }),
  ageHalfLife: (ageHalfLife: number | null) => actions.setWeights({ ageHalfLife }),
  cap: (value: number | null) => actions.setWeights({ cap: (value ?? 100) / 100 }),
};

/** What makes one quote count more than another. */
export function WeightsSection() {
  const weights = useScoped('weights');
  const quotes = useWorkbench((s) => s.quotes);
  const fit = useFocusedFit();
  const note =
    fit === null || fit.used === 0 ? '' : `effective ${fixed(fit.effectiveQuotes, 1)} of ${count(fit.used)}`;
  const missing = useMemo(() => unfed(quotes), [quotes]);
  return (
    <Section id="weights" title="Weights" note={<span data-term="Effective quotes">{note}</span>}>
      <SliderRow
        name="Spread weight"
        label="Spread"
        fieldName="Spread, exponent"
        scale={EXPONENT}
        value={weights.spread}
        defaultValue={DEFAULTS.spread}
        format={tenth}
        onChange={set.spread}
        {...gesture}
      />
      <SliderRow
        name="Size weight"
        label="Size"
        fieldName="Size, exponent"
        scale={EXPONENT}
        value={weights.size}
        defaultValue={DEFAULTS.size}
        format={tenth}
        disabledBecause={missing.size}
        onChange={set.size}
        {...gesture}
      />
      <SliderRow
        name="Activity weight"
        label="Activity"
        fieldName="Activity, exponent"
        scale={EXPONENT}
        value={weights.activity}
        defaultValue={DEFAULTS.activity}
        format={tenth}
        disabledBecause={missing.activity}
        onChange={set.activity}
        {...gesture}
      />
      <SliderRow
        name="Moneyness width, σ√T"
        label="Moneyness"
        fieldName="Moneyness, σ√T"
        scale={WIDTH}
        value={weights.moneynessWidth}
        defaultValue={DEFAULTS.moneynessWidth}
        format={hundredth}
        onChange={set.moneynessWidth}
        {...gesture}
      />
      <SliderRow
        name="Age half-life, s"
        label="Age, s"
        fieldName="Age, seconds"
        scale={HALF_LIFE}
        value={weights.ageHalfLife}
        defaultValue={DEFAULTS.ageHalfLife}
        format={whole}
        disabledBecause={missing.age}
        onChange={set.ageHalfLife}
        {...gesture}
      />
      <SliderRow
        name="Weight cap, %"
        label="Cap, %"
        fieldName="Cap, percent"
        scale={CAP}
        value={weights.cap * 100}
        defaultValue={DEFAULTS.cap * 100}
        format={capWords}
        onChange={set.cap}
        {...gesture}
      />
      <ByHand />
    </Section>
  );
}

/** Exclusions, multipliers and quotes let in by hand, and the way back. */
function ByHand() {
  const manual = useWorkbench((s) => s.decisions.settings.manual);
  const admitted = useWorkbench((s) => s.decisions.settings.filters.admitted);
  const letIn = Object.keys(admitted);
  const entries = [
    ...Object.entries(manual).map(([symbol, weight]) => `${symbol} × ${weight}`),
    ...letIn.map((symbol) => `${symbol} let in`),
  ];
  return (
    <div className={entries.length === 0 ? 'row by-hand' : 'row by-hand counted'}>
      <span className="row-label">By hand</span>
      <span title={entries.join('\n')}>{handWords(Object.values(manual), letIn.length)}</span>
      <button
        type="button"
        className="link"
        aria-label="Weights over strikes…"
        title={entries.length === 0 ? undefined : 'Weights over strikes…'}
        onClick={() => actions.openBrush()}
      >
        {/* The count of what was done by hand needs the room. */}
        {entries.length === 0 ? 'over strikes…' : '…'}
      </button>
      {entries.length > 0 && (
        <button
          type="button"
          className="link"
          aria-label="Reset weights by hand"
          onClick={() => actions.resetManual()}
        >
          Reset
        </button>
      )}
    </div>
  );
}
