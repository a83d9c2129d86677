import { memo } from 'react';
import { fixed, instant } from '#base/format.ts';
import type { PreviousFit } from '#calibration/previous-fit.ts';
import { DEFAULT_SETTINGS, type Loss } from '#calibration/settings.ts';
import { priorFault, priorInForce, priorSource } from '#store/prior-source.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { Choice } from '#views/controls/choice.tsx';
import { LabelCell } from '#views/controls/label-cell.tsx';
import { Popup } from '#views/controls/popup.tsx';
import { Segmented } from '#views/controls/segmented.tsx';
import { SliderRow } from '#views/controls/slider-row.tsx';
import { Section } from './section.tsx';

const OUTSIDE = { min: 0.5, max: 10, step: 0.5, off: 'min' } as const;
const PIN = { min: 0.1, max: 10, step: 0.1, log: true, off: 'min' } as const;
const PRIOR = { min: 0.1, max: 10, step: 0.1, log: true, off: 'min' } as const;
const THRESHOLD = { min: 0.5, max: 5, step: 0.05 } as const;
const DEFAULT_THRESHOLD = 1.345;

// One function a control for good, so that a row is drawn again only when its own setting changes.
const gesture = { onBegin: () => actions.beginGesture(), onEnd: () => actions.endGesture() };
const thresholdWords = (value: number): string =>
  fixed(value, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 2 : 3);
const tenth = (value: number): string => fixed(value, 1);
const setOutside = (strength: number | null) => actions.setOutsidePenalty(strength ?? 0);
const short = (value: number): string => fixed(value, value < 10 ? 1 : 0);
const setPin = (strength: number | null) => actions.setAtmPin(strength ?? 0);
const setPrior = (strength: number | null) => actions.setPrior(strength ?? 0);
const setThreshold = {
  huber: (value: number | null) => actions.setLoss({ kind: 'huber', threshold: value ?? DEFAULT_THRESHOLD }),
  'soft-l1': (value: number | null) =>
    actions.setLoss({ kind: 'soft-l1', threshold: value ?? DEFAULT_THRESHOLD }),
};

const LOSSES = [
  { value: 'squared', label: 'Squared' },
  { value: 'huber', label: 'Huber' },
  { value: 'soft-l1', label: 'Soft-L1' },
] as const satisfies readonly { value: Loss['kind']; label: string }[];

const OPTIMISERS = [
  { value: 'levenberg-marquardt', label: 'Levenberg-Marquardt' },
  { value: 'l-bfgs-b', label: 'L-BFGS-B' },
] as const;

/** What is made small, and how. */
export function ObjectiveSection({ short }: { readonly short: boolean }) {
  return (
    <Section id="objective" title="Objective" short={short} note={<Penalties />}>
      <Residual />
      <LossRows />
      <Optimiser />
    </Section>
  );
}

const Residual = memo(function Residual() {
  const residual = useWorkbench((s) => s.decisions.settings.residual);
  return (
    <div className="row">
      <LabelCell
        label="Residual"
        changed={residual !== DEFAULT_SETTINGS.residual}
        onReset={() => actions.setResidual(DEFAULT_SETTINGS.residual)}
      />
      <Segmented
        name="Residual"
        value={residual}
        options={[
          { value: 'vol', label: 'Vol' },
          { value: 'total-variance', label: 'Variance' },
          { value: 'price', label: 'Price' },
        ]}
        onChange={(next) => actions.setResidual(next)}
      />
    </div>
  );
});

const LossRows = memo(function LossRows() {
  const loss = useWorkbench((s) => s.decisions.settings.loss);
  return (
    <>
      <div className="row">
        <LabelCell
          label="Loss"
          changed={loss.kind !== DEFAULT_SETTINGS.loss.kind}
          onReset={() => actions.setLoss(DEFAULT_SETTINGS.loss)}
        />
        <Segmented
          name="Loss"
          value={loss.kind}
          options={LOSSES}
          onChange={(kind) =>
            actions.setLoss(kind === 'squared' ? { kind } : { kind, threshold: DEFAULT_THRESHOLD })
          }
        />
      </div>
      {loss.kind !== 'squared' && (
        <SliderRow
          name={loss.kind === 'huber' ? 'Huber threshold' : 'Soft-L1 threshold'}
          label="Threshold"
          fieldName="Threshold, robust s.d."
          scale={THRESHOLD}
          value={loss.threshold}
          defaultValue={DEFAULT_THRESHOLD}
          format={thresholdWords}
          onChange={setThreshold[loss.kind]}
          {...gesture}
        />
      )}
    </>
  );
});

