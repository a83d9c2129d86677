import { useMemo } from 'react';
import { expiryName } from '#base/format.ts';
import type { FittedParameter, SliceFit } from '#calibration/result.ts';
import { settingsFor } from '#calibration/settings.ts';
import { correlations, viewCovariance } from '#calibration/view-covariance.ts';
import { modelById, models } from '#models/index.ts';
import type { ParameterSpec, ParameterView } from '#models/model.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { Choice } from '#views/controls/choice.tsx';
import { Segmented } from '#views/controls/segmented.tsx';
import { correlationWords } from './correlation-words.ts';
import { fittedKeysOf, heldCounts } from './held-counts.ts';
import { ParameterRow } from './parameter-row.tsx';
import { useFocusedFit, useScoped } from './scope.ts';
import { Section } from './section.tsx';

/** The coordinates the model itself is written in. */
const RAW = 'raw';

/** Model, scope and parameters of the focused expiry. */
export function ModelSection() {
  const modelId = useWorkbench((s) => s.decisions.settings.model);
  const focus = useWorkbench((s) => s.look.focus);
  const scope = useWorkbench((s) => s.look.scope);
  const viewId = useWorkbench((s) => s.look.parameterView);
  const own = useWorkbench((s) => focus !== null && s.decisions.settings.byExpiry[focus] !== undefined);
  const fit = useFocusedFit();
  // Values of the model before are not those of this one, whatever their names.
  const isOwn = useWorkbench((s) => s.fitted?.result.model === s.decisions.settings.model);
  const held = useScoped('parameters');
  const settings = useWorkbench((s) => s.decisions.settings);
  const inForce = (focus === null ? settings.all : settingsFor(settings, focus)).parameters;
  const fittedKeys = useWorkbench((s) => fittedKeysOf(s.fitted));
  const counts = useMemo(() => heldCounts(settings, fittedKeys), [settings, fittedKeys]);
  const model = modelById(modelId);
  if (model === undefined) return null;

  const view = model.views.find(({ id }) => id === viewId);
  const specs: readonly (ParameterSpec & { readonly holdable?: boolean })[] =
    view?.parameters ?? model.parameters;
  const fitted: readonly FittedParameter[] =
    (isOwn ? (view === undefined ? fit?.parameters : fit?.views[view.id]) : null) ?? [];

  const correlated = isOwn && fit !== null ? correlationsOf(fit, view ?? null, specs.length) : null;
  const symbols = specs.map(({ symbol }) => symbol);

  return (
    <Section id="model" title="Model" note={focus !== null && <Focus expiry={focus} own={own} />}>
      <div className="model-line">
        <Choice
          name="Model"
          value={model.id}
          options={models.map(({ id, label }) => ({ value: id, label }))}
          title={model.references.join('\n')}
          onChange={(id) => actions.setModel(id)}
        />
        <Segmented
          name="Scope"
          value={scope}
          options={[
            { value: 'all', label: 'All expiries', shown: 'All', title: 'Changes go to all expiries' },
            {
              value: 'this',
              label: 'This expiry',
              shown: 'This',
              title: 'Changes go to the focused expiry alone',
            },
          ]}
          onChange={(next) => actions.look({ scope: next })}
        />
      </div>
      <div className="parameter-row parameter-heads">
        <Choice
          name="Parameter view"
          className="choice-plain"
          value={view?.id ?? RAW}
          options={[
            ...model.views.map(({ id, label }) => ({ value: id, label })),
            { value: RAW, label: 'Raw' },
          ]}
          title="Coordinates the same fit is shown in"
          onChange={(id) => actions.look({ parameterView: id })}
        />
        <span>value</span>
        <span title="Standard error of the fit">± s.e.</span>
        <span>range</span>
        <span>fix</span>
      </div>
      {specs.map((spec, i) => (
        <ParameterRow
          key={spec.name}
          spec={spec}
          holdable={spec.holdable ?? true}
          fitted={fitted.find(({ name }) => name === spec.name) ?? null}
          held={held[spec.name] ?? null}
          own={inForce[spec.name] ?? null}
          heldIn={scope === 'this' || spec.shared === true ? null : (counts[spec.name] ?? 0)}
          fittedExpiries={fittedKeys.length}
          correlated={correlationWords(symbols, correlated, i)}
        />
      ))}
    </Section>
  );
}

/** Correlations of the shown coordinates; null where the errors are not identified. */
function correlationsOf(fit: SliceFit, view: ParameterView | null, m: number): Float64Array | null {
  const covariance = viewCovariance(fit, view);
  // The values may be a frame behind the model.
  return covariance?.length === m * m ? correlations(covariance, m) : null;
}

/** The expiry the values below are of, and the way back where it has settings of its own. */
function Focus({ expiry, own }: { readonly expiry: string; readonly own: boolean }) {
  return (
    <>
      {expiryName(expiry)}
      {own && (
        <>
          {', '}
          <button
            type="button"
            className="link"
            title="This expiry has settings of its own. Click to drop them."
            onClick={() => actions.followAll(expiry)}
          >
            follow all
          </button>
        </>
      )}
    </>
  );
}
