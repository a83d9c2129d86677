/** What a finished fit has to say: slices that failed, arbitrage and how far out it lies. */

import { expiryName, nonzero } from '#base/format.ts';
import type { Failure } from '#base/outcome.ts';
import { withKey } from '#base/with-key.ts';
import { costSentence } from '#calibration/constraint-cost.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import type { CalendarArbitrage, CalibrationResult, SliceArbitrage, SliceFit } from '#calibration/result.ts';
import { type ConstraintMode, type FitSettings, settingsFor } from '#calibration/settings.ts';
import { modelById } from '#models/index.ts';
import type { VolModel } from '#models/model.ts';
import { butterflyOnset } from './butterfly-onset.ts';
import { strikeAt } from './listed-strike.ts';
import { type Draft, draft } from './messages.ts';
import type { Fitted } from './state.ts';

/** A condition holds down to this: rounding of g and dw around zero is no arbitrage. */
const TOLERANCE = -1e-12;

/** Messages of a fit, led by what stopped it where something did. */
export function fitSection(fitted: Fitted | null, error: Failure | null): Draft[] {
  const failed =
    error === null
      ? []
      : [
          draft('error', 'fit-failed', `The fit failed: ${sentence(error.message)}`, {
            action: { label: 'Undo the change', kind: 'undo' },
          }),
        ];
  return fitted === null ? failed : [...fitDrafts(fitted.request, fitted.result), ...failed];
}

/** Text that ends in one full stop. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export function fitDrafts(request: CalibrationRequest, result: CalibrationResult): Draft[] {
  const listed = new Map(request.slices.map((slice) => [slice.key, slice]));
  return [
    ...weightless(request),
    ...failedSlices(request, result),
    ...ofBoard(result),
    ...warnings(result),
    ...(result.cost === null
      ? []
      : [draft('info', 'strict-cost', costSentence(result.cost), { expiry: result.cost.key })]),
    ...result.slices.flatMap((slice) => butterfly(slice, listed.get(slice.key), request.settings)),
    ...result.calendar.flatMap((pair) => calendar(pair, result, listed.get(pair.toKey), request.settings)),
  ];
}

/** True where the user took every quote of a slice out by hand. */
export function isWeightless(slice: CalibrationRequest['slices'][number]): boolean {
  return slice.manual.length > 0 && slice.manual.every((w) => w === 0);
}

function weightless(request: CalibrationRequest): Draft[] {
  return request.slices
    .filter(isWeightless)
    .map((slice) =>
      draft(
        'error',
        'no-weight',
        `${expiryName(slice.key)}: every weight is 0, nothing to fit. The last fit is shown. Reset weights?`,
        { expiry: slice.key, action: { label: 'Reset weights', kind: 'reset-weights' } },
      ),
    );
}

function failedSlices(request: CalibrationRequest, result: CalibrationResult): Draft[] {
  const empty = new Set(request.slices.filter(isWeightless).map((s) => s.key));
  const failed = result.slices.filter((s) => s.status === 'failed');
  const fitted = `${result.slices.length - failed.length} of ${result.slices.length} expiries fitted.`;
  return failed
    .filter((s) => !empty.has(s.key))
    .map((s, i) =>
      draft('error', 'slice-failed', `${i === 0 ? `${fitted} ` : ''}${about(s)}`, {
        expiry: s.key,
        action: { label: 'Show its quotes', kind: 'show-quotes' },
      }),
    );
}

/** What is to be known of the parameters that all expiries share. */
function ofBoard({ model, surface }: CalibrationResult): Draft[] {
  if (surface === null || surface.message === null) return [];
  return [draft('warning', 'surface-warning', `${modelById(model)?.label ?? model}: ${surface.message}`, {})];
}

function warnings(result: CalibrationResult): Draft[] {
  return result.slices
    .filter((s) => s.status === 'warning' && s.message !== null)
    .map((s) => draft('warning', 'slice-warning', about(s), { expiry: s.key }));
}

