import { count, fixed, halfSpreads, MISSING, volPercent, volPoints } from '#base/format.ts';
import type { ExpiryDensity } from './density-figure.ts';
import { lawFault, lawPrice } from './density-words.ts';
import type { FittedSurface } from './fitted-surface.ts';
import type { LocalVolHeat } from './local-vol-figure.ts';
import { missingWords } from './local-vol-words.ts';
import type { ParameterPaths } from './parameter-figure.ts';
import type { MatrixQuote, ResidualMatrix } from './residual-matrix.ts';
import { quoteName } from './smile-words.ts';
import { isFalling, type TermStructure } from './term-figure.ts';
import type { VarianceBoard } from './variance-figure.ts';

/** What the surface says, in one sentence: how many smiles, and at-the-money vol from the first to the last. */
export function surfaceFinding({ surface, expiries }: FittedSurface): string {
  const [first, last] = [expiries[0], expiries.at(-1)];
  if (first === undefined || last === undefined) return '';
  const atm = (of: typeof first) => volPercent(surface.vol(0, of.t));
  if (expiries.length === 1) return `${first.expiry.name}: ATM ${atm(first)}`;
  return `${count(expiries.length)} expiries, ATM ${atm(first)} on ${first.expiry.name} to ${atm(last)} on ${last.expiry.name}`;
}

/** Where total variances cross: the pairs between whose quotes they do, and those past them. */
export function varianceFinding({ pairs, smiles }: VarianceBoard): string {
  const checked = pairs.filter(({ check }) => check !== null);
  if (checked.length === 0) return `${count(smiles.length)} expiry, nothing to cross`;
  const inQuotes = checked.filter(({ check }) => (check?.minDwQuoted ?? 0) < 0);
  const anywhere = checked.filter(({ check }) => (check?.minDw ?? 0) < 0).length;
  const wings = anywhere - inQuotes.length;
  const of = `of ${count(checked.length)} pairs`;
  const [worst] = inQuotes;
  const where =
    worst === undefined
      ? 'No lines cross in quotes'
      : inQuotes.length === 1
        ? `✕ ${worst.earlier.mark} and ${worst.later.mark} cross in quotes`
        : `✕ ${count(inQuotes.length)} ${of} cross in quotes`;
  return wings === 0 ? where : `${where}; ▲ ${count(wings)} ${of} in the wings`;
}

/** How many quotes the fit leaves, and which is the farthest; of mids alone the farthest only, for they have no sides to leave. */
export function residualsFinding({ quotes, through }: ResidualMatrix): {
  readonly short: string;
  readonly whole: string;
} {
  const all = [...quotes.values()];
  const used = all.filter(({ mark }) => mark.side !== 'unknown').length;
  if (used === 0) return farthestMid(all);
  const [farthest] = through;
  if (farthest === undefined) {
    const inside = `All ${count(used)} quotes inside bid-ask`;
    return { short: inside, whole: inside };
  }
  const short = `${count(through.length)} of ${count(used)} through the fit`;
  const { name, mark } = farthest;
  const far = Number.isFinite(mark.halfSpreads) ? `, ${halfSpreads(mark.halfSpreads)} half-spreads` : '';
  return {
    short,
    whole: `${count(through.length)} of ${count(used)} quotes through the fit, the farthest ${name} ${quoteName(mark)} ${mark.side}, ${volPoints(mark.residual)} vol points${far}`,
  };
}

function farthestMid(quotes: readonly MatrixQuote[]): { readonly short: string; readonly whole: string } {
  const none = 'No bid-ask';
  let far = quotes[0];
  if (far === undefined) return { short: none, whole: none };
  for (const quote of quotes) if (Math.abs(quote.mark.residual) > Math.abs(far.mark.residual)) far = quote;
  const distance = `${volPoints(far.mark.residual)} vol points`;
  return {
    short: `${none}; farthest ${distance}`,
    whole: `${none}; the farthest from the fit ${far.name} ${quoteName(far.mark)}, ${distance}`,
  };
}

/** Range of the first parameter over the expiries, and how many values the quotes do not tell. */
export function parametersFinding({ paths, expiries }: ParameterPaths): string {
  const [first] = paths;
  if (first === undefined || first.points.length === 0) return '';
  const values = first.points.map(({ value }) => value);
  const text = (value: number) => fixed(value, first.spec.unit === 'vol' ? 2 : 4);
  const points = paths.flatMap(({ points: of }) => of);
  const held = points.filter((point) => point.held !== null).length;
  const unknown = points.filter((point) => point.held === null && point.error === null).length;
  const [only] = first.points;
  const range =
    expiries.length === 1 && only !== undefined
      ? `${only.name}: ${first.spec.symbol} ${text(only.value)}`
      : `${first.spec.symbol} ${text(Math.min(...values))} to ${text(Math.max(...values))} over ${count(expiries.length)} expiries`;
  const notes = [
    held > 0 ? `${count(held)} of ${count(points.length)} values held` : '',
    unknown > 0 ? `${count(unknown)} not told by the quotes` : '',
  ].filter((note) => note !== '');
  return [range, ...notes].join('; ');
}

/** At-the-money vol from the first to the last expiry, and the smile at the month. */
export function termFinding({ listed, constant }: TermStructure): string {
  const [first, last] = [listed[0], listed.at(-1)];
  if (first === undefined || last === undefined) return '';
  const month = constant.find(({ name }) => name === '30 d') ?? first;
  const smile = `${month.name}: ATM ${volPercent(month.measures.vol)}, RR25 ${volPoints(month.measures.riskReversal25)}, BF25 ${volPoints(month.measures.butterfly25)}`;
  if (listed.length === 1) return smile;
  const falling = listed.filter(({ forwardVol }) => isFalling(forwardVol));
  const more = falling.length > 1 ? ` and ${falling.length - 1} more` : '';
  const fault = falling[0] === undefined ? '' : `✕ forward variance below 0 to ${falling[0].name}${more}; `;
  return `${fault}ATM ${volPercent(first.measures.vol)} to ${volPercent(last.measures.vol)}; ${smile}`;
}

/** Between which prices the middle nine tenths of a law lie, where both are known, and whether it is one: in the quotes, or in the wings only. */
export function densityFinding(density: ExpiryDensity): { readonly short: string; readonly whole: string } {
  const { quantiles, forward, priceOf } = density;
  const price = (p: number) => {
    const k = quantiles.find((quantile) => quantile.p === p)?.k ?? null;
    return k === null ? MISSING : lawPrice(priceOf(k), forward);
  };
  const ends = [price(0.05), price(0.95)];
  const middle = ends.includes(MISSING) ? 'no range of 90 %' : `90 % in ${ends.join(' to ')}`;
  const fault = lawFault(density);
  if (fault === null) return { short: middle, whole: `median ${price(0.5)}, ${middle}; no negative density` };
  const mark = fault.inQuotes ? '✕' : '▲';
  return {
    short: `${middle}; ${mark} ${fault.short}`,
    whole: `median ${price(0.5)}, ${middle}; ${mark} ${fault.text}`,
  };
}

/** Whether a local volatility exists everywhere, else in how many cells it does not and why. */
export function localVolFinding(heat: LocalVolHeat): { readonly short: string; readonly whole: string } {
  const missing = missingWords(heat);
  if (missing === null) {
    const all = 'Local vol exists in every cell drawn';
    return { short: all, whole: all };
  }
  const mark = missing.inQuotes ? '✕' : '▲';
  return { short: `${mark} ${missing.short}`, whole: `${mark} ${missing.text}` };
}
