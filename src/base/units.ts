/** The two times that burn everyone when mixed up, branded. Everything else is a plain number with its unit in its name. */

declare const unit: unique symbol;

/** Time in years of 365 days (ACT/365). */
export type Years = number & { readonly [unit]: 'years' };
/** Instant in milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number & { readonly [unit]: 'epoch-ms' };

/** Milliseconds of the ACT/365 year. */
export const MS_PER_YEAR: number = 365 * 86_400_000;

/** Marks a number as years. */
export function years(value: number): Years {
  return value as Years;
}

/** Marks a number as an instant. */
export function epochMs(value: number): EpochMs {
  return value as EpochMs;
}

/** Year fraction ACT/365 to the millisecond between two instants; negative when `to` is before `from`. */
export function yearsBetween(from: EpochMs, to: EpochMs): Years {
  return ((to - from) / MS_PER_YEAR) as Years;
}
