/** Decisions as they are kept, field by field. */
import * as v from 'valibot';
import type { PreviousFit, PreviousSlice } from '#calibration/previous-fit.ts';
import type {
  ConstraintMode,
  FitSettings,
  FrozenSmile,
  Loss,
  Optimiser,
  PriorSetting,
  ResidualKind,
  ScopedSettings,
} from '#calibration/settings.ts';
import type { MarketOptions } from '#market/book.ts';
import type { FilterSettings } from '#market/filters.ts';
import { RATE_RANGE } from '#market/rate.ts';
import { modelById } from '#models/index.ts';
import type { ParameterConstraint } from '#models/model.ts';
import type { Decisions } from '#store/state.ts';
import { eventDayFault, type TimeSettings } from '#surface/time-settings.ts';
import { atLeastZero, epoch, fields, keyed, number, oneOf, positive, type Shape, text } from './shape.ts';

/** Id of a model there is. */
export const modelId = v.pipe(
  text,
  v.check((id) => modelById(id) !== undefined, 'a model this version does not have'),
);

const parameter: Shape<ParameterConstraint> = v.pipe(
  fields<ParameterConstraint>({
    fixed: v.boolean(),
    value: v.exactOptional(number),
    lower: v.exactOptional(number),
    upper: v.exactOptional(number),
    set: v.exactOptional(v.literal(true)),
  }),
  v.check(({ fixed, value }) => !fixed || value !== undefined, 'fixed at nothing'),
  v.check(({ lower, upper }) => !((lower ?? -Infinity) > (upper ?? Infinity)), 'a range that is empty'),
);

const condition = fields<ScopedSettings['butterfly']>({
  mode: oneOf<ConstraintMode>({ report: true, penalise: true, strict: true }),
  strength: atLeastZero,
});

const scopedEntries = {
  parameters: keyed(parameter),
  weights: fields<ScopedSettings['weights']>({
    spread: atLeastZero,
    size: atLeastZero,
    activity: atLeastZero,
    ageHalfLife: v.nullable(positive),
    moneynessWidth: v.nullable(positive),
    cap: v.pipe(number, v.minValue(0.05), v.maxValue(1)),
  }),
  butterfly: condition,
  calendar: condition,
};

const ownSettings = fields<Partial<ScopedSettings>>({
  parameters: v.exactOptional(scopedEntries.parameters),
  weights: v.exactOptional(scopedEntries.weights),
  butterfly: v.exactOptional(scopedEntries.butterfly),
  calendar: v.exactOptional(scopedEntries.calendar),
});

const loss: Shape<Loss> = v.variant('kind', [
  v.strictObject({ kind: v.literal('squared') }),
  v.strictObject({ kind: v.literal('huber'), threshold: positive }),
  v.strictObject({ kind: v.literal('soft-l1'), threshold: positive }),
]);

/** A fit that later ones can be drawn towards. */
export const previousFitShape = fields<PreviousFit>({
  model: modelId,
  underlying: text,
  asOf: epoch,
  slices: keyed(
    fields<PreviousSlice>({
      t: positive,
      forward: positive,
      theta: v.array(number),
      covariance: v.array(number),
      noise: atLeastZero,
    }),
  ),
});

const filters = fields<FilterSettings>({
  inTheMoney: v.boolean(),
  oneSided: v.boolean(),
  crossed: v.boolean(),
  relativeSpreadAbove: atLeastZero,
  bidBelowTicks: atLeastZero,
  olderThanSeconds: v.nullable(atLeastZero),
  expiryWithinHours: atLeastZero,
  admitted: keyed<true>(v.literal(true)),
});

const frozen = fields<FrozenSmile>({ parameters: v.array(number), t: positive });

const time: Shape<TimeSettings> = v.pipe(
  fields<TimeSettings>({
    clock: oneOf<TimeSettings['clock']>({ calendar: true, weighted: true }),
    weekend: atLeastZero,
    events: keyed(atLeastZero),
  }),
  v.check(({ events }) => Object.keys(events).every((day) => eventDayFault(day) === null), 'no day'),
);

/** Everything the user decides about a fit. */
export const fitSettingsShape = fields<FitSettings>({
  model: modelId,
  residual: oneOf<ResidualKind>({ vol: true, 'total-variance': true, price: true }),
  loss,
  optimiser: oneOf<Optimiser>({ 'levenberg-marquardt': true, 'l-bfgs-b': true }),
  outsidePenalty: atLeastZero,
  atmPin: atLeastZero,
  prior: v.nullable(fields<PriorSetting>({ strength: positive, fit: previousFitShape })),
  headroom: v.exactOptional(v.pipe(number, v.minValue(1))),
  all: fields<ScopedSettings>(scopedEntries),
  byExpiry: keyed(ownSettings),
  manual: keyed(atLeastZero),
  filters,
  dropped: keyed<true>(v.literal(true)),
  frozen: keyed(frozen),
  time,
});

/** A rate by hand. */
export const rateShape = v.pipe(number, v.minValue(RATE_RANGE[0]), v.maxValue(RATE_RANGE[1]));

const marketOptions = fields<MarketOptions>({
  asOf: v.nullable(epoch),
  forwards: keyed(positive),
  settlement: v.exactOptional(
    fields<NonNullable<MarketOptions['settlement']>>({ average: v.boolean(), soFar: keyed(positive) }),
  ),
  rate: v.exactOptional(rateShape),
});

/** One state of all decisions. */
export const decisionsShape = fields<Decisions>({ settings: fitSettingsShape, marketOptions });
