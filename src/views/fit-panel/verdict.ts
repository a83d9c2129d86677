import { expiryName, fixed, strike } from '#base/format.ts';
import type { CalibrationResult } from '#calibration/result.ts';

/** Rounding of g and dw around zero is no arbitrage. */
const TOLERANCE = -1e-12;

/** What is said of a no-arbitrage condition, in the two ranges it is said of. */
export interface Verdict {
  readonly quotes: { readonly text: string; readonly alarm: boolean };
  readonly wings: { readonly text: string; readonly alarm: boolean };
}

/** `✓ in quotes, ▲ 8 in wings`. */
export function verdict(violations: { readonly quoted: number; readonly wings: number }): Verdict {
  const { quoted, wings } = violations;
  return {
    quotes:
      quoted === 0 ? { text: '✓ in quotes', alarm: false } : { text: `✕ ${quoted} in quotes`, alarm: true },
    wings: wings === 0 ? { text: '✓ in wings', alarm: false } : { text: `▲ ${wings} in wings`, alarm: true },
  };
}

/** One line an expiry that violates the butterfly: where, how much, how far past the quotes. */
export function butterflyDetail(result: CalibrationResult): string {
  const lines = result.slices.flatMap((slice) => {
    const a = slice.arbitrage;
    if (a === null || a.minG >= TOLERANCE) return [];
    const name = expiryName(slice.key);
    if (a.minGQuoted !== null && a.minGQuotedAt !== null && a.minGQuoted < TOLERANCE) {
      return [
        `✕ ${name}: g ${fixed(a.minGQuoted, 3)} at K ${at(slice.forward, a.minGQuotedAt)}, between the quotes`,
      ];
    }
    return [
      `▲ ${name}: g ${fixed(a.minG, 3)} at K ${at(slice.forward, a.minGAt)}${past(slice.forward, a.minGAt, a.quotedRange)}`,
    ];
  });
  return lines.length === 0 ? 'g is nowhere below zero.' : lines.join('\n');
}

/** One line a pair of expiries whose total variances cross. */
export function calendarDetail(result: CalibrationResult): string {
  const lines = result.calendar.flatMap((pair) => {
    if (pair.minDw >= TOLERANCE) return [];
    const later = result.slices.find((slice) => slice.key === pair.toKey);
    const forward = later?.forward ?? Number.NaN;
    const names = `${expiryName(pair.fromKey)} to ${expiryName(pair.toKey)}`;
    if (pair.minDwQuoted !== null && pair.quotedAt !== null && pair.minDwQuoted < TOLERANCE) {
      return [
        `✕ ${names}: Δw ${fixed(pair.minDwQuoted, 5)} at K ${at(forward, pair.quotedAt)}, between the quotes`,
      ];
    }
    const range = later?.arbitrage?.quotedRange ?? null;
    return [
      `▲ ${names}: Δw ${fixed(pair.minDw, 5)} at K ${at(forward, pair.at)}${past(forward, pair.at, range)}`,
    ];
  });
  return lines.length === 0 ? 'No two expiries cross.' : lines.join('\n');
}

/** Strike of a log-moneyness; rounded, for it carries noise in its last digits. */
function at(forward: number, k: number): string {
  return strike(Number((forward * Math.exp(k)).toPrecision(6)));
}

function past(forward: number, k: number, quoted: readonly [number, number] | null): string {
  if (quoted === null || (k >= quoted[0] && k <= quoted[1])) return '';
  const upper = k > quoted[1];
  const edge = upper ? quoted[1] : quoted[0];
  const far = 100 * Math.abs(Math.exp(k - edge) - 1);
  return `, ${fixed(far, 0)} % past the ${upper ? 'last' : 'first'} quote (${at(forward, edge)})`;
}
