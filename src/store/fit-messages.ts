/** What a finished fit has to say: slices that failed, arbitrage and how far out it lies. */

import { expiryName, fixed, strike } from '#base/format.ts';
import type { Failure } from '#base/outcome.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalendarArbitrage, CalibrationResult, SliceFit } from '#calibration/result.ts';
import { type FitSettings, settingsFor } from '#calibration/settings.ts';
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
  return [
    ...weightless(request),
    ...failedSlices(request, result),
    ...warnings(result),
    ...result.slices.flatMap((slice) => butterfly(slice, request.settings)),
    ...result.calendar.flatMap((pair) => calendar(pair, result, request.settings)),
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

function warnings(result: CalibrationResult): Draft[] {
  return result.slices
    .filter((s) => s.status === 'warning' && s.message !== null)
    .map((s) => draft('warning', 'slice-warning', about(s), { expiry: s.key }));
}

/** The slice's own sentence, led by its date. */
export function about(slice: Pick<SliceFit, 'key' | 'message'>): string {
  const name = expiryName(slice.key);
  const message = slice.message ?? 'the fit failed.';
  return message.startsWith(name) ? message : `${name}: ${message}`;
}

function butterfly(slice: SliceFit, settings: FitSettings): Draft[] {
  const a = slice.arbitrage;
  if (a === null || a.minG >= TOLERANCE) return [];
  const next = remedy(settingsFor(settings, slice.key).butterfly.mode);
  const inQuotes = a.minGQuoted !== null && a.minGQuotedAt !== null && a.minGQuoted < TOLERANCE;
  if (inQuotes) {
    const at = strike(rounded(slice.forward * Math.exp(a.minGQuotedAt ?? 0)));
    return [
      draft(
        'error',
        'butterfly-quotes',
        `${expiryName(slice.key)}: butterfly fails between the quotes (g ${fixed(a.minGQuoted, 3)} at K ${at}). ${next}`,
        { expiry: slice.key },
      ),
    ];
  }
  return [
    draft(
      'warning',
      'butterfly-wings',
      `${expiryName(slice.key)}: butterfly fails only past the ${past(a.minGAt, a.quotedRange, slice.forward)}. ${next}`,
      { expiry: slice.key },
    ),
  ];
}

function calendar(pair: CalendarArbitrage, result: CalibrationResult, settings: FitSettings): Draft[] {
  if (pair.minDw >= TOLERANCE) return [];
  const later = result.slices.find((s) => s.key === pair.toKey);
  const forward = later?.forward ?? Number.NaN;
  const names = `${expiryName(pair.fromKey)} and ${expiryName(pair.toKey)}`;
  const next = remedy(settingsFor(settings, pair.toKey).calendar.mode);
  const inQuotes = pair.minDwQuoted !== null && pair.minDwQuoted < TOLERANCE;
  const at = strike(rounded(forward * Math.exp((inQuotes ? pair.quotedAt : pair.at) ?? pair.at)));
  return [
    inQuotes
      ? draft(
          'error',
          'calendar-quotes',
          `${names}: total variance crosses between the quotes, at K ${at}. ${next}`,
          {
            expiry: pair.toKey,
          },
        )
      : draft(
          'warning',
          'calendar-wings',
          `${names}: total variance crosses only past the quotes, at K ${at}. ${next}`,
          {
            expiry: pair.toKey,
          },
        ),
  ];
}

function past(worst: number, quoted: readonly [number, number] | null, forward: number): string {
  const at = strike(rounded(forward * Math.exp(worst)));
  if (quoted === null) return `quotes (worst at K ${at})`;
  const upper = worst > quoted[1];
  const edge = strike(rounded(forward * Math.exp(upper ? quoted[1] : quoted[0])));
  return upper
    ? `last quote (worst at K ${at}; last quote ${edge})`
    : `first quote (worst at K ${at}; first quote ${edge})`;
}

function remedy(mode: 'report' | 'penalise'): string {
  return mode === 'report' ? 'Penalise reduces it.' : 'A higher strength reduces it.';
}

/** A strike computed back from k carries rounding noise in its last digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
