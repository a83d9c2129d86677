/** Arbitrage of smiles that a live market has moved, by the rules of a fit. */
import { type CheckedSlice, checkCalendar, checkSlice, commonRange } from '#calibration/board-arbitrage.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import type { CalendarArbitrage, CalibrationResult, SliceFit } from '#calibration/result.ts';
import type { VolModel } from '#models/model.ts';
import { type MovableAt, smileOf } from '#surface/moved-smile.ts';

/** The part of a result that arbitrage is told by. */
type Looked = Pick<CalibrationResult, 'slices' | 'calendar'>;

/** Butterfly and calendar arbitrage of the smiles as they are now. */
export function movedArbitrage(
  model: VolModel,
  slices: readonly FitSlice[],
  fits: readonly SliceFit[],
): Looked {
  const moving = { ...model, smile: (at: MovableAt) => smileOf(model, at) };
  const fitted = fits.flatMap((fit, i) => {
    const slice = slices[i];
    return slice === undefined || fit.theta === null || fit.status === 'failed' ? [] : [{ fit, slice }];
  });
  const range = commonRange(
    fitted.map(({ fit, slice }) => ({
      slice,
      used: Array.from(fit.weight.keys()).filter((i) => fit.weight[i]! > 0),
    })),
  );
  const checked = new Map<string, CheckedSlice>(
    fitted.map(({ fit, slice }) => [
      fit.key,
      checkSlice(moving, { ...slice, ...(fit.moved && { moved: fit.moved }) }, fit, range),
    ]),
  );
  const good = [...checked.values()];
  const calendar = good.flatMap((later, i): CalendarArbitrage[] => {
    const earlier = good[i - 1];
    return earlier === undefined ? [] : [checkCalendar(moving, earlier, later, range)];
  });
  return { slices: fits.map((fit) => checked.get(fit.key)?.fit ?? fit), calendar };
}

const last = new WeakMap<CalibrationRequest, { readonly of: string; readonly looked: Looked }>();

/**
 * Smiles with their arbitrage, looked for once while what is told of them is the same: for a screen that draws them four
 * times a second. Of laws, whose look takes most of a second and which have densities wherever they are moved, it stays that
 * of their fit, without the pairs of expiries that are gone.
 *
 * @param request of their fit
 * @param of what has moved them
 */
export function drawnArbitrage(
  model: VolModel,
  request: CalibrationRequest,
  slices: readonly FitSlice[],
  { slices: fits, calendar }: Looked,
  of: string,
): Looked {
  if (model.variances !== undefined) {
    const standing = new Set(fits.flatMap(({ key, theta }) => (theta === null ? [] : [key])));
    const kept = calendar.filter(({ fromKey, toKey }) => standing.has(fromKey) && standing.has(toKey));
    return { slices: fits, calendar: kept };
  }
  let known = last.get(request);
  if (known?.of !== of) {
    known = { of, looked: movedArbitrage(model, slices, fits) };
    last.set(request, known);
  }
  const { looked } = known;
  return {
    slices: fits.map((fit, i) =>
      fit.theta === null ? fit : { ...fit, arbitrage: looked.slices[i]?.arbitrage ?? fit.arbitrage },
    ),
    calendar: looked.calendar,
  };
}