/** The slice's own sentence, led by its date. */
export function about(slice: Pick<SliceFit, 'key' | 'message'>): string {
  const name = expiryName(slice.key);
  const message = slice.message ?? 'the fit failed.';
  return sentence(message.startsWith(name) ? message : `${name}: ${message}`);
}

function butterfly(slice: SliceFit, listed: FitSlice | undefined, settings: FitSettings): Draft[] {
  const a = slice.arbitrage;
  if (a === null || a.minG >= TOLERANCE) return [];
  const name = expiryName(slice.key);
  const scoped = settingsFor(settings, slice.key);
  const next = remedy(scoped.butterfly.mode, modelById(settings.model));
  if (a.minGQuoted !== null && a.minGQuotedAt !== null && a.minGQuoted < TOLERANCE) {
    const where = `g ${nonzero(a.minGQuoted, 3)} at K ${strikeAt(slice.forward, a.minGQuotedAt, listed)}`;
    const text = `${name}: butterfly fails between the quotes (${where}). ${next}`;
    return [draft('error', 'butterfly-quotes', text, { expiry: slice.key })];
  }
  const text = `${name}: butterfly fails only past the ${pastQuotes(slice, a, listed, settings)}. ${next}`;
  return [draft('warning', 'butterfly-wings', text, { expiry: slice.key })];
}

/** `last quote (from K 105 175; last quote 75 000)` */
function pastQuotes(
  slice: SliceFit,
  a: SliceArbitrage,
  listed: FitSlice | undefined,
  settings: FitSettings,
): string {
  const at = (k: number) => strikeAt(slice.forward, k, listed);
  if (a.quotedRange === null) return `quotes (worst at K ${at(a.minGAt)})`;
  const upper = a.minGAt > a.quotedRange[1];
  const edge = upper ? a.quotedRange[1] : a.quotedRange[0];
  const model = modelById(settings.model);
  const onset =
    model === undefined || slice.theta === null
      ? a.minGAt
      : butterflyOnset(model.smile(slice), slice.theta, edge, a.minGAt);
  const side = upper ? 'last quote' : 'first quote';
  return `${side} (from K ${at(onset)}; ${side} ${at(edge)})`;
}

function calendar(
  pair: CalendarArbitrage,
  result: CalibrationResult,
  listed: FitSlice | undefined,
  settings: FitSettings,
): Draft[] {
  if (pair.minDw >= TOLERANCE) return [];
  const forward = withKey(result.slices, pair.toKey)?.forward ?? Number.NaN;
  const at = (k: number) => strikeAt(forward, k, listed);
  const names = `${expiryName(pair.fromKey)} and ${expiryName(pair.toKey)}`;
  const next = remedy(settingsFor(settings, pair.toKey).calendar.mode);
  if (pair.minDwQuoted !== null && pair.quotedAt !== null && pair.minDwQuoted < TOLERANCE) {
    const text = `${names}: total variance crosses between the quotes, at K ${at(pair.quotedAt)}. ${next}`;
    return [draft('error', 'calendar-quotes', text, { expiry: pair.toKey })];
  }
  const text = `${names}: total variance crosses only past the quotes, at K ${at(pair.at)}. ${next}`;
  return [draft('warning', 'calendar-wings', text, { expiry: pair.toKey })];
}

/** What else can be done; `model` where it is butterfly arbitrage, which some models know no exact domain without. */
function remedy(mode: ConstraintMode, model?: VolModel): string {
  switch (mode) {
    case 'report':
      return 'Penalise reduces it.';
    case 'penalise':
      return 'A higher strength reduces it.';
    case 'strict':
      return model?.penalisedOnly === true
        ? `${model.label} knows no exact domain without it, and no penalty took it away.`
        : 'Locked parameters leave no room for a smile without it: free one.';
  }
}
