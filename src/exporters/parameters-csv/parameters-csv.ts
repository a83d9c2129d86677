import type { SliceFit } from '#calibration/result.ts';
import { viewCovariance } from '#calibration/view-covariance.ts';
import {
  bookVerdicts,
  counted,
  csvText,
  type Exporter,
  excludedBy,
  movedCells,
  movedHeads,
  withMovedParameters,
  withoutParameters,
} from '#exporters/exporter.ts';
import { bookKey } from '#market/book.ts';
import { settledPart } from '#market/settlement.ts';
import { modelById } from '#models/index.ts';
import type { ParameterView } from '#models/model.ts';

/**
 * One row an expiry, the columns of a slice in the fit file under flat names:
 * the parameters by their own, their errors as `<name>StdError`, `kRange` and
 * `quotedRange` as their two ends; last the coordinates of the model's other views that have
 * names of their own, SVI's jump-wings and natural parameters. Where an expiry is frozen, a last column says which,
 * where the settlement price of one is partly fixed already, another how much of it in currency: its k counts from there.
 * Of a surface that has moved since its fit the parameters are those of now, without errors, and empty where the model has
 * none; columns at the end say from which fit and by which scalar.
 */
export const parametersCsv: Exporter = {
  id: 'parameters-csv',
  label: 'Parameters (CSV)',
  extension: 'parameters.csv',
  mediaType: 'text/csv',
  describe(fit) {
    const { result, moved } = fit;
    const rows = counted(result.slices.length, 'row', 'rows');
    if (moved === undefined) return `${rows}: forward, parameters with errors, fit, arbitrage.`;
    const none = withoutParameters(fit);
    return none === null
      ? `${rows}: forward, parameters as moved, scalar, fit to the quotes of now, arbitrage.`
      : `${rows}: forward, scalar, fit to the quotes of now, arbitrage. ${none}`;
  },
  write(given) {
    const { quotes, market, filtered, settings, result } = withMovedParameters(given);
    const published = new Map(given.result.slices.map((slice) => [slice.key, slice]));
    const model = modelById(result.model);
    const told = model?.scope === 'surface' ? model.told : undefined;
    // The board's own parameters stand in each row, so that a row is a smile.
    const shared = told === undefined ? [] : (result.surface?.parameters ?? []);
    const names = (told ?? model)?.parameters.map(({ name }) => name) ?? [];
    const parametersOf = (fit: SliceFit | undefined) => [
      ...((told === undefined ? fit?.parameters : fit?.views[told.id]) ?? []),
      ...(fit === undefined ? [] : shared.filter(({ name }) => !names.includes(name))),
    ];
    const columns = [...names, ...shared.map(({ name }) => name).filter((name) => !names.includes(name))];
    const beside = (model?.tabled ?? []).map((view) => tabledIn(view, columns));
    const besideNames = beside.flatMap(({ names: own }) => own);
    const byKey = new Map(result.slices.map((slice) => [slice.key, slice]));
    const anyFrozen = result.slices.some(({ frozen }) => frozen === true);
    const anySettled = market.books.some((book) => settledPart(book) > 0);
    const rows = market.books.flatMap((book, i) => {
      if (filtered.dropped[i] === true || settings.dropped[bookKey(book, quotes)] === true) return [];
      const slice = byKey.get(bookKey(book, quotes));
      const fit = slice?.status === 'failed' ? undefined : slice;
      const { verdict } = bookVerdicts(
        quotes,
        book,
        filtered.state[i] ?? new Uint8Array(),
        slice,
        settings.manual,
      );
      const by = excludedBy(verdict);
      const excluded = by.reduce((sum, { count }) => sum + count, 0);
      const own = parametersOf(fit);
      const parameters = columns.map((name) => own.find((parameter) => parameter.name === name));
      return [
        [
          new Date(book.expiry).toISOString(),
          book.root,
          book.t,
          book.forward.value,
          book.forward.source,
          book.forward.stdError,
          book.forward.discount,
          verdict.length - excluded,
          excluded,
          by.map(({ reason, count }) => `${reason} ${count}`).join('; '),
          ...parameters.map((parameter) => parameter?.value),
          ...parameters.map((parameter) => parameter?.standardError),
          own
            .filter(({ atBound }) => atBound !== null)
            .map(({ name }) => name)
            .join(' '),
          slice?.stop,
          slice?.iterations ?? 0,
          fit?.rmseVol,
          fit?.looRmseVol,
          fit?.insideSpread,
          fit?.measures?.vol,
          fit?.measures?.skew,
          fit?.measures?.riskReversal25,
          fit?.measures?.butterfly25,
          fit?.arbitrage?.minG,
          fit?.arbitrage?.minGAt,
          fit?.arbitrage?.kRange[0],
          fit?.arbitrage?.kRange[1],
          fit?.arbitrage?.minGQuoted,
          fit?.arbitrage?.quotedRange?.[0],
          fit?.arbitrage?.quotedRange?.[1],
          slice?.status ?? 'failed',
          slice?.message,
          ...beside.flatMap(({ of }) => of(fit).map(({ value }) => value)),
          ...beside.flatMap(({ of }) => of(fit).map(({ error }) => error)),
          ...(anyFrozen ? [slice?.frozen === true ? 'yes' : 'no'] : []),
          ...(anySettled ? [settledPart(book) || null] : []),
          ...movedCells(given, published.get(bookKey(book, quotes))),
        ],
      ];
    });
    const errorsOf = (of: readonly string[]) => of.map((name) => `${name}StdError`);
    const head = [
      ...MARKET,
      ...columns,
      ...errorsOf(columns),
      ...FIT,
      ...besideNames,
      ...errorsOf(besideNames),
      ...(anyFrozen ? ['frozen'] : []),
      ...(anySettled ? ['settledPart'] : []),
      ...movedHeads(given),
    ];
    return csvText(head, rows);
  },
};

/** Coordinates of a view whose names are not `taken`, with their standard errors. */
function tabledIn(view: ParameterView, taken: readonly string[]) {
  const m = view.parameters.length;
  const kept = view.parameters.flatMap(({ name }, i) => (taken.includes(name) ? [] : [{ name, i }]));
  const of = (fit: SliceFit | undefined): readonly { value?: number; error?: number }[] => {
    // Parameters of the full fit are none of the moved smile.
    if (fit === undefined || fit.theta === null || fit.moved !== undefined) return kept.map(() => ({}));
    const value = new Float64Array(m);
    view.values(fit.theta, fit.t, value);
    const covariance = viewCovariance(fit, view);
    return kept.map(({ i }) => {
      const variance = covariance?.[i * m + i] ?? 0;
      return { value: value[i]!, ...(variance > 0 ? { error: Math.sqrt(variance) } : {}) };
    });
  };
  return { names: kept.map(({ name }) => name), of };
}

const MARKET = [
  'expiry',
  'root',
  't',
  'forward',
  'forwardSource',
  'forwardStdError',
  'discount',
  'used',
  'excluded',
  'excludedBy',
];

const FIT = [
  'atBound',
  'stop',
  'iterations',
  'rmseVol',
  'looRmseVol',
  'insideSpread',
  'atmVol',
  'atmSkew',
  'riskReversal25',
  'butterfly25',
  'minG',
  'minGAt',
  'kMin',
  'kMax',
  'minGQuoted',
  'kQuotedMin',
  'kQuotedMax',
  'status',
  'message',
];
