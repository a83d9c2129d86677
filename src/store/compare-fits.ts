/** The fit on the screen against the kept one, derived from the state. */
import {
  type ComparedFit,
  type ComparedSlice,
  comparedFit,
  type ExpiryChange,
  fitChanges,
} from '#calibration/fit-changes.ts';
import { modelById } from '#models/index.ts';
import { ratesThatDiffer, settingsThatDiffer } from './compare-settings.ts';
import { derive } from './derive.ts';
import type { Fitted, Ghost, WorkbenchState } from './state.ts';

/** Two fits side by side: A is what was kept, B what is on the screen. */
export interface FitComparison {
  /** What A is called: the kept fit, the fit before the present change, a file. */
  readonly label: string;
  readonly changes: readonly ExpiryChange[];
  /** Settings in which they differ, in words; null where those of A are not known. */
  readonly settings: readonly string[] | null;
  /** Labels of the models where they differ, A's first; null where parameters can be compared. */
  readonly models: readonly [string, string] | null;
}

interface Facts {
  readonly ghost: Ghost | null;
  readonly fitted: Fitted | null;
  readonly view: WorkbenchState['look']['parameterView'];
}

/** Null without a kept fit or without one on the screen. */
export const fitComparison: (facts: Facts) => FitComparison | null = derive(
  (s: Facts) => [s.ghost, s.fitted, s.view],
  (ghost, fitted, view) => (ghost === null || fitted === null ? null : compared(ghost, fitted, view)),
);

function compared(ghost: Ghost, { result, decisions }: Fitted, view: string): FitComparison {
  const label = (id: string) => modelById(id)?.label ?? id;
  return {
    label: ghost.label,
    changes: fitChanges(comparedGhost(ghost), comparedFit(result), view),
    settings: ghost.settings && [
      ...settingsThatDiffer(ghost.settings, decisions.settings),
      ...ratesThatDiffer(ghost.rate, decisions.marketOptions.rate),
    ],
    models: ghost.model === result.model ? null : [label(ghost.model), label(result.model)],
  };
}

/** A ghost with what is known of how surely and how well it was fitted. */
function comparedGhost({ model, slices, previous, figures }: Ghost): ComparedFit {
  const sure = previous?.model === model ? previous.slices : {};
  return {
    model,
    slices: Object.fromEntries(
      Object.entries(slices).map(([key, { theta, t, forward }]): [string, ComparedSlice] => {
        const covariance = sure[key]?.covariance;
        return [
          key,
          {
            t,
            forward,
            theta,
            covariance: covariance === undefined ? null : Float64Array.from(covariance),
            figures: figures?.[key] ?? null,
          },
        ];
      }),
    ),
  };
}
