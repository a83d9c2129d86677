import { expiryName, fixed, nonzero } from '#base/format.ts';
import { withKey } from '#base/with-key.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { SliceFit } from '#calibration/result.ts';
import { strikeAt } from '#store/listed-strike.ts';
import type { Fitted } from '#store/state.ts';

/** What is told from: a fit and what was asked for. */
type Told = Pick<Fitted, 'request' | 'result'>;

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
export function butterflyDetail({ result, request }: Told): string {
  const lines = result.slices.flatMap((slice) => {
    const a = slice.arbitrage;
    if (a === null || a.minG >= TOLERANCE) return [];
    const name = expiryName(slice.key);
    const at = strikesOf(request, slice);
    if (a.minGQuoted !== null && a.minGQuotedAt !== null && a.minGQuoted < TOLERANCE) {
      return [`✕ ${name}: g ${nonzero(a.minGQuoted, 3)} at K ${at(a.minGQuotedAt)}, between the quotes`];
    }
    return [`▲ ${name}: g ${nonzero(a.minG, 3)} at K ${at(a.minGAt)}${past(at, a.minGAt, a.quotedRange)}`];
  });
  return lines.length === 0 ? 'g is nowhere below zero.' : lines.join('\n');
}

/** One line a pair of expiries whose total variances cross. */
export function calendarDetail({ result, request }: Told): string {
  if (result.calendar.length === 0) return 'One expiry crosses no other.';
  const lines = result.calendar.flatMap((pair) => {
    if (pair.minDw >= TOLERANCE) return [];
    const later = withKey(result.slices, pair.toKey);
    const at = strikesOf(request, later);
    const names = `${expiryName(pair.fromKey)} to ${expiryName(pair.toKey)}`;
    if (pair.minDwQuoted !== null && pair.quotedAt !== null && pair.minDwQuoted < TOLERANCE) {
      return [`✕ ${names}: Δw ${nonzero(pair.minDwQuoted, 5)} at K ${at(pair.quotedAt)}, between the quotes`];
    }
    const range = later?.arbitrage?.quotedRange ?? null;
    return [`▲ ${names}: Δw ${nonzero(pair.minDw, 5)} at K ${at(pair.at)}${past(at, pair.at, range)}`];
  });
  return lines.length === 0 ? 'No two expiries cross.' : lines.join('\n');
}

/** Writes strikes of an expiry as its own are listed. */
function strikesOf(request: CalibrationRequest, slice: SliceFit | undefined): (k: number) => string {
  const listed = withKey(request.slices, slice?.key);
  return (k) => strikeAt(slice?.forward ?? Number.NaN, k, listed);
}

function past(at: (k: number) => string, k: number, quoted: readonly [number, number] | null): string {
  if (quoted === null || (k >= quoted[0] && k <= quoted[1])) return '';
  const upper = k > quoted[1];
  const edge = upper ? quoted[1] : quoted[0];
  const far = 100 * Math.abs(Math.exp(k - edge) - 1);
  return `, ${fixed(far, 0)} % past the ${upper ? 'last' : 'first'} quote (${at(edge)})`;
}
