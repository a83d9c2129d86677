import type { SliceFit } from '#calibration/result.ts';
import {
  bookVerdicts,
  counted,
  type Exporter,
  type FitExport,
  lacksFittedExpiry,
  withMovedParameters,
} from '#exporters/exporter.ts';
import { bookKey } from '#market/book.ts';
import { settledPart } from '#market/settlement.ts';
import { modelById } from '#models/index.ts';
import type { VolModel } from '#models/model.ts';
import type { SmileMove } from '#surface/moved-smile.ts';
import { modelScripts } from './model-scripts.ts';
import { pythonNumber, pythonNumbers, pythonString } from './python-text.ts';

/**
 * A Python script that rebuilds the smile of every fitted expiry with QuantLib's own classes, prints every used quote
 * with its fitted volatility beside QuantLib's, and ends with status 1 where they differ by more than 1e-10, or for
 * models known by their prices what these resolve. ASCII; it needs the QuantLib package alone. Smiles that have moved since
 * their fit are rebuilt as they are now: by parameters of their own, or from those of the fit and how they have moved.
 */
export const quantlibPython: Exporter = {
  id: 'quantlib-python',
  label: 'QuantLib (Python)',
  extension: 'quantlib.py',
  mediaType: 'text/x-python',
  describe(fit) {
    const used = smiles(fit).reduce((sum, { quotes }) => sum + quotes.length, 0);
    const by = modelScripts[fit.result.model]?.by ?? 'nothing';
    const n = fitted(fit.result.slices).length;
    const [one, many] = fit.moved === undefined ? ['smile', 'smiles'] : ['moved smile', 'moved smiles'];
    return `${counted(n, one, many)} by ${by}, ${counted(used, 'vol', 'vols')} beside ours.`;
  },
  lacks: lacksFittedExpiry,
  write(given) {
    const fit = withMovedParameters(given);
    const script = modelScripts[fit.result.model];
    if (script === undefined) throw new Error(`${fit.result.model} has no QuantLib script.`);
    const settled = fit.market.books.some((book) => settledPart(book) > 0);
    return [
      HEAD,
      sourceText(fit),
      ...boardText(fit),
      `# Each quote: symbol, strike, k = ln(K/F) with the forward of its own instant, fitted volatility at k.\nSMILES = [${smiles(
        fit,
      )
        .map((smile) => `\n${smileText(smile, fit.moved?.slices[smile.slice.key]?.scalar)}`)
        .join(',')}\n]`,
      `\n${script.code}\n`,
      ...(fit.result.slices.some(({ moved }) => moved !== undefined) ? [`\n${MOVED_SMILE}\n`] : []),
      ...(settled ? [`\n${SETTLED_SMILE}\n`] : []),
      TAIL,
    ].join('\n\n');
  },
};

/** One fitted expiry with its used quotes. */
interface Smile {
  readonly slice: SliceFit;
  /** Part of the settlement price that is fixed already, in currency; 0 where none is. */
  readonly settled: number;
  readonly parameters: readonly (readonly [name: string, value: number])[];
  readonly quotes: readonly (readonly [symbol: string, strike: number, k: number, vol: number])[];
}

function fitted(slices: readonly SliceFit[]): readonly SliceFit[] {
  return slices.filter(({ status, theta }) => status !== 'failed' && theta !== null);
}

/** Parameters that all expiries share and none has of its own: those of a model of the whole law. */
function hasBoard({ result, moved }: FitExport): boolean {
  const model = modelById(result.model);
  // The smiles of a law that has moved are of a law each.
  return moved === undefined && model?.scope === 'surface' && model.told === undefined;
}

function smiles(fit: FitExport): readonly Smile[] {
  const { quotes, market, filtered, settings, result } = fit;
  const model = modelById(result.model);
  const told = model?.scope === 'surface' ? model.told : undefined;
  return fitted(result.slices).map((slice) => {
    const at = market.books.findIndex((book) => bookKey(book, quotes) === slice.key);
    const book = market.books[at];
    if (book === undefined) throw new Error(`The fit has ${slice.key}, the market does not.`);
    const state = filtered.state[at] ?? new Uint8Array();
    const { verdict, column } = bookVerdicts(quotes, book, state, slice, settings.manual);
    const own = told === undefined ? parametersOf(slice, model) : (slice.views[told.id] ?? []);
    return {
      slice,
      settled: settledPart(book),
      parameters: hasBoard(fit) ? [] : own.map(({ name, value }) => [name, value] as const),
      quotes: Array.from(book.quote).flatMap((row, i) => {
        const vol = slice.modelVol[column[i] ?? -1] ?? Number.NaN;
        return verdict[i] === 'used' && Number.isFinite(vol)
          ? [[quotes.symbol[row] ?? '', book.strike[i]!, book.k[i]!, vol] as const]
          : [];
      }),
    };
  });
}

/** The parameters of a smile; those of its fit where it has moved without any of its own. */
function parametersOf({ parameters, moved, theta }: SliceFit, model: VolModel | undefined) {
  if (moved === undefined || model === undefined) return parameters;
  return model.parameters.map(({ name }, i) => ({ name, value: theta?.[i] ?? Number.NaN }));
}

