/** What a fit can be drawn towards, and why it cannot where it cannot. */
import { type PreviousFit, previousFit } from '#calibration/previous-fit.ts';
import { priorRefusal, sharesParameters } from '#calibration/prior.ts';
import type { PriorSetting } from '#calibration/settings.ts';
import { modelById } from '#models/index.ts';
import type { VolModel } from '#models/model.ts';
import type { Fitted, WorkbenchState } from './state.ts';

type Facts = Pick<WorkbenchState, 'decisions' | 'ghost' | 'previous' | 'quotes'>;

const kept = new WeakMap<Fitted['result'], PreviousFit | null>();

/** What may be kept of a fit on the screen, in the hand of the one it began from; null where no expiry has errors. */
export function keptOf(shown: Fitted): PreviousFit | null {
  const { result, quotes, market } = shown.inHand ?? shown;
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

/** The fit there is for the present model to be drawn towards: the kept one, else that of the file before. */
export function priorSource(facts: Facts): PreviousFit | null {
  const { model } = facts.decisions.settings;
  return [keptFit(facts), facts.previous].find((fit) => fit?.model === model) ?? null;
}

/** What the present model is drawn towards; null where the prior is off, or of another model. */
export function priorInForce({ decisions }: Pick<Facts, 'decisions'>): PriorSetting | null {
  const { prior, model } = decisions.settings;
  return prior !== null && prior.fit.model === model ? prior : null;
}

/** Why the present model can be drawn towards nothing; null where it can. */
export function priorFault(facts: Facts): string | null {
  const { settings } = facts.decisions;
  const model = modelById(settings.model);
  if (priorInForce(facts) !== null || priorSource(facts) !== null) {
    return model !== undefined && sharesParameters(model) ? refused(model, settings.model) : null;
  }
  const other = settings.prior?.fit ?? keptFit(facts) ?? facts.previous;
  if (model !== undefined && (sharesParameters(model) || other !== null)) {
    return refused(model, other?.model ?? settings.model);
  }
  return facts.ghost?.source === 'file'
    ? 'Prior n/a: the kept fit file is of another underlying or holds no covariance'
    : 'Prior n/a: keep a fit (k), drop a fit file or the next snapshot first';
}

function refused(model: VolModel, before: string): string {
  return `Prior n/a: ${priorRefusal(model, { model: before }) ?? ''}`;
}
