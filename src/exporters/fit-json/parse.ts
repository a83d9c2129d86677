import { failure, type Outcome, success } from '#base/outcome.ts';
import { epochMs } from '#base/units.ts';
import { type PreviousFit, type PreviousSlice, quoteNoise } from '#calibration/previous-fit.ts';
import type { FitSettings } from '#calibration/settings.ts';
import { expiryKey, type MarketOptions } from '#market/book.ts';
import { modelById } from '#models/index.ts';
import { refuse, Unreadable } from './checks.ts';
import { FIT_FORMAT, FIT_VERSION, type FitFile, type FitFileSlice } from './fit-file.ts';
import { fitFileShape } from './fit-file-shape.ts';
import { jsonText } from './json-text.ts';
import { settingsOf } from './settings-document.ts';

/** Longest text taken for a fit file, in UTF-16 units; a board of 100 expiries and 100,000 manual weights is 8 million. */
const LONGEST = 32 * 1024 * 1024;

/**
 * Reads a fit file strictly: every field present, of its type and in its range,
 * no other field, all of it copied into fresh objects. Writing the value with
 * `fitFileText` gives the bytes of the exporter.
 *
 * Fails as `unrecognised` for another kind of text, `invalid` for a later
 * version or a field that does not hold; the message names the field, what was
 * found and what was expected.
 */
export function parseFitFile(text: string): Outcome<FitFile> {
  if (text.length > LONGEST) {
    return failure(
      'invalid',
      `The fit file is longer than ${LONGEST / 1024 / 1024} MB. Open the quotes it was made from.`,
    );
  }
  let document: unknown;
  try {
    document = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return failure('unrecognised', 'This is not a fit file: it is not complete JSON. Export it again.');
  }
  if (!claims(document)) {
    return failure('unrecognised', `This is not a fit file: its "format" is not "${FIT_FORMAT}".`);
  }
  if (typeof document.version === 'number' && document.version > FIT_VERSION) {
    return failure(
      'invalid',
      `This fit file is of version ${document.version}; this Volbench reads version ${FIT_VERSION}. Open it with the newer Volbench that wrote it.`,
    );
  }
  try {
    const file = fitFileShape(document, 'The fit file');
    consistent(file);
    return success(file);
  } catch (error) {
    if (error instanceof Unreadable) return failure('invalid', error.message);
    throw error;
  }
}

/** The text of a fit file, as the exporter writes it. */
export function fitFileText(file: FitFile): string {
  return jsonText(file);
}

/** The decisions behind a fit file: with the same quotes they give the same request. */
export function settingsFromFitFile(file: FitFile): { settings: FitSettings; marketOptions: MarketOptions } {
  return settingsOf(file.settings);
}

/**
 * The fitted smiles of a file by expiry key, parameters in the model's order, those of the board in each; failed
 * slices are left out, and those that have moved without parameters of their own.
 */
export function slicesFromFitFile(
  file: FitFile,
): Record<string, { readonly theta: Float64Array; readonly t: number; readonly forward: number }> {
  return Object.fromEntries(
    file.slices.flatMap((slice) => {
      if (slice.status === 'failed') return [];
      if (file.moved !== undefined && slice.parameters === null) return [];
      const parameters = { ...slice.parameters, ...file.surfaceParameters?.parameters };
      const theta = Float64Array.from(file.model.parameterOrder, (name) => parameters[name] ?? Number.NaN);
      return [[keyOf(slice.expiry, slice.root, file), { theta, t: slice.t, forward: slice.forward }]];
    }),
  );
}

/** What may be kept of the fit of a file, to draw a later one towards it; null where it holds no covariance. */
export function previousFitOf(file: FitFile): PreviousFit | null {
  const smiles = slicesFromFitFile(file);
  const kept = file.slices.flatMap(
    ({ expiry, root, rmseVol, quotes, covariance }): [string, PreviousSlice][] => {
      const key = keyOf(expiry, root, file);
      const smile = smiles[key];
      if (smile === undefined || covariance === null || !smile.theta.every(Number.isFinite)) return [];
      const noise = quoteNoise({ rmseVol, used: quotes.used, degrees: covariance.degrees });
      if (noise === null) return [];
      const { t, forward, theta } = smile;
      return [[key, { t, forward, theta: [...theta], covariance: covariance.matrix.flat(), noise }]];
    },
  );
  if (kept.length === 0) return null;
  return {
    model: file.model.id,
    underlying: file.source.underlying,
    asOf: epochMs(Date.parse(file.source.asOf)),
    slices: Object.fromEntries(kept),
  };
}

function keyOf(expiry: string, root: string, { source }: FitFile): string {
  return expiryKey(epochMs(Date.parse(expiry)), root, source.underlying);
}

function claims(document: unknown): document is { readonly format: string; readonly version: unknown } {
  return (
    document !== null &&
    typeof document === 'object' &&
    Object.hasOwn(document, 'format') &&
    (document as { format: unknown }).format === FIT_FORMAT &&
    Object.hasOwn(document, 'version')
  );
}

/** What one field alone cannot show: the model's parameter names, and failed slices without parameters. */
function consistent(file: FitFile): void {
  const model = modelById(file.model.id);
  const names = model?.parameters.map(({ name }) => name) ?? [];
  if (!same(file.model.parameterOrder, names)) {
    refuse(file.model.parameterOrder, 'The fit file.model.parameterOrder', names.join(', '));
  }
  if (file.model.scope !== model?.scope) {
    refuse(file.model.scope, 'The fit file.model.scope', `"${model?.scope}"`);
  }
  // Smiles that have moved share nothing.
  const isSurface = model?.scope === 'surface' && file.moved === undefined;
  const own = isSurface ? (model.told?.parameters.map(({ name }) => name) ?? null) : names;
  const shared = model?.parameters.filter((spec) => spec.shared === true).map(({ name }) => name) ?? [];
  const fitted = file.slices.some(({ status }) => status !== 'failed');
  const board = file.surfaceParameters;
  if (isSurface && fitted ? board === null || !same(Object.keys(board.parameters), shared) : board !== null) {
    refuse(board, 'The fit file.surfaceParameters', isSurface ? shared.join(', ') : 'null');
  }
  file.slices.forEach((slice, i) => {
    const at = `The fit file.slices[${i}]`;
    if (slice.covariance !== null && slice.covariance.matrix.length !== names.length) {
      refuse(slice.covariance.matrix, `${at}.covariance.matrix`, `${names.length} rows`);
    }
    for (const [field, of] of fields(slice)) {
      const holds =
        of === null
          ? slice.status === 'failed' || own === null || file.moved !== undefined
          : own !== null && same(Object.keys(of), own);
      if (!holds) {
        refuse(of, `${at}.${field}`, `${own?.join(', ') ?? 'null'}, or null where the status is failed`);
      }
    }
  });
}

function fields(slice: FitFileSlice): [string, object | null][] {
  return [
    ['parameters', slice.parameters],
    ['standardErrors', slice.standardErrors],
  ];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
