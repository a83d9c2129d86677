import { fixed, strike } from '#base/format.ts';
import type { CalibrationResult } from '#calibration/result.ts';

/** Verdict on one no-arbitrage condition over a board: how many slices or pairs fail, where. */
export interface Verdict {
  readonly quoted: number;
  readonly wings: number;
  /** Slices or pairs that were checked. */
  readonly of: number;
  /** `✓ in quotes, ▲ 8 in wings`. */
  readonly text: string;
  readonly tone: 'fine' | 'warn' | 'fail';
}

/** Both conditions of a fit. */
export function verdictsOf(result: CalibrationResult): { butterfly: Verdict; calendar: Verdict } {
  const { summary, slices, calendar } = result;
  return {
    butterfly: verdict(
      summary.butterflyViolations,
      slices.filter((slice) => slice.arbitrage !== null).length,
    ),
    calendar: verdict(summary.calendarViolations, calendar.length),
  };
}

function verdict({ quoted, wings }: { quoted: number; wings: number }, of: number): Verdict {
  const inQuotes = quoted === 0 ? '✓ in quotes' : `✕ ${quoted} in quotes`;
  const inWings = wings === 0 ? '✓ in wings' : `▲ ${wings} in wings`;
  return {
    quoted,
    wings,
    of,
    text: `${inQuotes}, ${inWings}`,
    tone: quoted > 0 ? 'fail' : wings > 0 ? 'warn' : 'fine',
  };
}

/** Where and by how much one slice fails butterfly; null when it does not. For hovers. */
export function butterflyDetail(slice: CalibrationResult['slices'][number]): string | null {
  const a = slice.arbitrage;
  if (a === null || a.minG >= -1e-12) return null;
  const worst = strike(Number((slice.forward * Math.exp(a.minGAt)).toPrecision(6)));
  return `g ${fixed(a.minG, 3)} at K ${worst}`;
}
