import type { ConstraintTerm, Loss } from '#calibration/settings.ts';
import { RATE_RANGE } from '#market/rate.ts';
import { modelById, models } from '#models/index.ts';
import {
  eventDayFault,
  MOST_EVENT_WEIGHT,
  MOST_WEEKEND_WEIGHT,
  type TimeSettings,
} from '#surface/time-settings.ts';
import { assessmentsCheck, type FitFileAssessment } from './assessments.ts';
import {
  byKind,
  type Check,
  count,
  exactly,
  flag,
  ifAbsent,
  instant,
  listOf,
  numberIn,
  objectOf,
  oneOf,
  orNull,
  positive,
  range,
  recordOf,
  refuse,
  text,
} from './checks.ts';
import {
  CONVENTIONS,
  FIT_FORMAT,
  FIT_VERSION,
  type FitFile,
  type FitFileCovariance,
  type FitFileExpirySettings,
  type FitFileFilters,
  type FitFileFrozen,
  type FitFileMoved,
  type FitFileMovedSlice,
  type FitFileParameter,
  type FitFilePenalties,
  type FitFilePrior,
  type FitFileSettings,
  type FitFileSlice,
  type FitFileSource,
  type FitFileSurface,
  type FitFileWeight,
  type ReasonCount,
} from './fit-file.ts';

const number = numberIn();
const share = numberIn(0, 1);
const reasons = listOf(objectOf<ReasonCount>({ reason: text, count }));
const model = oneOf(...models.map(({ id }) => id));

const sha256: Check<string> = (value, at) =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
    ? value
    : refuse(value, at, '64 lower-case hex digits');

const expiryName: Check<string> = (value, at) => {
  const name = text(value, at);
  instant(name.slice(name.lastIndexOf('@') + 1), at);
  return name;
};

const source = objectOf<FitFileSource>({
  files: listOf(objectOf({ name: text, bytes: count, sha256 })),
  reader: text,
  venue: orNull(text),
  underlying: text,
  settlement: oneOf('inverse', 'linear'),
  asOf: instant,
  quotes: objectOf({ read: count, accepted: count, rejected: reasons, dropped: reasons }),
});

type Weight<K> = Extract<FitFileWeight, { readonly kind: K }>;
const power = numberIn(0, 10);
const weightTerms = {
  spread: objectOf<Weight<'spread'>>({ kind: exactly('spread'), power }),
  size: objectOf<Weight<'size'>>({ kind: exactly('size'), power }),
  activity: objectOf<Weight<'activity'>>({ kind: exactly('activity'), power }),
  age: objectOf<Weight<'age'>>({ kind: exactly('age'), halfLife: orNull(positive) }),
  moneyness: objectOf<Weight<'moneyness'>>({ kind: exactly('moneyness'), width: orNull(positive) }),
  cap: objectOf<Weight<'cap'>>({ kind: exactly('cap'), share: numberIn(0.05, 1) }),
  manual: objectOf<Weight<'manual'>>({
    kind: exactly('manual'),
    byQuote: recordOf(text, numberIn(0, 100)),
  }),
};
const weights = oncePerKind(byKind<FitFileWeight>(weightTerms));

const constraints = oncePerKind(
  objectOf<ConstraintTerm>({
    kind: oneOf('butterfly', 'calendar'),
    mode: oneOf('report', 'penalise', 'strict'),
    strength: numberIn(0),
  }),
);

const yes: Check<true> = (value, at) => (value === true ? true : refuse(value, at, 'true'));

const parameter: Check<FitFileParameter> = (value, at) => {
  const read = objectOf<FitFileParameter>({
    fixed: flag,
    value: orNull(number),
    lower: orNull(number),
    upper: orNull(number),
    set: ifAbsent<true | undefined>(undefined, yes),
  })(value, at);
  if (read.fixed && read.value === null) return refuse(null, `${at}.value`, 'the number it is fixed at');
  if (read.lower !== null && read.upper !== null) numberIn(read.lower)(read.upper, `${at}.upper`);
  return read;
};
const parameters = recordOf(
  oneOf(
    ...new Set(
      models.flatMap(({ parameters: own, views }) =>
        [own, ...views.map((view) => view.parameters.filter(({ holdable }) => holdable))].flatMap((specs) =>
          specs.map(({ name }) => name),
        ),
      ),
    ),
  ),
  parameter,
);