/** What the fit pays beside the residuals: in the heading, so that it is read while the section is folded. */
const Penalties = memo(function Penalties() {
  const outside = useWorkbench((s) => s.decisions.settings.outsidePenalty);
  const pin = useWorkbench((s) => s.decisions.settings.atmPin);
  const prior = useWorkbench((s) => (priorFault(s) === null ? (priorInForce(s)?.strength ?? 0) : 0));
  const parts = [
    ...(outside > 0 ? [`outside ${tenth(outside)}`] : []),
    ...(pin > 0 ? [`ATM ${short(pin)}`] : []),
    ...(prior > 0 ? [`prior ${short(prior)}`] : []),
  ];
  return (
    <Popup
      button={`${parts.length === 0 ? 'no penalty' : parts.join(' · ')} …`}
      label="Penalties"
      title="What the fit pays beside its residuals"
      className="link"
      name="Penalties"
      layer="strength-popover"
      align="end"
    >
      {() => (
        <>
          <OutsidePenalty />
          <AtmPin />
          <Prior />
        </>
      )}
    </Popup>
  );
});

const OutsidePenalty = memo(function OutsidePenalty() {
  const strength = useWorkbench((s) => s.decisions.settings.outsidePenalty);
  return (
    <SliderRow
      name="Outside penalty"
      label="Outside"
      fieldName="Outside, strength"
      scale={OUTSIDE}
      value={strength > 0 ? strength : null}
      defaultValue={null}
      format={tenth}
      onChange={setOutside}
      {...gesture}
    />
  );
});

const AtmPin = memo(function AtmPin() {
  const strength = useWorkbench((s) => s.decisions.settings.atmPin);
  return (
    <SliderRow
      name="ATM pin"
      label="Pin ATM"
      fieldName="Pin at the money, strength"
      scale={PIN}
      value={strength > 0 ? strength : null}
      defaultValue={null}
      format={short}
      onChange={setPin}
      {...gesture}
    />
  );
});

const Prior = memo(function Prior() {
  const prior = useWorkbench(priorInForce);
  const source = useWorkbench(priorSource);
  const fault = useWorkbench(priorFault);
  const idle = useWorkbench((s) => s.decisions.settings.prior !== null && priorFault(s) !== null);
  const fit = prior?.fit ?? source;
  return (
    <>
      <SliderRow
        name="Prior"
        label="Prior"
        fieldName="Fit before, strength"
        scale={PRIOR}
        value={prior?.strength ?? null}
        defaultValue={null}
        format={short}
        onChange={setPrior}
        disabledBecause={fault}
        {...gesture}
      />
      <p className="prior-source quiet">
        {fault ?? (fit !== null && `Towards the fit of ${instant(fit.asOf)}, on the ${expiries(fit)} it has`)}
        {idle && (
          <button type="button" className="link" onClick={() => actions.setPrior(0)}>
            Turn it off
          </button>
        )}
        {fault === null && prior !== null && source !== null && source !== prior.fit && (
          <button type="button" className="link" onClick={actions.renewPrior}>
            Take that of {instant(source.asOf)}
          </button>
        )}
      </p>
    </>
  );
});

function expiries({ slices }: PreviousFit): string {
  const n = Object.keys(slices).length;
  return `${n} ${n === 1 ? 'expiry' : 'expiries'}`;
}

const Optimiser = memo(function Optimiser() {
  const optimiser = useWorkbench((s) => s.decisions.settings.optimiser);
  return (
    <div className="row">
      <LabelCell
        label="Optimiser"
        changed={optimiser !== DEFAULT_SETTINGS.optimiser}
        onReset={() => actions.setOptimiser(DEFAULT_SETTINGS.optimiser)}
      />
      <Choice
        name="Optimiser"
        value={optimiser}
        options={OPTIMISERS}
        onChange={(value) => {
          const chosen = OPTIMISERS.find((each) => each.value === value);
          if (chosen !== undefined) actions.setOptimiser(chosen.value);
        }}
      />
    </div>
  );
});
