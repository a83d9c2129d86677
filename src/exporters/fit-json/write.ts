import type { CalendarArbitrage, FittedParameter, SliceFit, SurfaceFit } from '#calibration/result.ts';
import { bookVerdicts, excludedBy, type FitExport, withMovedParameters } from '#exporters/exporter.ts';
import { bookKey, type ExpiryBook, type MarketOptions } from '#market/book.ts';
import { settledPart } from '#market/settlement.ts';
import { modelById } from '#models/index.ts';
import { assessmentDocument } from './assessments.ts';
import {
  CONVENTIONS,
  FIT_FORMAT,
  FIT_VERSION,
  type FitFile,
  type FitFileCalendar,
  type FitFileMoved,
  type FitFileMovedSlice,
  type FitFileSlice,
  type FitFileSource,
  type FitFileSurface,
  type ReasonCount,
} from './fit-file.ts';
import { matrixRows, settingsDocument } from './settings-document.ts';

/** The fit file of one fit: what was read, every setting, and what came out, in the contract's order of keys. */
export function fitFile(given: FitExport): FitFile {
  const fit = withMovedParameters(given);
  const { summary, surface } = fit.result;
  const model = modelById(fit.result.model);
  return {
    format: FIT_FORMAT,
    version: FIT_VERSION,
    app: { name: 'volbench', version: fit.appVersion },
    source: source(fit),
    conventions: CONVENTIONS,
    settings: settingsDocument(fit.settings, marketByHand(fit)),
    model: {
      id: fit.result.model,
      scope: model?.scope ?? 'slice',
      parameterOrder: model?.parameters.map(({ name }) => name) ?? [],
    },
    slices: slices(fit),
    surfaceParameters: surface && surfaceParameters(surface),
    calendar: fit.result.calendar.map(calendarRow),
    summary: {
      rmseVol: finite(summary.rmseVol),
      looRmseVol: finite(summary.looRmseVol),
      insideSpread: finite(summary.insideSpread),
      butterflyFree: summary.butterflyFree,
      calendarFree: summary.calendarFree,
      butterflyFreeQuoted: summary.butterflyFreeQuoted,
      calendarFreeQuoted: summary.calendarFreeQuoted,
      slicesOk: summary.slicesOk,
      slicesFailed: summary.slicesFailed,
    },
    assessments:
      fit.assessed === undefined || fit.assessed.length === 0
        ? undefined
        : fit.assessed.map(assessmentDocument),
    standing: fit.working === undefined ? undefined : fit.working === 0 ? 'accepted' : 'working',
    moved: movedSurface(given),
  };
}

function movedSurface({ moved, result }: FitExport): FitFileMoved | undefined {
  if (moved === undefined) return undefined;
  const names = modelById(result.model)?.parameters.map(({ name }) => name) ?? [];
  const slices = result.slices.flatMap(({ key, theta, moved: move }): [string, FitFileMovedSlice][] => {
    const of = moved.slices[key];
    if (of === undefined || theta === null || move === undefined) return [];
    const parameters = Object.fromEntries(names.map((name, i) => [name, theta[i] ?? 0]));
    const { factor, from } = move;
    return [[key, { scalar: of.scalar, factor, t: from.t, forward: from.forward, parameters }]];
  });
  return {
    fitAsOf: iso(moved.fitAsOf),
    publishedAt: moved.publishedAt === null ? null : iso(moved.publishedAt),
    model: result.model,
    map: moved.map,
    slices: Object.fromEntries(slices),
  };
}

/** Parameters by name, their errors, and which stand at a bound. */
function named(parameters: readonly FittedParameter[]) {
  return {
    parameters: Object.fromEntries(parameters.map((p) => [p.name, p.value])),
    standardErrors: Object.fromEntries(parameters.map((p) => [p.name, finite(p.standardError)])),
    atBound: parameters.filter((p) => p.atBound !== null).map((p) => p.name),
  };
}

function surfaceParameters({ parameters, stop, iterations, message, starts }: SurfaceFit): FitFileSurface {
  return {
    ...named(parameters),
    stop,
    iterations,
    message,
    starts: starts.map((start) => ({
      stop: start.stop,
      iterations: start.iterations,
      objective: start.objective,
    })),
  };
}

/** A finite number, or null. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** ISO 8601 UTC with milliseconds. */
function iso(instant: number): string {
  return new Date(instant).toISOString();
}

/** The market options, with an as-of instant that was given while reading, so that reading again needs no more. */
function marketByHand({ marketOptions, quotes }: FitExport): MarketOptions {
  return marketOptions.asOf === null && quotes.asOfSource === 'user'
    ? { ...marketOptions, asOf: quotes.asOf }
    : marketOptions;
}

