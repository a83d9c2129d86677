import { memo, useContext, useMemo } from 'react';
import { expiryName } from '#base/format.ts';
import type { FittedParameter, SliceFit } from '#calibration/result.ts';
import { settingsFor } from '#calibration/settings.ts';
import { correlations, viewCovariance } from '#calibration/view-covariance.ts';
import { modelById, models } from '#models/index.ts';
import type { ParameterSpec, ParameterView, VolModel } from '#models/model.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { Choice } from '#views/controls/choice.tsx';
import { Segmented } from '#views/controls/segmented.tsx';
import { correlationWords } from './correlation-words.ts';
import { fittedKeysOf, heldCounts } from './held-counts.ts';
import { ParameterRow } from './parameter-row.tsx';
import { PanelFit, useFocusedFit, useScoped } from './scope.ts';
import { Section } from './section.tsx';

/** The coordinates the model itself is written in. */
const RAW = 'raw';

/** Model, scope and parameters of the focused expiry. */
export function ModelSection() {
  const focus = useWorkbench((s) => s.look.focus);
  const own = useWorkbench((s) => focus !== null && s.decisions.settings.byExpiry[focus] !== undefined);
  const known = useWorkbench((s) => modelById(s.decisions.settings.model) !== undefined);
  if (!known) return null;
  return (
    <Section id="model" title="Model" note={focus !== null && <Focus expiry={focus} own={own} />}>
      <ModelLine />
      <Heads />
      <Parameters />
    </Section>
  );
}

/** The model, and where changes go. */
const ModelLine = memo(function ModelLine() {
  const model = useWorkbench((s) => modelById(s.decisions.settings.model));
  const scope = useWorkbench((s) => s.look.scope);
  if (model === undefined) return null;
  return (
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
  );
});

/** Which coordinates are listed, and what stands below. */
const Heads = memo(function Heads() {
  const model = useWorkbench((s) => modelById(s.decisions.settings.model));
  const viewId = useWorkbench((s) => s.look.parameterView);
  // Beside a title that tells the smile as scalars have moved it since.
  const moves = useWorkbench((s) => s.published !== null);
  if (model === undefined) return null;
  return (
    <div className="parameter-row parameter-heads">
      <Choice
        name="Parameter view"
        className="choice-plain"
        value={viewOf(model, viewId)?.id ?? RAW}
        options={[
          ...model.views.map(({ id, label }) => ({ value: id, label })),
          { value: RAW, label: 'Raw' },
        ]}
        title="Coordinates the same fit is shown in"
        onChange={(id) => actions.look({ parameterView: id })}
      />
      <span>{moves ? 'full fit' : 'value'}</span>
      <span title="Standard error of the fit">± s.e.</span>
      <span>range</span>
      <span>fix</span>
    </div>
  );
});

/** One row a coordinate; they follow every fit. */
const Parameters = memo(function Parameters() {
  const model = useWorkbench((s) => modelById(s.decisions.settings.model));
  const focus = useWorkbench((s) => s.look.focus);
  const scope = useWorkbench((s) => s.look.scope);
  const viewId = useWorkbench((s) => s.look.parameterView);
  const fit = useFocusedFit();
  // Values of the model before are not those of this one, whatever their names.
  const isOwn = useContext(PanelFit)?.result.model === model?.id;
  const held = useScoped('parameters');
  const inForce = useWorkbench(({ decisions: { settings } }) =>
    focus === null ? settings.all.parameters : settingsFor(settings, focus).parameters,
  );
  const fittedExpiries = useWorkbench((s) => fittedKeysOf(s.fitted).length);
  const counts = useWorkbench((s) => heldCounts(s.decisions.settings, fittedKeysOf(s.fitted)));
  const view = model === undefined ? null : viewOf(model, viewId);
  const correlated = useMemo(() => {
    if (model === undefined || !isOwn || fit === null) return [];
    const symbols = (view?.parameters ?? model.parameters).map(({ symbol }) => symbol);
    const of = correlationsOf(fit, view, symbols.length);
    return symbols.map((_, i) => correlationWords(symbols, of, i));
  }, [model, view, isOwn, fit]);
  if (model === undefined) return null;

  const specs: readonly (ParameterSpec & { readonly holdable?: boolean })[] =
    view?.parameters ?? model.parameters;
  const fitted: readonly FittedParameter[] =
    (isOwn ? (view === null ? fit?.parameters : fit?.views[view.id]) : null) ?? [];
  return specs.map((spec, i) => (
    <ParameterRow
      key={spec.name}
      spec={spec}
      holdable={spec.holdable ?? true}
      fitted={fitted.find(({ name }) => name === spec.name) ?? null}
      held={held[spec.name] ?? null}
      own={inForce[spec.name] ?? null}
      heldIn={scope === 'this' || spec.shared === true ? null : (counts[spec.name] ?? 0)}
      fittedExpiries={fittedExpiries}
      correlated={correlated[i] ?? ''}
    />
  ));
});

/** Null is the model's own coordinates. */
function viewOf(model: VolModel, id: string): ParameterView | null {
  return model.views.find((view) => view.id === id) ?? null;
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
