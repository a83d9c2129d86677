import { failure, type Outcome, success } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { roughForwards, volUnit } from '#market/recomputed-unit.ts';
import { shownName } from '#readers/io/limits.ts';

/**
 * The set with its units found: premiums of coin options that were saved in dollars are taken as such. Makes decimals of mark volatilities that stand as written, their unit found by inverting the prices; where these
 * cannot tell, the venue's own fields (`mark_iv`) are in percent and others what their size says. Fails for a column of both units.
 */
export function withMarkUnit(outcome: Outcome<QuoteSet>, header: string): Outcome<QuoteSet> {
  if (!outcome.ok) return outcome;
  const set = inDollars(outcome.value) ? asDollars(outcome.value) : outcome.value;
  const { markVol, asOf } = set;
  if (markVol === null) return success(set, outcome.issues);
  const inCoin = set.unit === 'coin';
  const found =
    asOf === null ? null : volUnit(set, markVol, roughForwards(set, inCoin, set.spot), inCoin, asOf);
  if (found?.unit === 'mixed') {
    const file = set.files[0]?.name ?? '';
    const [one, other] = [set.symbol[found.firstDecimal] ?? '', set.symbol[found.firstPercent] ?? ''];
    return failure(
      'invalid',
      `${shownName(file)}: the column ${header} mixes decimals and percent (${one} is decimal, ${other} in percent). Save it in one unit, or leave the column out.`,
      file,
    );
  }
  const decided = found === null || found.unit === 'undecided' ? null : found.unit;
  const percent = decided === null ? header.endsWith('mark_iv') || bySize(markVol) : decided === 'percent';
  const how =
    decided === null
      ? 'as its name or its size says'
      : `inverting the prices of ${found?.rows ?? 0} rows gives it back`;
  const note = `${header} is ${percent ? 'in percent' : 'decimal'}: ${how}; it is shown, never fitted.`;
  const decimals = percent ? markVol.map((vol) => (vol / 100 > 0 ? vol / 100 : Number.NaN)) : markVol;
  return success({ ...set, markVol: decimals, notes: [...set.notes, note] }, outcome.issues);
}

/** A call costs at most the one coin it delivers, so that prices of coin options far above it are dollars. */
function inDollars({ unit, bid, ask, isCall, strike }: QuoteSet): boolean {
  if (unit !== 'coin') return false;
  let calls = 0;
  let dear = 0;
  for (let i = 0; i < bid.length; i++) {
    const price = Math.max(bid[i] || 0, ask[i] || 0);
    if (isCall[i] !== 1 || !(price > 0) || strike[i]! < 100) continue;
    calls++;
    if (price > 1.5) dear++;
  }
  return dear > 0.2 * calls;
}

/** Inverse options whose premiums were turned into dollars. */
function asDollars(set: QuoteSet): QuoteSet {
  const notes = set.notes.filter((note) => !note.startsWith('Premiums are in'));
  return {
    ...set,
    unit: 'currency',
    premiumCurrency: 'USD',
    tick: null,
    notes: [...notes, `Premiums are in USD: calls cost more than the one ${set.underlying} they deliver.`],
  };
}

/** True where the middle value is more than 300 %. */
function bySize(vols: Float64Array): boolean {
  const known = vols.filter((vol) => vol > 0).sort();
  return (known[known.length >> 1] ?? 0) > 3;
}
