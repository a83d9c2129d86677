import type { ColumnMap } from '#base/column-map.ts';
import { parseNumber } from '#base/format.ts';
import { type EpochMs, epochMs } from '#base/units.ts';
import type { FitSettings, Loss, ResidualKind, ScopedSettings } from '#calibration/settings.ts';
import { exporters } from '#exporters/index.ts';
import { RATE_RANGE, rateOfPercent } from '#market/rate.ts';
import { models } from '#models/index.ts';
import type { ParameterConstraint } from '#models/model.ts';
import type { TimeSettings } from '#surface/time-settings.ts';
import { parseColumnMap } from './column-map.ts';
import { parseSureness, type Sureness } from './sureness-options.ts';
import { parseQuery, parseTime, type Query } from './time-options.ts';

/** What the command line asked for. Null leaves a choice to the settings file, else to the default. */
export interface FitCommand extends Sureness {
  readonly files: readonly string[];
  readonly models: readonly string[] | null;
  readonly residual: ResidualKind | null;
  readonly loss: Loss['kind'] | null;
  readonly outsidePenalty: number | null;
  readonly atmPin: number | null;
  /** Times that total variance may be raised before a strict smile has butterfly arbitrage. */
  readonly headroom: number | null;
  /** Fit file that holds the fit to be drawn towards. */
  readonly prior: string | null;
  readonly priorStrength: number | null;
  readonly butterfly: ScopedSettings['butterfly']['mode'] | null;
  readonly calendar: ScopedSettings['calendar']['mode'] | null;
  readonly weights: Partial<ScopedSettings['weights']>;
  readonly parameters: Readonly<Record<string, ParameterConstraint>>;
  readonly optimiser: FitSettings['optimiser'] | null;
  readonly asOf: EpochMs | null;
  /** Rate a year, decimal, of the expiries whose discount nothing else tells. */
  readonly rate: number | null;
  readonly underlying: string | null;
  /** Instant chosen among several in one file; null takes the last. */
  readonly at: EpochMs | null;
  /** How variance runs in time between expiries; absent leaves it to the settings file. */
  readonly time: Partial<TimeSettings>;
  /** Places of the surface to write in place of the fit; null writes the fit. */
  readonly queries: readonly Query[] | null;
  /** Which column of a table holds what; null leaves it to the headers. */
  readonly map: ColumnMap | null;
  readonly settings: string | null;
  readonly out: string | null;
  readonly format: string;
  /** The comparison of the models on standard output, as JSON. */
  readonly json: boolean;
}

/** A command, the wish for help, or the sentence that refuses the arguments. */
export type Arguments =
  | { readonly kind: 'fit'; readonly command: FitCommand }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly message: string };

/** Refuses the arguments; caught by `parseArguments`. */
class Refusal extends Error {}

/** Options that take a value. */
const VALUED = [
  'model',
  'phi',
  'sabr',
  'beta',
  'shift',
  'residual',
  'loss',
  'outside',
  'atm-pin',
  'headroom',
  'prior',
  'prior-strength',
  'holdout',
  'bootstrap',
  'seed',
  'optimiser',
  'butterfly',
  'calendar',
  'weights',
  'fix',
  'bounds',
  'rate',
  'as-of',
  'underlying',
  'at',
  'time',
  'weekend-weight',
  'event',
  'query',
  'map',
  'settings',
  'out',
  'format',
] as const;
type Option = (typeof VALUED)[number];
const REPEATABLE: readonly Option[] = ['fix', 'bounds', 'event', 'query'];

/** Options of later versions, refused by name. */
const LATER_OPTIONS = ['ndjson'];

/** Weight keys of `--weights`; `off` is allowed where the weight can be null. */
const WEIGHTS: Readonly<
  Record<string, { field: keyof ScopedSettings['weights']; lower: number; upper: number; off: boolean }>
> = {
  spread: { field: 'spread', lower: 0, upper: 10, off: false },
  size: { field: 'size', lower: 0, upper: 10, off: false },
  activity: { field: 'activity', lower: 0, upper: 10, off: false },
  age: { field: 'ageHalfLife', lower: Number.MIN_VALUE, upper: Number.MAX_VALUE, off: true },
  moneyness: { field: 'moneynessWidth', lower: Number.MIN_VALUE, upper: Number.MAX_VALUE, off: true },
  cap: { field: 'cap', lower: 0.05, upper: 1, off: false },
};

/**
 * Reads the arguments strictly: an option that is unknown, given twice, without
 * its value or with a value that does not hold is refused with one sentence.
 */
export function parseArguments(argv: readonly string[]): Arguments {
  try {
    return read(argv);
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', message: error.message };
    throw error;
  }
}

