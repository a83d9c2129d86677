import type { SliceFit } from '#calibration/result.ts';
import type { FitExport } from '#exporters/exporter.ts';
import { exporters } from '#exporters/index.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { type NumericField, numericFields } from './files/fields.ts';
import { type PlainFile, plainFiles } from './files/plain.ts';
import { fitQuotes, readBytes } from './fit-bytes.ts';
import { faultOf } from './read-mutations.ts';

/** What is put in the place of a number; 1e999 is how a document that JSON.parse reads says infinity. */
export const VALUES: readonly string[] = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  '-1e999',
  '0',
  '-1',
  '1e308',
  '-1e308',
  '5e-324',
];

/** One number in the middle of a field, every third, or all of them. */
export const WHERE: Readonly<Record<string, (i: number, places: number) => boolean>> = {
  one: (i, places) => i === places >> 1,
  third: (i) => i % 3 === 1,
  all: () => true,
};

interface Tally {
  files: number;
  fits: number;
  refused: number;
  readonly faults: string[];
}

/**
 * Puts numbers that are none, or far out, into every numeric field of a file of every format, and takes each whole way
 * to the exports: nothing that is not finite may arrive, and no expiry may count as fitted without a weight.
 */
export async function nonFinite({ tell }: SoakOptions): Promise<SoakResult> {
  const tally: Tally = { files: 0, fits: 0, refused: 0, faults: [] };
  let fields = 0;
  const formats = plainFiles();
  for (const file of formats) {
    const found = numericFields(file);
    fields += found.length;
    const before = tally.faults.length;
    for (const field of found) {
      for (const value of VALUES)
        for (const where of Object.keys(WHERE)) await inject(file, field, value, where, tally);
    }
    tell(`${file.format}: ${found.length} fields, ${tally.faults.length - before} faults`);
  }
  const { files, fits, refused, faults } = tally;
  return {
    figures: { formats: formats.length, fields, files, fits, refused, faults: faults.length },
    faults,
  };
}

/** One field of one file with one value; what is wrong goes into the tally. */
export async function inject(
  file: PlainFile,
  field: NumericField,
  value: string,
  where: string,
  tally: Tally,
): Promise<void> {
  const isHere = WHERE[where] ?? (() => true);
  const bytes = field.write((_, i, isString) =>
    isHere(i, field.places) ? (isString ? `"${value}"` : value) : undefined,
  );
  const say = (fault: string) =>
    tally.faults.push(`${file.format}, ${field.name}, ${where} ${value}: ${fault}`);
  tally.files++;
  try {
    const read = await readBytes(file.name, bytes);
    const fault = faultOf(read);
    if (fault !== null) say(fault);
    const fitted = read.ok ? fitQuotes(read.value) : read;
    if (!fitted.ok) {
      tally.refused++;
      return;
    }
    tally.fits++;
    for (const each of fitFaults(fitted.value)) say(each);
  } catch (error) {
    say(
      `uncaught ${error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 3).join(' ') : String(error)}`,
    );
  }
}

/** What of a fit and its exports is not finite, or is called a fit and is none. */
function fitFaults(fit: FitExport): readonly string[] {
  const faults: string[] = [];
  fit.market.books.forEach((book, i) => {
    if (!(book.forward.value > 0 && Number.isFinite(book.forward.value)))
      faults.push(`a forward of ${book.forward.value}`);
    if (!(book.t > 0 && Number.isFinite(book.t))) faults.push(`a maturity of ${book.t}`);
    if (fit.filtered.dropped[i] === true) return;
    (fit.filtered.state[i] ?? []).forEach((state, at) => {
      const [k, mid] = [book.k[at] ?? Number.NaN, book.midVol[at] ?? Number.NaN];
      if (state === 0 && !(Number.isFinite(k) && mid > 0 && Number.isFinite(mid)))
        faults.push(`a used quote at k ${k} of vol ${mid}`);
    });
  });
  for (const slice of fit.result.slices) if (slice.status !== 'failed') faults.push(...sliceFaults(slice));
  for (const exporter of exporters) {
    const text = exporter.write(fit);
    if (/NaN|Infinity|undefined/.test(text)) faults.push(`${exporter.id} holds a number that is none`);
  }
  return faults;
}

function sliceFaults(slice: SliceFit): readonly string[] {
  const faults: string[] = [];
  const total = slice.weight.reduce((sum, weight) => sum + weight, 0);
  if (!(slice.used > 0 && slice.effectiveQuotes > 0 && Math.abs(total - 1) < 1e-9)) {
    faults.push(`fitted with ${slice.used} quotes whose weights sum to ${total}`);
  }
  const numbers = [
    ...(slice.theta ?? []),
    slice.rmseVol,
    slice.looRmseVol,
    slice.insideSpread,
    slice.forward,
  ];
  if (slice.theta === null || numbers.some((value) => value !== null && !Number.isFinite(value))) {
    faults.push(`fitted with ${numbers.join(', ')}`);
  }
  slice.weight.forEach((weight, i) => {
    if (weight > 0 && !Number.isFinite(slice.modelVol[i] ?? Number.NaN))
      faults.push('a model vol that is none');
  });
  return faults;
}
