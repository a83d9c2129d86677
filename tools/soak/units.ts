import type { QuoteSet } from '#market/quote-set.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { type NumericField, numericFields } from './files/fields.ts';
import { type PlainFile, plainFiles } from './files/plain.ts';
import { fitQuotes, readBytes } from './fit-bytes.ts';

/** The fields of each format that hold volatilities, and the unit its generated file writes them in. */
const VOLS: Readonly<Record<string, { readonly fields: RegExp; readonly percent: boolean }>> = {
  'deribit-document': { fields: /mark_iv$/, percent: true },
  'deribit-reply': { fields: /mark_iv$/, percent: true },
  'deribit-array': { fields: /mark_iv$/, percent: true },
  cboe: { fields: /^IV#/, percent: false },
  'csv-vols': { fields: /^(?:Bid|Ask)#/, percent: false },
  yahoo: { fields: /^impliedVolatility#/, percent: false },
  'vol-slice': { fields: /market_vols/, percent: false },
  'deribit-tickers': { fields: /(?:mark|bid|ask)_iv$/, percent: true },
  'deribit-ndjson': { fields: /(?:mark|bid|ask)_iv$/, percent: true },
  'deribit-recording': { fields: /(?:mark|bid|ask)_iv$/, percent: true },
  'deribit-polled': { fields: /^(?:mark|bid)_iv#/, percent: true },
  'deribit-web-board': { fields: /^IV (?:Bid|Ask)#/, percent: true },
  'deribit-joined': { fields: /deribit_mark_iv$/, percent: true },
  'okx-opt-summary': { fields: /(?:bid|ask|mark)Vol$/, percent: false },
  bybit: { fields: /(?:bid1|ask1|mark)Iv$/, percent: false },
  'binance-mark': { fields: /(?:bid|ask|mark)IV$/, percent: false },
  'binance-stream': { fields: /\.(?:b|a|vo)$/, percent: false },
  tardis: { fields: /_iv#/, percent: true },
  'yahoo-chain': { fields: /impliedVolatility$/, percent: false },
  'cboe-delayed': { fields: /\.iv$/, percent: false },
  nse: { fields: /impliedVolatility$/, percent: true },
  schwab: { fields: /\.volatility$/, percent: true },
  barchart: { fields: /^IV#/, percent: true },
  broker: { fields: /implied_volatility$/, percent: false },
  'vol-table': { fields: /^implied_vol#/, percent: false },
  'vol-matrix': { fields: /^\d+\.\d\d%#/, percent: false },
  'vol-arrays': { fields: /(?:bid|ask)_ivs/, percent: false },
};

/**
 * Writes the volatilities of every format in the other unit: the file must give the same surface, or a failure that
 * names the unit; and with half of the rows in each unit, a failure that names the column.
 */
export async function unitGuard({ tell }: Pick<SoakOptions, 'tell'>): Promise<SoakResult> {
  const faults: string[] = [];
  let [formats, same, asked, refused, unread] = [0, 0, 0, 0, 0];
  for (const file of plainFiles()) {
    const vols = VOLS[file.format];
    if (vols === undefined) continue;
    const fields = volFields(file, vols.fields);
    if (fields.length === 0) {
      faults.push(`${file.format}: no field of volatilities is found`);
      continue;
    }
    formats++;
    const factor = vols.percent ? 0.01 : 100;
    const before = await readBytes(file.name, file.bytes);
    if (!before.ok) throw new Error(`${file.format} does not open: ${before.error.message}`);
    const other = await readBytes(
      file.name,
      rewritten(file, vols.fields, factor, () => true),
    );
    if (!other.ok) {
      asked++;
      if (!/decimal|percent|unit/i.test(other.error.message))
        faults.push(`${file.format}: ${other.error.message}`);
      tell(`${file.format} in the other unit: ${other.error.message}`);
    } else {
      const apart = difference(before.value, other.value);
      if (apart === null) same++;
      else faults.push(`${file.format} in the other unit: ${apart}`);
      tell(`${file.format} in the other unit: ${apart ?? 'the same surface'}`);
    }
    const mixed = await readBytes(
      file.name,
      rewritten(file, vols.fields, factor, (i) => i % 2 === 0),
    );
    const unused = mixed.ok && mixed.value.unit !== 'vol' && mixed.value.markVol === null;
    if (unused) unread++;
    else if (mixed.ok) faults.push(`${file.format} with both units opens`);
    else if (!namesField(mixed.error.message, fields))
      faults.push(`${file.format} with both units: ${mixed.error.message}`);
    else refused++;
    tell(
      `${file.format} with both units: ${mixed.ok ? (unused ? 'not read' : 'OPENED') : mixed.error.message}`,
    );
  }
  return {
    figures: {
      formats,
      same_surface: same,
      asked,
      mixed_refused: refused,
      not_read: unread,
      faults: faults.length,
    },
    faults,
  };
}

function volFields(file: PlainFile, pattern: RegExp): readonly NumericField[] {
  return numericFields(file).filter(({ name }) => pattern.test(name));
}

/** The file with the chosen rows of all its volatilities multiplied; the fields are written one after the other. */
function rewritten(
  file: PlainFile,
  pattern: RegExp,
  factor: number,
  isChosen: (row: number) => boolean,
): Uint8Array {
  let bytes = file.bytes;
  for (const { name } of volFields(file, pattern)) {
    const field = numericFields({ ...file, bytes }).find((each) => each.name === name);
    if (field === undefined) continue;
    bytes = field.write((text, i, isString) => {
      const row = name.includes('market_vols') ? i >> 1 : i;
      // Of pairs of strike and volatility the second is one; zero and below stand for a missing one.
      if (!isChosen(row) || (name.includes('market_vols') && i % 2 === 0)) return undefined;
      const value = Number(text.replace('%', ''));
      if (!(value > 0)) return undefined;
      // A sign of percent says the unit; without it nothing does.
      const scaled = String(Number((value * factor).toPrecision(12)));
      return isString ? `"${scaled}"` : scaled;
    });
  }
  return bytes;
}

function namesField(message: string, fields: readonly NumericField[]): boolean {
  if (!/decimal/.test(message) || !/percent/.test(message)) return false;
  return fields.some(({ name }) => {
    const own =
      name
        .replace(/#\d+$|(?:\[\])+$/g, '')
        .split('.')
        .at(-1) ?? name;
    return message.includes(own);
  });
}

/** How two readings of the same quotes differ, null where they do not. */
function difference(a: QuoteSet, b: QuoteSet): string | null {
  if (a.unit !== b.unit) return `quotes in ${b.unit} instead of ${a.unit}`;
  for (const name of ['bid', 'ask', 'markVol'] as const) {
    const [one, two] = [a[name], b[name]];
    if ((one === null) !== (two === null)) return `${name} is ${two === null ? 'gone' : 'new'}`;
    const at = one?.findIndex((value, i) => !isNear(value, two?.[i] ?? Number.NaN)) ?? -1;
    if (at >= 0) return `${name} of ${b.symbol[at]} is ${two?.[at]} instead of ${one?.[at]}`;
  }
  const [fitA, fitB] = [fitQuotes(a), fitQuotes(b)];
  if (!fitA.ok || !fitB.ok) return fitA.ok === fitB.ok ? null : 'one fits and the other does not';
  for (const [i, slice] of fitA.value.result.slices.entries()) {
    const other = fitB.value.result.slices[i];
    if (slice.status !== other?.status) return 'an expiry fits in one alone';
    const far = slice.parameters.find(
      ({ value }, p) => Math.abs(value - (other.parameters[p]?.value ?? Number.NaN)) > 1e-6,
    );
    if (far !== undefined) return `${far.name} differs`;
  }
  return null;
}

function isNear(a: number, b: number): boolean {
  return Number.isNaN(a) ? Number.isNaN(b) : Math.abs(a - b) <= 1e-9 * Math.abs(a);
}
