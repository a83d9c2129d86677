import type { ReactNode } from 'react';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import { ConstraintsSection } from './constraints.tsx';
import { FiltersSection } from './filters.tsx';
import { ModelSection } from './model.tsx';
import { ObjectiveSection } from './objective.tsx';
import { PanelFit } from './scope.ts';
import { TimeSection } from './time.tsx';
import { WeightsSection } from './weights.tsx';
import './fit-panel.css';

export interface FitPanelProps {
  /** Sections folded for want of height. */
  readonly short: readonly ('filters' | 'objective')[];
}

/** Everything that decides a fit, from the model to what is left out. */
export function FitPanel({ short }: FitPanelProps) {
  return (
    // A region of its own scrolls by keyboard where the window is too low for it.
    <section className="fit-panel" aria-label="Fit">
      <OfFit>
        <ModelSection />
        <WeightsSection />
        <ConstraintsSection />
        <ObjectiveSection short={short.includes('objective')} />
        <TimeSection />
        <FiltersSection short={short.includes('filters')} />
      </OfFit>
    </section>
  );
}

/** Apart, so that a new fit draws the sections that tell of it and no other. */
function OfFit({ children }: { readonly children: ReactNode }) {
  return <PanelFit value={usePacedFit()}>{children}</PanelFit>;
}