function read(argv: readonly string[]): Arguments {
  const given = new Map<Option, string[]>();
  const files: string[] = [];
  let onlyFiles = false;
  let json = false;
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (onlyFiles || argument === '-' || !argument.startsWith('-')) {
      files.push(argument);
    } else if (argument === '--') {
      onlyFiles = true;
    } else if (argument === '--help' || argument === '-h') {
      return { kind: 'help' };
    } else if (argument === '--json') {
      json = true;
    } else {
      const [, name = '', inline] = /^--([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
      if (LATER_OPTIONS.includes(name)) throw new Refusal(`--${name} is not in this version.`);
      const option = VALUED.find((each) => each === name);
      if (option === undefined) throw new Refusal(`Unknown option ${argument}; --help lists them all.`);
      const value = inline ?? argv[++i];
      if (value === undefined || value === '' || (inline === undefined && value.startsWith('--'))) {
        throw new Refusal(`--${name} needs a value.`);
      }
      const before = given.get(option) ?? [];
      if (before.length > 0 && !REPEATABLE.includes(option)) throw new Refusal(`--${name} is given twice.`);
      given.set(option, [...before, value]);
    }
  }
  return { kind: 'fit', command: command(files, given, json) };
}

function command(
  files: readonly string[],
  given: ReadonlyMap<Option, readonly string[]>,
  json: boolean,
): FitCommand {
  if (files.length === 0)
    throw new Refusal('No file given; a quote file, or - for standard input, is needed.');
  if (files.filter((file) => file === '-').length > 1) throw new Refusal('- is given twice.');
  const one = (option: Option): string | null => given.get(option)?.[0] ?? null;
  const choice = <const T extends string>(option: Option, ...choices: readonly T[]): T | null => {
    const value = one(option);
    return value === null ? null : chosen(option, value, choices);
  };
  /** An option of a parameter's own name holds it. */
  const held = (option: 'beta' | 'shift'): readonly string[] => {
    const value = one(option);
    return value === null ? [] : [`${option}=${value}`];
  };
  const known = models.map(({ id }) => id);
  const format =
    one('format') === 'quantlib'
      ? 'quantlib-python'
      : (choice('format', ...exporters.map(({ id }) => id)) ?? 'fit-json');
  const chosenModels = one('model')
    ?.split(',')
    .map((id) => chosen('model', id, known));
  if (chosenModels !== undefined && chosenModels.length > 1 && format !== 'fit-json') {
    throw new Refusal(`Several models are written as fit-json only, not as ${format}.`);
  }
  const queries = given.get('query')?.map((text) => orRefuse(parseQuery(text))) ?? null;
  if (queries !== null && given.has('format')) {
    throw new Refusal('--query writes a table of its own; --format does not go with it.');
  }
  return {
    files,
    models: formulas(chosenModels ?? null, {
      sabr: choice('sabr', 'hagan', 'obloj'),
      ssvi: choice('phi', 'power', 'heston'),
    }),
    residual: choice('residual', 'vol', 'total-variance', 'price'),
    loss: choice('loss', 'squared', 'huber', 'soft-l1'),
    optimiser: choice('optimiser', 'levenberg-marquardt', 'l-bfgs-b'),
    outsidePenalty: strength('outside', one('outside')),
    atmPin: strength('atm-pin', one('atm-pin')),
    headroom: headroomOf(one('headroom')),
    prior: one('prior'),
    priorStrength: strength('prior-strength', one('prior-strength')),
    ...orRefuse(parseSureness(one('holdout'), one('bootstrap'), one('seed'))),
    butterfly: choice('butterfly', 'report', 'penalise', 'strict'),
    calendar: choice('calendar', 'report', 'penalise', 'strict'),
    weights: weights(one('weights')),
    parameters: parameters(
      [...(given.get('fix') ?? []), ...held('beta'), ...held('shift')],
      given.get('bounds') ?? [],
    ),
    asOf: instant('as-of', one('as-of')),
    rate: rateOf(one('rate')),
    underlying: one('underlying'),
    at: instant('at', one('at')),
    time: orRefuse(
      parseTime(choice('time', 'calendar', 'weighted'), one('weekend-weight'), given.get('event') ?? []),
    ),
    queries,
    map: columnMap(one('map')),
    settings: one('settings'),
    out: one('out'),
    format,
    json,
  };
}

/** The model of each formula but the one a model's own name stands for, by the option that chooses it. */
const FORMULAS = {
  sabr: { option: 'sabr', obloj: 'sabr-obloj' },
  ssvi: { option: 'phi', heston: 'ssvi-heston' },
} as const;

/** The models asked for, each by its chosen formula; a formula without its model is refused. */
function formulas(
  ids: readonly string[] | null,
  chosen: Readonly<{ sabr: 'hagan' | 'obloj' | null; ssvi: 'power' | 'heston' | null }>,
): readonly string[] | null {
  let out = ids;
  for (const model of ['sabr', 'ssvi'] as const) {
    const formula = chosen[model];
    if (formula === null) continue;
    const { option, ...others } = FORMULAS[model];
    if (ids?.includes(model) !== true) {
      throw new Refusal(`--${option} ${formula} chooses a formula of --model ${model}.`);
    }
    const other = Object.entries(others).find(([name]) => name === formula)?.[1];
    if (other !== undefined) out = out?.map((id) => (id === model ? other : id)) ?? null;
  }
  return out;
}

/** The value, or the refusal with the text that stands for it. */
function orRefuse<T extends object>(read: T | string): T {
  if (typeof read === 'string') throw new Refusal(read);
  return read;
}

/** A strength of 0 or more. */
function strength(option: Option, text: string | null): number | null {
  if (text === null) return null;
  const number = Number(text);
  if (!/^[\d.e+-]+$/i.test(text) || !(number >= 0 && number < Number.POSITIVE_INFINITY)) {
    throw new Refusal(`--${option} ${text}: expected a number of 0 or more.`);
  }
  return number;
}

/** A number of 1 or more. */
function headroomOf(text: string | null): number | null {
  const times = strength('headroom', text);
  if (times !== null && times < 1) throw new Refusal(`--headroom ${text}: expected a number of 1 or more.`);
  return times;
}

/** A rate in % a year. */
function rateOf(text: string | null): number | null {
  if (text === null) return null;
  const rate = rateOfPercent(parseNumber(text, 'percent') ?? Number.NaN);
  const [low, high] = RATE_RANGE;
  if (rate >= low && rate <= high) return rate;
  throw new Refusal(`--rate ${text}: expected a rate in % a year from ${100 * low} to ${100 * high}.`);
}

function columnMap(value: string | null): ColumnMap | null {
  return value === null ? null : orRefuse(parseColumnMap(value));
}

function chosen<T extends string>(option: Option, value: string, choices: readonly T[]): T {
  const found = choices.find((each) => each === value);
  if (found !== undefined) return found;
  throw new Refusal(`--${option} ${value} is not known; choose from ${choices.join(', ')}.`);
}

function weights(value: string | null): FitCommand['weights'] {
  const read: Partial<Record<keyof ScopedSettings['weights'], number | null>> = {};
  for (const [name, text] of pairs('weights', value === null ? [] : [value])) {
    const weight = Object.hasOwn(WEIGHTS, name) ? WEIGHTS[name] : undefined;
    if (weight === undefined) {
      throw new Refusal(`--weights ${name} is not known; choose from ${Object.keys(WEIGHTS).join(', ')}.`);
    }
    if (weight.off && text === 'off') {
      read[weight.field] = null;
      continue;
    }
    const number = numberOf('weights', name, text);
    if (number < weight.lower || number > weight.upper) {
      const range = weight.lower === Number.MIN_VALUE ? 'above 0' : `from ${weight.lower} to ${weight.upper}`;
      throw new Refusal(`--weights ${name}=${text}: expected a number ${range}.`);
    }
    read[weight.field] = number;
  }
  return read as FitCommand['weights'];
}

function parameters(fixes: readonly string[], bounds: readonly string[]): FitCommand['parameters'] {
  const read = new Map<string, ParameterConstraint>();
  for (const [name, text] of pairs('bounds', bounds)) {
    const ends = text.split(':');
    if (ends.length !== 2) throw new Refusal(`--bounds ${name}=${text}: expected ${name}=LOWER:UPPER.`);
    const [lower, upper] = ends.map((end) => (end === '' ? undefined : numberOf('bounds', name, end)));
    if (lower !== undefined && upper !== undefined && lower > upper) {
      throw new Refusal(`--bounds ${name}=${text}: the lower end is above the upper.`);
    }
    read.set(name, {
      fixed: false,
      ...(lower === undefined ? {} : { lower }),
      ...(upper === undefined ? {} : { upper }),
    });
  }
  for (const [name, text] of pairs('fix', fixes)) {
    read.set(name, { ...read.get(name), fixed: true, value: numberOf('fix', name, text) });
  }
  return Object.fromEntries(read);
}

/** `name=value` pairs separated by commas; a name given twice is refused. */
function pairs(option: Option, values: readonly string[]): [name: string, text: string][] {
  const read = values
    .flatMap((value) => value.split(','))
    .map((pair): [string, string] => {
      const [, name, text] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
      if (name === undefined || text === undefined) {
        throw new Refusal(`--${option} ${pair}: expected NAME=VALUE.`);
      }
      return [name, text];
    });
  const twice = read.find(([name], i) => read.findIndex(([other]) => other === name) !== i);
  if (twice !== undefined) throw new Refusal(`--${option} gives ${twice[0]} twice.`);
  return read;
}

function numberOf(option: Option, name: string, text: string): number {
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) throw new Refusal(`--${option} ${name}=${text}: ${text} is not a number.`);
  return number;
}

/** An ISO 8601 instant; without a zone it would mean another instant on every machine, so it needs one. */
function instant(option: Option, text: string | null): EpochMs | null {
  if (text === null) return null;
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;
  const time = iso.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new Refusal(
      `--${option} ${text} is not an instant; expected ISO 8601 with its zone, 2023-02-15T21:00:00Z.`,
    );
  }
  return epochMs(time);
}
