/**
 * What is published, as it is taken away: its smiles by their own parameters where a model has any for them, its arbitrage
 * looked for anew, and nothing that is known of the full fit alone.
 */
import type { SliceFit } from '#calibration/result.ts';
import { summarise } from '#calibration/summary.ts';
import type { FitExport, MovedSlice } from '#exporters/exporter.ts';
import { modelById } from '#models/index.ts';
import type { VolModel } from '#models/model.ts';
import type { BoardMove, Fitted } from '#store/state.ts';
import { createMovedLaw } from '#surface/moved-law.ts';
import { scaledParameters } from '#tracking/scaled-parameters.ts';
import { movedArbitrage } from './moved-arbitrage.ts';

/** The parts of an export in which a board that has moved is another than the fit it has moved from. */
type MovedExport = Pick<FitExport, 'market' | 'result'> & Required<Pick<FitExport, 'moved'>>;

/** What is made of a board: to be described, or to be written. */
type Purpose = 'described' | 'written';

const made = { described: new WeakMap<Fitted, MovedExport>(), written: new WeakMap<Fitted, MovedExport>() };

/**
 * The export of a board that a live market has moved; null for one that has not.
 *
 * @param purpose to be described no arbitrage is looked for, which of a law takes most of a second
 */
export function publishedExport(published: Fitted, purpose: Purpose = 'written'): MovedExport | null {
  const { moved } = published;
  const model = modelById(published.result.model);
  if (moved === undefined || model === undefined) return null;
  let known = made[purpose].get(published);
  if (known === undefined) {
    known = movedExport(published, moved, model, purpose);
    made[purpose].set(published, known);
  }
  return known;
}

function movedExport(published: Fitted, moved: BoardMove, model: VolModel, purpose: Purpose): MovedExport {
  const { result, market, request } = published;
  const { slices, calendar } =
    purpose === 'written'
      ? movedArbitrage(model, request.slices, result.slices)
      : { slices: rangesOf(published), calendar: result.calendar };
  const native = slices.map((fit) => nativeOf(model, fit));
  const own = native.find((smile) => smile !== null)?.model ?? model.id;
  const books = market.books.map((book) => ({ ...book, forward: { ...book.forward, stdError: null } }));
  return {
    market: { ...market, books },
    result: {
      ...result,
      slices,
      calendar,
      summary: { ...summarise(request.slices, slices, calendar), looRmseVol: null },
      cost: null,
    },
    moved: {
      fitAsOf: moved.fitAsOf,
      publishedAt: moved.publishedAt,
      map: model.variances === undefined ? moved.map : null,
      model: own,
      slices: Object.fromEntries(
        slices.flatMap((fit, i): [string, MovedSlice][] =>
          fit.moved === undefined
            ? []
            : [[fit.key, { scalar: moved.scalars[fit.key] ?? 1, theta: native[i]?.theta ?? null }]],
        ),
      ),
    },
  };
}

/** The smile of a slice that has moved, by parameters of its own; null where it has none. */
function nativeOf(model: VolModel, { theta, t, forward, moved }: SliceFit) {
  if (theta === null || moved === undefined) return null;
  const { variances, smile } = model;
  if (variances === undefined) return scaledParameters(model, theta, moved.factor, moved.map);
  return {
    model: model.id,
    theta: createMovedLaw({ smile, variances }, { t, forward }, moved).parameters(theta),
  };
}

/** The slices with the ranges that are quoted now. */
function rangesOf({ result, request }: Fitted): readonly SliceFit[] {
  return result.slices.map((fit, i) => {
    const k = request.slices[i]?.k.filter((_, j) => fit.weight[j]! > 0) ?? [];
    const { arbitrage } = fit;
    if (arbitrage === null || k.length === 0) return fit;
    return { ...fit, arbitrage: { ...arbitrage, quotedRange: [Math.min(...k), Math.max(...k)] } };
  });
}
