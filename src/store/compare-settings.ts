/** In what two fits were asked differently, in words. */

import { equalPlain } from '#base/equal-plain.ts';
import { date, expiryName, fixed, instant, strike } from '#base/format.ts';
import type { FitSettings, Loss, ScopedSettings } from '#calibration/settings.ts';
import { rateText } from '#market/rate.ts';
import { modelById } from '#models/index.ts';
import type { ParameterConstraint } from '#models/model.ts';

const RESIDUALS: Readonly<Record<FitSettings['residual'], string>> = {
  vol: 'vol',
  'total-variance': 'variance',
  price: 'price',
};

const WEIGHTS: readonly [keyof ScopedSettings['weights'], string][] = [
  ['spread', 'Spread weight'],
  ['size', 'Size weight'],
  ['activity', 'Activity weight'],
  ['ageHalfLife', 'Age half-life, s'],
  ['moneynessWidth', 'Moneyness width'],
  ['cap', 'Weight cap'],
];

const FILTERS: readonly [keyof Omit<FitSettings['filters'], 'admitted'>, string][] = [
  ['inTheMoney', 'In the money'],
  ['oneSided', 'One-sided'],
  ['crossed', 'Crossed'],
  ['relativeSpreadAbove', 'Relative spread above'],
  ['bidBelowTicks', 'Bid below, ticks'],
  ['olderThanSeconds', 'Older than, s'],
  ['expiryWithinHours', 'Expiry within, h'],
];

/** Sentences without their full stop, `Spread weight 1 → 0.5`, in the order of the Fit panel; empty where none differs. */
export function settingsThatDiffer(a: FitSettings, b: FitSettings): string[] {
  return [
    ...changed('Model', label(a.model), label(b.model)),
    ...scoped(a.all, b.all),
    ...ofExpiries(a.byExpiry, b.byExpiry),
    ...record('Weight of', a.manual, b.manual, (weight) => (weight === 0 ? 'excluded' : `×${plain(weight)}`)),
    ...changed('Residual', RESIDUALS[a.residual], RESIDUALS[b.residual]),
    ...changed('Loss', lossWords(a.loss), lossWords(b.loss)),
    ...changed('Outside bid-ask', plain(a.outsidePenalty), plain(b.outsidePenalty)),
    ...changed('ATM pin', plain(a.atmPin), plain(b.atmPin)),
    ...changed('Headroom', plain(a.headroom ?? 1), plain(b.headroom ?? 1)),
    ...changed('Prior', priorWords(a), priorWords(b)),
    ...changed('Optimiser', a.optimiser, b.optimiser),
    ...FILTERS.flatMap(([name, words]) =>
      changed(`Filter “${words}”`, plain(a.filters[name]), plain(b.filters[name])),
    ),
    ...record('Filter of', a.filters.admitted, b.filters.admitted, () => 'let in by hand'),
    ...record('Expiry', a.dropped, b.dropped, () => 'dropped', expiryName),
    ...record('Expiry', a.frozen, b.frozen, () => 'frozen', expiryName),
    ...changed('Time', a.time.clock, b.time.clock),
    ...changed('Weekend weight', plain(a.time.weekend), plain(b.time.weekend)),
    ...record('Weight of', a.time.events, b.time.events, plain, (day) => date(Date.parse(day))),
  ];
}

/** The same of the rate by hand that quotes were discounted at. */
export function ratesThatDiffer(a: number | undefined, b: number | undefined): string[] {
  const words = (rate: number | undefined) => (rate === undefined ? 'none' : rateText(rate));
  return changed('Rate by hand', words(a), words(b));
}

function scoped(a: ScopedSettings, b: ScopedSettings): string[] {
  return [
    ...WEIGHTS.flatMap(([name, words]) => changed(words, plain(a.weights[name]), plain(b.weights[name]))),
    ...record('', a.parameters, b.parameters, constraintWords, (name) => name, 'free'),
    ...changed('Butterfly', constraint(a.butterfly), constraint(b.butterfly)),
    ...changed('Calendar', constraint(a.calendar), constraint(b.calendar)),
  ];
}

type ByExpiry = FitSettings['byExpiry'];

const GROUPS: Readonly<Record<keyof ScopedSettings, string>> = {
  weights: 'weights',
  parameters: 'parameters',
  butterfly: 'butterfly',
  calendar: 'calendar',
};

function ofExpiries(a: ByExpiry, b: ByExpiry): string[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return keys.flatMap((key) => {
    const groups = (Object.keys(GROUPS) as (keyof ScopedSettings)[]).filter(
      (group) => !equalPlain(a[key]?.[group], b[key]?.[group]),
    );
    if (groups.length === 0) return [];
    const words = groups.map((group) => {
      const had = a[key]?.[group] !== undefined;
      const has = b[key]?.[group] !== undefined;
      return `${GROUPS[group]} ${had && has ? 'changed' : has ? 'of its own' : 'of all again'}`;
    });
    return [`${expiryName(key)}: ${words.join(', ')}`];
  });
}

/** Most entries of one record that are told one by one. */
const LISTED = 3;

function record<T>(
  words: string,
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  say: (value: T) => string,
  nameOf: (key: string) => string = (key) => key,
  none = 'untouched',
): string[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  const differing = keys.filter((key) => !equalPlain(a[key], b[key]));
  const side = (of: Readonly<Record<string, T>>, key: string) => {
    const value = of[key];
    return value === undefined ? none : say(value);
  };
  const told = differing
    .slice(0, LISTED)
    .map((key) => `${words} ${nameOf(key)} ${side(a, key)} → ${side(b, key)}`.trim());
  const more = differing.length - told.length;
  return more > 0 ? [...told, `${more} more of these`] : told;
}

function changed(words: string, a: string, b: string): string[] {
  return a === b ? [] : [`${words} ${a} → ${b}`];
}

function label(model: string): string {
  return modelById(model)?.label ?? model;
}

function lossWords(loss: Loss): string {
  return loss.kind === 'squared' ? 'squared' : `${loss.kind} ${plain(loss.threshold)}`;
}

function priorWords({ prior }: FitSettings): string {
  return prior === null ? 'off' : `${plain(prior.strength)} to ${instant(prior.fit.asOf)}`;
}

function constraint({ mode, strength }: ScopedSettings['butterfly']): string {
  return mode === 'penalise' ? `penalise ${plain(strength)}` : mode;
}

function constraintWords({ fixed: isFixed, value, lower, upper }: ParameterConstraint): string {
  if (isFixed) return `fixed at ${plain(value ?? null)}`;
  const ends = [
    lower === undefined ? '' : `from ${plain(lower)}`,
    upper === undefined ? '' : `to ${plain(upper)}`,
  ];
  return ends.filter(Boolean).join(' ') || (value === undefined ? 'free' : `set to ${plain(value)}`);
}

/** A setting as it is typed: no more decimals than it has, at most four. */
function plain(value: number | boolean | null): string {
  if (value === null) return 'off';
  if (typeof value === 'boolean') return value ? 'kept' : 'left out';
  return Math.abs(value) >= 1e-3 || value === 0 ? strike(value) : fixed(value, 6);
}
