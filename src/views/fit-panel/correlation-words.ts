import { fixed } from '#base/format.ts';

/** Correlations listed of one parameter. */
const MOST = 4;

/**
 * What one of m parameters is correlated with, the closest first: `Correlation: sigma −0.97, b +0.93`. Empty where
 * nothing is known.
 */
export function correlationWords(
  symbols: readonly string[],
  correlations: Float64Array | null,
  index: number,
): string {
  const m = symbols.length;
  const others = symbols
    .map((symbol, i) => ({ symbol, r: correlations?.[index * m + i] ?? Number.NaN, i }))
    .filter(({ r, i }) => i !== index && Number.isFinite(r))
    .sort((a, b) => Math.abs(b.r) - Math.abs(a.r))
    .slice(0, MOST);
  if (others.length === 0) return '';
  return `Correlation: ${others.map(({ symbol, r }) => `${symbol} ${signed(r)}`).join(', ')}`;
}

/** Two digits; where they would read as one, as many as tell it from one, up to four. */
function signed(r: number): string {
  const size = Math.abs(r);
  const digits = size < 0.995 ? 2 : size < 0.9995 ? 3 : 4;
  const text = fixed(r, digits);
  return r > 0 && Number(text) !== 0 ? `+${text}` : text;
}
