import { ARBITRAGE_TOLERANCE } from './arbitrage-tolerance.ts';
import type { FitSlice } from './request.ts';
import type { CalendarArbitrage, FitSummary, SliceFit } from './result.ts';

/** Root mean of squared slice errors, each slice counting with its used quotes. */
function pooled(fits: readonly SliceFit[], error: (fit: SliceFit) => number | null): number | null {
  let sum = 0;
  let quotes = 0;
  for (const fit of fits) {
    const value = error(fit);
    if (value === null) continue;
    sum += fit.used * value * value;
    quotes += fit.used;
  }
  return quotes > 0 ? Math.sqrt(sum / quotes) : null;
}

function countViolations<T>(
  checks: readonly T[],
  whole: (check: T) => number,
  quoted: (check: T) => number | null,
): { readonly quoted: number; readonly wings: number } {
  let inQuotes = 0;
  let inWings = 0;
  for (const check of checks) {
    if ((quoted(check) ?? 0) < ARBITRAGE_TOLERANCE) inQuotes++;
    else if (whole(check) < ARBITRAGE_TOLERANCE) inWings++;
  }
  return { quoted: inQuotes, wings: inWings };
}

function zeros(column: Float64Array): number {
  let count = 0;
  for (let i = 0; i < column.length; i++) if (column[i] === 0) count++;
  return count;
}

/** Figures over all slices; `null` verdicts where nothing was fitted. */
export function summarise(
  slices: readonly FitSlice[],
  fits: readonly SliceFit[],
  calendar: readonly CalendarArbitrage[],
): FitSummary {
  const good = fits.filter((fit) => fit.status !== 'failed');
  const spread = good.filter((fit) => fit.insideSpread !== null);
  const twoSided = spread.reduce((sum, fit) => sum + fit.twoSided, 0);
  const inside = spread.reduce((sum, fit) => sum + fit.inside, 0);
  const checks = good.flatMap((fit) => (fit.arbitrage === null ? [] : [fit.arbitrage]));
  const butterfly = countViolations(
    checks,
    (check) => check.minG,
    (check) => check.minGQuoted,
  );
  const crossings = countViolations(
    calendar,
    (check) => check.minDw,
    (check) => check.minDwQuoted,
  );
  const any = good.length > 0;
  return {
    rmseVol: pooled(good, (fit) => fit.rmseVol),
    looRmseVol: pooled(good, (fit) => fit.looRmseVol),
    insideSpread: twoSided > 0 ? inside / twoSided : null,
    used: good.reduce((sum, fit) => sum + fit.used, 0),
    excludedByHand: slices.reduce((sum, { manual }) => sum + zeros(manual), 0),
    butterflyFree: any ? butterfly.quoted + butterfly.wings === 0 : null,
    calendarFree: any ? crossings.quoted + crossings.wings === 0 : null,
    butterflyFreeQuoted: any ? butterfly.quoted === 0 : null,
    calendarFreeQuoted: any ? crossings.quoted === 0 : null,
    butterflyViolations: butterfly,
    calendarViolations: crossings,
    slicesOk: good.length,
    slicesFailed: fits.length - good.length,
  };
}
