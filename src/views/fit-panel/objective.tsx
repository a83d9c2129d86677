import { fixed } from '#base/format.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { Choice } from '#views/controls/choice.tsx';
import { LabelCell } from '#views/controls/label-cell.tsx';
import { Segmented } from '#views/controls/segmented.tsx';
import { SliderRow } from '#views/controls/slider-row.tsx';
import { Section } from './section.tsx';

const THRESHOLD = { min: 0.5, max: 5, step: 0.05 } as const;
const DEFAULT_THRESHOLD = 1.345;

/** What is made small, and how. */
export function ObjectiveSection({ short }: { readonly short: boolean }) {
  const residual = useWorkbench((s) => s.decisions.settings.residual);
  const loss = useWorkbench((s) => s.decisions.settings.loss);
  const optimiser = useWorkbench((s) => s.decisions.settings.optimiser);
  return (
    <Section id="objective" title="Objective" short={short}>
      <div className="row" title="Market minus model, in volatility or in total variance">
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
          ]}
          onChange={(next) => actions.setResidual(next)}
        />
      </div>
      <div className="row" title="Squared trusts every quote; Huber limits what an outlier can pull">
        <LabelCell
          label="Loss"
          changed={loss.kind !== DEFAULT_SETTINGS.loss.kind}
          onReset={() => actions.setLoss(DEFAULT_SETTINGS.loss)}
        />
        <Segmented
          name="Loss"
          value={loss.kind}
          options={[
            { value: 'squared', label: 'Squared' },
            { value: 'huber', label: 'Huber' },
          ]}
          onChange={(kind) =>
            actions.setLoss(kind === 'squared' ? { kind } : { kind, threshold: DEFAULT_THRESHOLD })
          }
        />
      </div>
      {loss.kind === 'huber' && (
        <SliderRow
          name="Huber threshold"
          label="Threshold"
          fieldName="Threshold, robust s.d."
          title="Residuals beyond this many robust standard deviations count linearly"
          scale={THRESHOLD}
          value={loss.threshold}
          defaultValue={DEFAULT_THRESHOLD}
          format={(value) => fixed(value, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 2 : 3)}
          onChange={(threshold) =>
            actions.setLoss({ kind: 'huber', threshold: threshold ?? DEFAULT_THRESHOLD })
          }
          onBegin={() => actions.beginGesture()}
          onEnd={() => actions.endGesture()}
        />
      )}
      <div className="row">
        <LabelCell label="Optimiser" />
        <Choice
          name="Optimiser"
          value={optimiser}
          options={[{ value: 'levenberg-marquardt', label: 'Levenberg-Marquardt' }]}
          // One optimiser so far: choosing it again changes nothing.
          onChange={() => undefined}
        />
      </div>
    </Section>
  );
}
