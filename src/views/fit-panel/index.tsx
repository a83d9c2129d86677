import { ConstraintsSection } from './constraints.tsx';
import { FiltersSection } from './filters.tsx';
import { ModelSection } from './model.tsx';
import { ObjectiveSection } from './objective.tsx';
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
      <ModelSection />
      <WeightsSection />
      <ConstraintsSection />
      <ObjectiveSection short={short.includes('objective')} />
      <TimeSection />
      <FiltersSection short={short.includes('filters')} />
    </section>
  );
}
