import { epochMs } from '#base/units.ts';
import type { ConstraintTerm, FitSettings, PriorSetting, ScopedSettings } from '#calibration/settings.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import type { MarketOptions } from '#market/book.ts';
import { rateOf } from '#market/rate.ts';
import type { ParameterConstraint } from '#models/model.ts';
import { CALENDAR_TIME, type TimeSettings } from '#surface/time-settings.ts';
import type {
  FitFileExpirySettings,
  FitFileParameter,
  FitFilePrior,
  FitFileSettings,
  FitFileWeight,
} from './fit-file.ts';

/**
 * Settings as the fit file writes them. Records are in order of their keys, so
 * that equal settings give equal bytes whatever the order the user chose them in.
 */
export function settingsDocument(settings: FitSettings, market: MarketOptions): FitFileSettings {
  const { all, filters } = settings;
  return {
    model: settings.model,
    residual: settings.residual,
    loss:
      settings.loss.kind === 'squared'
        ? { kind: 'squared' }
        : { kind: settings.loss.kind, threshold: settings.loss.threshold },
    penalties: { outside: settings.outsidePenalty, atmPin: settings.atmPin },
    prior: settings.prior && priorDocument(settings.prior),
    weights: [...weightTerms(all.weights), { kind: 'manual', byQuote: sorted(settings.manual, (w) => w) }],
    constraints: [constraintTerm('butterfly', all.butterfly), constraintTerm('calendar', all.calendar)],
    parameters: sorted(all.parameters, parameterDocument),
    filters: {
      inTheMoney: filters.inTheMoney,
      oneSided: filters.oneSided,
      crossed: filters.crossed,
      relativeSpreadAbove: filters.relativeSpreadAbove,
      bidBelowTicks: filters.bidBelowTicks,
      olderThanSeconds: filters.olderThanSeconds,
      expiryWithinHours: filters.expiryWithinHours,
      admitted: Object.keys(filters.admitted).sort(),
    },
    optimiser: { kind: settings.optimiser },
    byExpiry: sorted(settings.byExpiry, expiryDocument),
    market: {
      asOf: market.asOf === null ? null : new Date(market.asOf).toISOString(),
      forwards: sorted(market.forwards, (forward) => forward),
      settlementAverage: market.settlement?.average ?? false,
      settledSoFar: sorted(market.settlement?.soFar ?? {}, (average) => average),
      rate: market.rate,
    },
    headroom: settings.headroom,
    dropped: someOf(settings.dropped) ? Object.keys(settings.dropped).sort() : undefined,
    frozen: someOf(settings.frozen)
      ? sorted(settings.frozen, ({ t, parameters }) => ({ t, parameters: [...parameters] }))
      : undefined,
    time: timeDocument(settings.time),
  };
}

/** The inverse of `settingsDocument`. */
export function settingsOf(document: FitFileSettings): {
  settings: FitSettings;
  marketOptions: MarketOptions;
} {
  const manual = document.weights.find((term) => term.kind === 'manual');
  return {
    settings: {
      model: document.model,
      residual: document.residual,
      loss: document.loss,
      optimiser: document.optimiser.kind,
      outsidePenalty: document.penalties.outside,
      atmPin: document.penalties.atmPin,
      prior: document.prior && priorOf(document.prior),
      ...(document.headroom === undefined ? {} : { headroom: document.headroom }),
      all: {
        ...DEFAULT_SETTINGS.all,
        parameters: parametersOf(document.parameters),
        weights: weightsOf(document.weights),
        ...constraintsOf(document.constraints),
      },
      byExpiry: sorted(document.byExpiry, scopedOf),
      manual: { ...manual?.byQuote },
      filters: {
        ...document.filters,
        admitted: Object.fromEntries(document.filters.admitted.map((symbol) => [symbol, true as const])),
      },
      dropped: Object.fromEntries((document.dropped ?? []).map((key) => [key, true as const])),
      frozen: sorted(document.frozen ?? {}, ({ t, parameters }) => ({ t, parameters: [...parameters] })),
      time: document.time ?? CALENDAR_TIME,
    },
    marketOptions: {
      asOf: document.market.asOf === null ? null : epochMs(Date.parse(document.market.asOf)),
      forwards: { ...document.market.forwards },
      ...settlementOf(document.market),
      ...rateOf(document.market),
    },
  };
}

function someOf(record: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(record).length > 0;
}

/** Nothing where time is the calendar's and no weight is kept for later: absent is so. */
function timeDocument({ clock, weekend, events }: TimeSettings): TimeSettings | undefined {
  const isDefault = clock === CALENDAR_TIME.clock && weekend === CALENDAR_TIME.weekend;
  if (isDefault && Object.keys(events).length === 0) return undefined;
  return { clock, weekend, events: sorted(events, (weight) => weight) };
}