function source({ quotes, market, filtered, settings }: FitExport): FitFileSource {
  const dropped = new Map<string, number>([['expired', 0]]);
  for (const { reason, count } of market.dropped) dropped.set(reason, (dropped.get(reason) ?? 0) + count);
  if (filtered.nearExpiry > 0) dropped.set('near-expiry', filtered.nearExpiry);
  if (filtered.inSettlement > 0) dropped.set('settlement-window', filtered.inSettlement);
  const byHand = market.books.filter(
    (book, i) => filtered.dropped[i] !== true && settings.dropped[bookKey(book, quotes)] === true,
  );
  if (byHand.length > 0)
    dropped.set(
      'by-hand',
      byHand.reduce((sum, book) => sum + book.quote.length, 0),
    );
  return {
    files: quotes.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    reader: quotes.reader,
    venue: quotes.venue,
    underlying: quotes.underlying,
    settlement: quotes.settlement,
    asOf: iso(market.asOf),
    quotes: {
      read: quotes.rowsRead,
      accepted: quotes.symbol.length,
      rejected: quotes.rejected.map(({ reason, count }) => ({ reason, count })),
      dropped: Array.from(dropped, ([reason, count]): ReasonCount => ({ reason, count })),
    },
  };
}

function slices(fit: FitExport): FitFileSlice[] {
  const { quotes, market, filtered, settings, result } = fit;
  const byKey = new Map(result.slices.map((slice) => [slice.key, slice]));
  return market.books.flatMap((book, i) => {
    if (filtered.dropped[i] === true || settings.dropped[bookKey(book, quotes)] === true) return [];
    const slice = byKey.get(bookKey(book, quotes));
    const state = filtered.state[i] ?? new Uint8Array();
    const { verdict } = bookVerdicts(quotes, book, state, slice, settings.manual);
    const by = excludedBy(verdict);
    const excluded = by.reduce((sum, { count }) => sum + count, 0);
    return [
      {
        expiry: iso(book.expiry),
        root: book.root,
        t: book.t,
        forward: book.forward.value,
        forwardSource: book.forward.source,
        forwardStdError: finite(book.forward.stdError),
        discount: book.forward.discount,
        earlyExercise: earlyExercise(book),
        settledPart: settledPart(book) || undefined,
        quotes: { used: verdict.length - excluded, excluded, excludedBy: by },
        ...fitted(book, slice, fit),
      },
    ];
  });
}

function earlyExercise({ forward: { exercise } }: ExpiryBook): FitFileSlice['earlyExercise'] {
  return exercise && { spot: exercise.spot, yield: exercise.yield };
}

/** What the fit adds to the market's own fields of a slice. */
type Fitted = Omit<
  FitFileSlice,
  | 'expiry'
  | 'root'
  | 't'
  | 'forward'
  | 'forwardSource'
  | 'forwardStdError'
  | 'discount'
  | 'earlyExercise'
  | 'settledPart'
  | 'quotes'
>;

/** The parameters of one expiry as files have them: null where the whole set is the board's. */
function told(
  { result, moved }: Pick<FitExport, 'result' | 'moved'>,
  slice: SliceFit,
): Pick<Fitted, 'parameters' | 'standardErrors' | 'covariance' | 'atBound'> {
  const model = modelById(result.model);
  const covariance = slice.covariance && {
    degrees: slice.covariance.degrees,
    matrix: matrixRows(slice.covariance.matrix, slice.theta?.length ?? 0),
  };
  // Smiles that have moved share nothing: each has all of its parameters, or none.
  const isShared = moved === undefined && model?.scope === 'surface';
  const own = isShared ? model.told && slice.views[model.told.id] : slice.parameters;
  const { atBound, ...values } = own === undefined || own.length === 0 ? NOT_OF_AN_EXPIRY : named(own);
  return { ...values, covariance, atBound };
}

const NOT_OF_AN_EXPIRY = { parameters: null, standardErrors: null, atBound: [] };

function fitted(book: ExpiryBook, slice: SliceFit | undefined, fit: FitExport): Fitted {
  const has = slice !== undefined && slice.status !== 'failed' && slice.theta !== null;
  const { measures, arbitrage } = slice ?? { measures: null, arbitrage: null };
  return {
    ...(has ? told(fit, slice) : { parameters: null, standardErrors: null, covariance: null, atBound: [] }),
    stop: slice?.stop ?? null,
    iterations: slice?.iterations ?? 0,
    rmseVol: has ? finite(slice.rmseVol) : null,
    looRmseVol: has ? finite(slice.looRmseVol) : null,
    insideSpread: has ? finite(slice.insideSpread) : null,
    atm:
      has && measures !== null
        ? {
            vol: finite(measures.vol),
            skew: finite(measures.skew),
            riskReversal25: finite(measures.riskReversal25),
            butterfly25: finite(measures.butterfly25),
          }
        : null,
    arbitrage:
      has && arbitrage !== null
        ? {
            minG: finite(arbitrage.minG),
            minGAt: finite(arbitrage.minGAt),
            kRange: [arbitrage.kRange[0], arbitrage.kRange[1]],
            minGQuoted: finite(arbitrage.minGQuoted),
            quotedRange: arbitrage.quotedRange && [arbitrage.quotedRange[0], arbitrage.quotedRange[1]],
          }
        : null,
    status: slice?.status ?? 'failed',
    message: slice === undefined ? `No quote of ${iso(book.expiry)} was left to fit.` : slice.message,
    frozen: slice?.frozen,
  };
}

function calendarRow(row: CalendarArbitrage): FitFileCalendar {
  return {
    from: iso(row.from),
    to: iso(row.to),
    minDw: finite(row.minDw),
    at: finite(row.at),
    kRange: [row.kRange[0], row.kRange[1]],
    minDwQuoted: finite(row.minDwQuoted),
  };
}