const eventDay: Check<string> = (value, at) => {
  const day = text(value, at);
  return eventDayFault(day) === null ? day : refuse(value, at, 'a day such as 2026-12-16');
};

const time = objectOf<TimeSettings>({
  clock: oneOf('calendar', 'weighted'),
  weekend: numberIn(0, MOST_WEEKEND_WEIGHT),
  events: recordOf(eventDay, numberIn(0, MOST_EVENT_WEIGHT)),
});

/** Rows as many as they are long. */
const squareMatrix: Check<readonly (readonly number[])[]> = (value, at) => {
  const rows = listOf(listOf(number))(value, at);
  const uneven = rows.findIndex((row) => row.length !== rows.length);
  return uneven < 0 ? rows : refuse(value, `${at}[${uneven}]`, `a row of ${rows.length} numbers`);
};

type PriorSlice = FitFilePrior['slices'][string];
const prior: Check<FitFilePrior> = (value, at) => {
  const read = objectOf<FitFilePrior>({
    strength: positive,
    model,
    underlying: text,
    asOf: instant,
    slices: recordOf(
      expiryName,
      objectOf<PriorSlice>({
        t: positive,
        forward: positive,
        parameters: listOf(number),
        covariance: squareMatrix,
        noise: numberIn(0),
      }),
    ),
  })(value, at);
  const names = modelById(read.model)?.parameters.map(({ name }) => name) ?? [];
  for (const [key, { parameters: own, covariance }] of Object.entries(read.slices)) {
    const place = `${at}.slices.${key}`;
    if (own.length !== names.length) refuse(own, `${place}.parameters`, `numbers for ${names.join(', ')}`);
    if (covariance.length !== names.length) {
      refuse(covariance, `${place}.covariance`, `${names.length} rows of ${names.length} numbers`);
    }
  }
  return read;
};

const settings = objectOf<FitFileSettings>({
  model,
  residual: oneOf('vol', 'total-variance', 'price'),
  loss: byKind<Loss>({
    squared: objectOf<Extract<Loss, { kind: 'squared' }>>({ kind: exactly('squared') }),
    huber: objectOf<Extract<Loss, { kind: 'huber' }>>({ kind: exactly('huber'), threshold: positive }),
    'soft-l1': objectOf<Extract<Loss, { kind: 'soft-l1' }>>({
      kind: exactly('soft-l1'),
      threshold: positive,
    }),
  }),
  penalties: ifAbsent(
    { outside: 0, atmPin: 0 },
    objectOf<FitFilePenalties>({ outside: numberIn(0), atmPin: ifAbsent(0, numberIn(0)) }),
  ),
  prior: ifAbsent(null, orNull(prior)),
  weights,
  constraints,
  parameters,
  filters: objectOf<FitFileFilters>({
    inTheMoney: flag,
    oneSided: flag,
    crossed: flag,
    relativeSpreadAbove: numberIn(0),
    bidBelowTicks: numberIn(0),
    olderThanSeconds: ifAbsent(null, orNull(numberIn(0))),
    expiryWithinHours: numberIn(0),
    admitted: ifAbsent([], listOf(text)),
  }),
  optimiser: objectOf({ kind: oneOf('levenberg-marquardt', 'l-bfgs-b') }),
  byExpiry: recordOf(
    expiryName,
    objectOf<FitFileExpirySettings>({
      weights: orNull(weights),
      constraints,
      parameters: orNull(parameters),
    }),
  ),
  market: objectOf<FitFileSettings['market']>({
    asOf: orNull(instant),
    forwards: recordOf(expiryName, positive),
    settlementAverage: ifAbsent(false, flag),
    settledSoFar: ifAbsent({}, recordOf(expiryName, positive)),
    rate: ifAbsent<number | undefined>(undefined, numberIn(...RATE_RANGE)),
  }),
  headroom: ifAbsent<number | undefined>(undefined, numberIn(1)),
  dropped: ifAbsent<readonly string[] | undefined>(undefined, listOf(expiryName)),
  frozen: ifAbsent<FitFileSettings['frozen']>(
    undefined,
    recordOf(expiryName, objectOf<FitFileFrozen>({ t: positive, parameters: listOf(number) })),
  ),
  time: ifAbsent<TimeSettings | undefined>(undefined, time),
});

const stop = oneOf('gradient', 'step', 'cost', 'max-iterations', 'stalled', 'non-finite');