function smileText({ slice, settled, parameters, quotes }: Smile, scalar: number | undefined): string {
  const { expiry, key, t, forward, moved } = slice;
  const members = [
    `"expiry": ${pythonString(new Date(expiry).toISOString())}, "key": ${pythonString(key)}`,
    `"t": ${pythonNumber(t)}, "forward": ${pythonNumber(forward)}`,
    ...(settled > 0 ? [`"settled": ${pythonNumber(settled)}`] : []),
    ...(scalar === undefined ? [] : [`"scalar": ${pythonNumber(scalar)}`]),
    ...(moved === undefined ? [] : [`"moved": ${moveText(moved)}`]),
    ...(parameters.length === 0 ? [] : [`"parameters": ${pythonNumbers(parameters)}`]),
    quotes.length === 0 ? '"quotes": []' : `"quotes": [\n${quotes.map(quoteText).join(',\n')}\n    ]`,
  ];
  return `  {\n${members.map((member) => `    ${member}`).join(',\n')}\n  }`;
}

function quoteText([symbol, ...numbers]: Smile['quotes'][number]): string {
  return `      [${[pythonString(symbol), ...numbers.map(pythonNumber)].join(', ')}]`;
}

function moveText({ factor, map, from }: SmileMove): string {
  const [t, forward] = [pythonNumber(from.t), pythonNumber(from.forward)];
  return `{"factor": ${pythonNumber(factor)}, "map": ${pythonString(map)}, "t": ${t}, "forward": ${forward}}`;
}

/** From which fit a surface has moved, and when it was published anew. */
function movedText({ moved }: FitExport): string {
  if (moved === undefined) return '';
  const iso = (at: number): string => pythonString(new Date(at).toISOString());
  const published = moved.publishedAt === null ? 'None' : iso(moved.publishedAt);
  return `
  "full_fit_of": ${iso(moved.fitAsOf)},
  "published_at": ${published},`;
}

function sourceText(fit: FitExport): string {
  const { quotes, market, result, appVersion } = fit;
  const failed = result.slices.length - fitted(result.slices).length;
  return `SOURCE = {
  "files": [${quotes.files.map(({ name }) => pythonString(name)).join(', ')}],
  "underlying": ${pythonString(quotes.underlying)},
  "as_of": ${pythonString(new Date(market.asOf).toISOString())},${movedText(fit)}
  "model": ${pythonString(result.model)},
  "expiries_not_fitted": ${pythonNumber(failed)},
  "written_by": ${pythonString(`volbench ${appVersion}`)}
}`;
}

function boardText(fit: FitExport): readonly string[] {
  if (!hasBoard(fit)) return [];
  const shared = fit.result.surface?.parameters ?? [];
  return [`BOARD = ${pythonNumbers(shared.map(({ name, value }) => [name, value]))}`];
}

const HEAD = `#!/usr/bin/env python3
"""Smiles fitted by Volbench, rebuilt with QuantLib.

Prints every quote of the fit with its fitted volatility, QuantLib's and their difference, tab-separated,
and ends with status 1 where they differ by more than tolerance(t, k, volatility) allows. Needs Python 3.7
and QuantLib 1.29, or later ones.

Volatilities are decimals in Black's formula on the forward, times are years (ACT/365).
volatility_of(smile) gives the volatility of one of SMILES as a function of the strike.
"""
import math
import sys

import QuantLib as ql`;

/** The total variance of the fit times the factor, at the same k or at k over the root of the factor. */
const MOVED_SMILE = `fitted_volatility_of = volatility_of


def volatility_of(smile):
    """A smile that has moved since its fit and has no parameters of its own. Its total variance is that of the
    fit, at the time and forward of the fit, times the factor; standardised, that of k over the factor's root.
    """
    moved = smile.get("moved")
    if moved is None:
        return fitted_volatility_of(smile)
    fitted = fitted_volatility_of({**smile, "t": moved["t"], "forward": moved["forward"]})
    scale = math.sqrt(moved["factor"] * moved["t"] / smile["t"])
    stretch = math.sqrt(moved["factor"]) if moved["map"] == "standardised" else 1.0
    return lambda strike: scale * fitted(
        moved["forward"] * math.exp(math.log(strike / smile["forward"]) / stretch)
    )`;

/** Log-moneyness counts from what is fixed of the settlement price. */
const SETTLED_SMILE = `unsettled_volatility_of = volatility_of


def volatility_of(smile):
    """Of the settlement price "settled" is fixed already: k is ln((K - settled)/(F - settled)), and a strike at
    or below it has no volatility.
    """
    forward, settled = smile["forward"], smile.get("settled", 0.0)
    volatility = unsettled_volatility_of(smile)
    return lambda strike: volatility(forward * (strike - settled) / (forward - settled))`;

const TAIL = `def strike_at(smile, k):
    settled = smile.get("settled", 0.0)
    return settled + (smile["forward"] - settled) * math.exp(k)


def main():
    quotes, apart, largest = 0, 0, 0.0
    print("expiry", "symbol", "strike", "fitted", "quantlib", "difference", sep="\\t")
    for smile in SMILES:
        volatility = volatility_of(smile)
        for symbol, strike, k, fitted in smile["quotes"]:
            rebuilt = volatility(strike_at(smile, k))
            difference = rebuilt - fitted
            quotes += 1
            largest = max(largest, abs(difference))
            apart += not abs(difference) <= tolerance(smile["t"], k, fitted)
            print(smile["expiry"], ascii(symbol)[1:-1], strike, fitted, rebuilt, difference, sep="\\t")
    print(f"{quotes} quotes, {apart} apart, largest difference {largest}", file=sys.stderr)
    return 0 if apart == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
`;
