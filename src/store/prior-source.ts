/** What a fit can be drawn towards, and why it cannot where it cannot. */
import { type PreviousFit, previousFit } from '#calibration/previous-fit.ts';
import { takesPrior } from '#calibration/prior.ts';
import { modelById } from '#models/index.ts';
import type { Fitted, WorkbenchState } from './state.ts';

type Facts = Pick<WorkbenchState, 'decisions' | 'ghost' | 'previous' | 'quotes'>;

const kept = new WeakMap<Fitted['result'], PreviousFit | null>();

/** What may be kept of a fit on the screen; null where no expiry has errors. */
export function keptOf({ result, quotes, market }: Fitted): PreviousFit | null {
  let fit = kept.get(result);
  if (fit === undefined) {
    fit = previousFit(result, quotes.underlying, market.asOf);
    kept.set(result, fit);
  }
  return fit;
}

/** The fit that was kept by hand or dropped as a file, where it is of this underlying. */
export function keptFit({ ghost, quotes }: Pick<Facts, 'ghost' | 'quotes'>): PreviousFit | null {
  const fit = ghost?.previous ?? null;
  return fit !== null && fit.underlying === quotes?.underlying ? fit : null;
}

/** The fit there is to be drawn towards: the kept one, else that of the file before. */
export function priorSource(facts: Facts): PreviousFit | null {
  return keptFit(facts) ?? facts.previous;
}

/** Why nothing can be drawn towards anything; null where it can. */
export function priorFault(facts: Facts): string | null {
  const { settings } = facts.decisions;
  const model = modelById(settings.model);
  if (model !== undefined && !takesPrior(model)) {
    return `Prior n/a: all expiries of ${model.label} share its parameters`;
  }
  if (settings.prior !== null || priorSource(facts) !== null) return null;
  return facts.ghost?.source === 'file'
    ? 'Prior n/a: the kept fit file is of another underlying or holds no covariance'
    : 'Prior n/a: keep a fit (k), drop a fit file or the next snapshot first';
}