const surface = objectOf<FitFileSurface>({
  parameters: recordOf(text, number),
  standardErrors: recordOf(text, orNull(number)),
  atBound: listOf(text),
  stop,
  iterations: count,
  message: orNull(text),
  starts: listOf(objectOf({ stop, iterations: count, objective: orNull(number) })),
});

const slice = objectOf<FitFileSlice>({
  expiry: instant,
  root: text,
  t: positive,
  forward: positive,
  forwardSource: oneOf('quoted', 'quoted-synthetic', 'future', 'parity', 'file', 'spot', 'user'),
  forwardStdError: orNull(number),
  discount: positive,
  earlyExercise: ifAbsent<FitFileSlice['earlyExercise']>(
    undefined,
    objectOf({ spot: positive, yield: number }),
  ),
  settledPart: ifAbsent<number | undefined>(undefined, positive),
  quotes: objectOf({ used: count, excluded: count, excludedBy: reasons }),
  parameters: orNull(recordOf(text, number)),
  standardErrors: orNull(recordOf(text, orNull(number))),
  covariance: ifAbsent(
    null,
    orNull(objectOf<FitFileCovariance>({ degrees: positive, matrix: squareMatrix })),
  ),
  atBound: listOf(text),
  stop: orNull(stop),
  iterations: count,
  rmseVol: orNull(number),
  looRmseVol: orNull(number),
  insideSpread: orNull(share),
  atm: orNull(
    objectOf({
      vol: orNull(number),
      skew: orNull(number),
      riskReversal25: orNull(number),
      butterfly25: orNull(number),
    }),
  ),
  arbitrage: orNull(
    objectOf({
      minG: orNull(number),
      minGAt: orNull(number),
      kRange: range,
      minGQuoted: orNull(number),
      quotedRange: orNull(range),
    }),
  ),
  status: oneOf('ok', 'warning', 'failed'),
  message: orNull(text),
  frozen: ifAbsent<true | undefined>(undefined, yes),
});

const moved = objectOf<FitFileMoved>({
  fitAsOf: instant,
  publishedAt: orNull(instant),
  model,
  map: orNull(oneOf('vertical', 'standardised')),
  slices: recordOf(
    expiryName,
    objectOf<FitFileMovedSlice>({
      scalar: positive,
      factor: positive,
      t: positive,
      forward: positive,
      parameters: recordOf(text, number),
    }),
  ),
});

/** The whole fit file, version 1. */
export const fitFileShape: Check<FitFile> = objectOf<FitFile>({
  format: exactly(FIT_FORMAT),
  version: exactly(FIT_VERSION),
  app: objectOf({ name: exactly('volbench'), version: text }),
  source,
  conventions: objectOf<typeof CONVENTIONS>({
    dayCount: exactly(CONVENTIONS.dayCount),
    volatility: exactly(CONVENTIONS.volatility),
    moneyness: exactly(CONVENTIONS.moneyness),
    riskReversal: exactly(CONVENTIONS.riskReversal),
  }),
  settings,
  model: objectOf({ id: model, scope: oneOf('slice', 'surface'), parameterOrder: listOf(text) }),
  slices: listOf(slice),
  surfaceParameters: orNull(surface),
  calendar: listOf(
    objectOf({
      from: instant,
      to: instant,
      minDw: orNull(number),
      at: orNull(number),
      kRange: range,
      minDwQuoted: orNull(number),
    }),
  ),
  summary: objectOf({
    rmseVol: orNull(number),
    looRmseVol: orNull(number),
    insideSpread: orNull(share),
    butterflyFree: orNull(flag),
    calendarFree: orNull(flag),
    butterflyFreeQuoted: orNull(flag),
    calendarFreeQuoted: orNull(flag),
    slicesOk: count,
    slicesFailed: count,
  }),
  assessments: ifAbsent<readonly FitFileAssessment[] | undefined>(undefined, assessmentsCheck(expiryName)),
  standing: ifAbsent<FitFile['standing']>(undefined, oneOf('accepted', 'working')),
  moved: ifAbsent<FitFileMoved | undefined>(undefined, moved),
});

function oncePerKind<T extends { readonly kind: string }>(check: Check<T>): Check<readonly T[]> {
  const list = listOf(check);
  return (value, at) => {
    const terms = list(value, at);
    const twice = terms.find(({ kind }, i) => terms.findIndex((term) => term.kind === kind) !== i);
    return twice === undefined ? terms : refuse(twice, at, `the kind "${twice.kind}" once`);
  };
}