/** Nothing where the document says nothing of averaged settlement: absent is off. */
function settlementOf(market: FitFileSettings['market']): Pick<MarketOptions, 'settlement'> {
  const { settlementAverage: average, settledSoFar: soFar } = market;
  return average || Object.keys(soFar).length > 0 ? { settlement: { average, soFar: { ...soFar } } } : {};
}

/** A record rebuilt in the order of its keys (UTF-16 code units). */
export function sorted<T, U>(record: Readonly<Record<string, T>>, of: (value: T) => U): Record<string, U> {
  return Object.fromEntries(
    Object.entries(record)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, value]) => [key, of(value)]),
  );
}

function weightTerms(weights: ScopedSettings['weights']): FitFileWeight[] {
  return [
    { kind: 'spread', power: weights.spread },
    { kind: 'size', power: weights.size },
    { kind: 'activity', power: weights.activity },
    { kind: 'age', halfLife: weights.ageHalfLife },
    { kind: 'moneyness', width: weights.moneynessWidth },
    { kind: 'cap', share: weights.cap },
  ];
}

/** Terms a file leaves out keep their defaults. */
function weightsOf(terms: readonly FitFileWeight[]): ScopedSettings['weights'] {
  const weights = { ...DEFAULT_SETTINGS.all.weights };
  for (const term of terms) {
    if (term.kind === 'age') weights.ageHalfLife = term.halfLife;
    else if (term.kind === 'moneyness') weights.moneynessWidth = term.width;
    else if (term.kind === 'cap') weights.cap = term.share;
    else if (term.kind !== 'manual') weights[term.kind] = term.power;
  }
  return weights;
}

function priorDocument({ strength, fit }: PriorSetting): FitFilePrior {
  return {
    strength,
    model: fit.model,
    underlying: fit.underlying,
    asOf: new Date(fit.asOf).toISOString(),
    slices: sorted(fit.slices, ({ t, forward, theta, covariance, noise }) => ({
      t,
      forward,
      parameters: [...theta],
      covariance: matrixRows(covariance, theta.length),
      noise,
    })),
  };
}

function priorOf({ strength, model, underlying, asOf, slices }: FitFilePrior): PriorSetting {
  return {
    strength,
    fit: {
      model,
      underlying,
      asOf: epochMs(Date.parse(asOf)),
      slices: sorted(slices, ({ t, forward, parameters, covariance, noise }) => ({
        t,
        forward,
        theta: [...parameters],
        covariance: covariance.flat(),
        noise,
      })),
    },
  };
}

/** Rows of a row-major matrix of p columns. */
export function matrixRows(matrix: ArrayLike<number>, p: number): number[][] {
  const all = Array.from(matrix);
  return Array.from({ length: p }, (_, i) => all.slice(i * p, (i + 1) * p));
}

function constraintTerm(
  kind: ConstraintTerm['kind'],
  constraint: ScopedSettings['butterfly'],
): ConstraintTerm {
  return { kind, mode: constraint.mode, strength: constraint.strength };
}

function constraintsOf(terms: readonly ConstraintTerm[]): Partial<ScopedSettings> {
  return Object.fromEntries(terms.map(({ kind, mode, strength }) => [kind, { mode, strength }]));
}

function parameterDocument(constraint: ParameterConstraint): FitFileParameter {
  return {
    fixed: constraint.fixed,
    value: constraint.value ?? null,
    lower: constraint.lower ?? null,
    upper: constraint.upper ?? null,
    set: constraint.set,
  };
}

function parametersOf(
  document: Readonly<Record<string, FitFileParameter>>,
): Record<string, ParameterConstraint> {
  return sorted(document, ({ fixed, value, lower, upper, set }) => ({
    fixed,
    ...(value === null ? {} : { value }),
    ...(lower === null ? {} : { lower }),
    ...(upper === null ? {} : { upper }),
    ...(set === undefined ? {} : { set }),
  }));
}

function expiryDocument(own: Partial<ScopedSettings>): FitFileExpirySettings {
  return {
    weights: own.weights === undefined ? null : weightTerms(own.weights),
    constraints: [
      ...(own.butterfly === undefined ? [] : [constraintTerm('butterfly', own.butterfly)]),
      ...(own.calendar === undefined ? [] : [constraintTerm('calendar', own.calendar)]),
    ],
    parameters: own.parameters === undefined ? null : sorted(own.parameters, parameterDocument),
  };
}

function scopedOf(document: FitFileExpirySettings): Partial<ScopedSettings> {
  return {
    ...(document.parameters === null ? {} : { parameters: parametersOf(document.parameters) }),
    ...(document.weights === null ? {} : { weights: weightsOf(document.weights) }),
    ...constraintsOf(document.constraints),
  };
}
