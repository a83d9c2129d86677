/**
 * Every change of the decisions as a pure function. Values outside a control's
 * range are brought to its edge and anything that is not a finite number is
 * refused, so that nothing non-finite ever reaches a request or a file.
 */

import { equalPlain } from '#base/equal-plain.ts';
import { modelSettings } from '#calibration/model-settings.ts';
import type { PreviousFit } from '#calibration/previous-fit.ts';
import { DEFAULT_SETTINGS, type FitSettings, type Loss, type ScopedSettings } from '#calibration/settings.ts';
import type { MarketOptions } from '#market/book.ts';
import type { FilterSettings } from '#market/filters.ts';
import { RATE_RANGE } from '#market/rate.ts';
import { modelById } from '#models/index.ts';
import type { ParameterConstraint } from '#models/model.ts';
import {
  eventDayFault,
  MOST_EVENT_WEIGHT,
  MOST_WEEKEND_WEIGHT,
  type TimeSettings,
} from '#surface/time-settings.ts';
import type { Decisions } from './state.ts';

/** Where a scoped change goes: null is all expiries, else the expiry of that key alone. */
export type Target = string | null;

/** Nothing decided yet. */
export const DEFAULT_DECISIONS: Decisions = {
  settings: DEFAULT_SETTINGS,
  marketOptions: { asOf: null, forwards: {} },
};

type Range = readonly [low: number, high: number];

/** Ranges of the controls. */
export const RANGES = {
  spread: [0, 2],
  size: [0, 2],
  activity: [0, 2],
  ageHalfLife: [10, 600],
  moneynessWidth: [0.5, 5],
  cap: [0.05, 1],
  strength: [0.01, 10_000],
  robust: [0.5, 5],
  outside: [0, 10],
  atmPin: [0, 10],
  headroom: [1, 4],
  prior: [0, 10],
  manual: [0, 100],
  relativeSpreadAbove: [0, 1000],
  bidBelowTicks: [0, 1000],
  olderThanSeconds: [0, 1e9],
  expiryWithinHours: [0, 100_000],
  weekend: [0, MOST_WEEKEND_WEIGHT],
  event: [0, MOST_EVENT_WEIGHT],
  rate: RATE_RANGE,
} as const satisfies Record<string, Range>;

export function withWeights(
  d: Decisions,
  target: Target,
  change: Partial<ScopedSettings['weights']>,
): Decisions {
  return withGroup(d, target, 'weights', (w) => ({
    spread: within(RANGES.spread, change.spread, w.spread),
    size: within(RANGES.size, change.size, w.size),
    activity: within(RANGES.activity, change.activity, w.activity),
    ageHalfLife: withinOrOff(RANGES.ageHalfLife, change.ageHalfLife, w.ageHalfLife),
    moneynessWidth: withinOrOff(RANGES.moneynessWidth, change.moneynessWidth, w.moneynessWidth),
    cap: within(RANGES.cap, change.cap, w.cap),
  }));
}

export function withConstraint(
  d: Decisions,
  target: Target,
  kind: 'butterfly' | 'calendar',
  change: Partial<ScopedSettings['butterfly']>,
): Decisions {
  return withGroup(d, target, kind, (c) => ({
    mode: change.mode ?? c.mode,
    strength: within(RANGES.strength, change.strength, c.strength),
  }));
}

/** Another model for all expiries. */
export function withModel(d: Decisions, model: string): Decisions {
  if (model === d.settings.model || modelById(model) === undefined) return d;
  return { ...d, settings: modelSettings(d.settings, model) };
}

/** Null removes the constraint. A held value or a bound that is not finite leaves everything as it is. */
export function withParameter(
  d: Decisions,
  target: Target,
  name: string,
  constraint: ParameterConstraint | null,
): Decisions {
  if (constraint !== null) {
    const numbers = [constraint.value, constraint.lower, constraint.upper];
    if (numbers.some((v) => v !== undefined && !Number.isFinite(v))) return d;
    if (constraint.fixed && constraint.value === undefined) return d;
  }
  // A parameter that the model itself holds is freed by saying so; of any other, that says nothing.
  const own = modelById(d.settings.model)?.parameters.find((spec) => spec.name === name)?.held;
  const free =
    constraint !== null &&
    constraint.lower === undefined &&
    constraint.upper === undefined &&
    (constraint.fixed ? own !== undefined && constraint.value === own : own === undefined);
  return withGroup(d, target, 'parameters', (parameters) => {
    const { [name]: _, ...rest } = parameters;
    return constraint === null || free ? rest : { ...rest, [name]: constraint };
  });
}

/** One expiry back to the settings of all. */
export function withoutOwn(d: Decisions, key: string): Decisions {
  const { [key]: _, ...byExpiry } = d.settings.byExpiry;
  return withSettings(d, { byExpiry });
}

export function withLoss(d: Decisions, loss: Loss): Decisions {
  if (loss.kind === 'squared') return withSettings(d, { loss });
  const before = d.settings.loss.kind === 'squared' ? 1.345 : d.settings.loss.threshold;
  return withSettings(d, {
    loss: { kind: loss.kind, threshold: within(RANGES.robust, loss.threshold, before) },
  });
}

/** 0 is off. */
export function withOutsidePenalty(d: Decisions, strength: number): Decisions {
  return withSettings(d, { outsidePenalty: within(RANGES.outside, strength, d.settings.outsidePenalty) });
}

/** 0 is off. */
export function withAtmPin(d: Decisions, strength: number): Decisions {
  return withSettings(d, { atmPin: within(RANGES.atmPin, strength, d.settings.atmPin) });
}

/** 1 is none. */
export function withHeadroom(d: Decisions, times: number): Decisions {
  const { headroom: before = 1, ...settings } = d.settings;
  const headroom = within(RANGES.headroom, times, before);
  return { ...d, settings: headroom === 1 ? settings : { ...settings, headroom } };
}

/**
 * 0 is off.
 *
 * @param source what is drawn towards from now on, where nothing is yet
 */
export function withPrior(d: Decisions, strength: number, source: PreviousFit | null): Decisions {
  const { prior, model } = d.settings;
  const fit = prior?.fit.model === model ? prior.fit : source;
  const next = within(RANGES.prior, strength, prior?.strength ?? 0);
  return withSettings(d, { prior: fit === null || next === 0 ? null : { strength: next, fit } });
}

/** The same strength towards another fit. */
export function withPriorFit(d: Decisions, fit: PreviousFit | null): Decisions {
  const { prior } = d.settings;
  return prior === null || fit === null ? d : withSettings(d, { prior: { ...prior, fit } });
}

export function withFilters(d: Decisions, change: Partial<FilterSettings>): Decisions {
  const f = d.settings.filters;
  return withSettings(d, {
    filters: {
      inTheMoney: change.inTheMoney ?? f.inTheMoney,
      oneSided: change.oneSided ?? f.oneSided,
      crossed: change.crossed ?? f.crossed,
      relativeSpreadAbove: within(
        RANGES.relativeSpreadAbove,
        change.relativeSpreadAbove,
        f.relativeSpreadAbove,
      ),
      bidBelowTicks: within(RANGES.bidBelowTicks, change.bidBelowTicks, f.bidBelowTicks),
      olderThanSeconds: withinOrOff(RANGES.olderThanSeconds, change.olderThanSeconds, f.olderThanSeconds),
      expiryWithinHours: within(RANGES.expiryWithinHours, change.expiryWithinHours, f.expiryWithinHours),
      admitted: change.admitted ?? f.admitted,
    },
  });
}

/** How variance runs in time between expiries. */
export function withTime(d: Decisions, change: Partial<Omit<TimeSettings, 'events'>>): Decisions {
  const { time } = d.settings;
  return withSettings(d, {
    time: {
      clock: change.clock ?? time.clock,
      weekend: within(RANGES.weekend, change.weekend, time.weekend),
      events: time.events,
    },
  });
}

/** Weight of one day (`2026-12-16`); null takes it back. What is no day, or no number, changes nothing. */
export function withEvent(d: Decisions, day: string, weight: number | null): Decisions {
  if (eventDayFault(day) !== null || (weight !== null && !Number.isFinite(weight))) return d;
  const { time } = d.settings;
  const { [day]: _, ...rest } = time.events;
  const events = weight === null ? rest : { ...rest, [day]: within(RANGES.event, weight, 1) };
  return withSettings(d, { time: { ...time, events } });
}

/** Lets one quote in by its symbol, whatever the filters say of it, or takes that back. */
export function withAdmitted(d: Decisions, symbol: string, admit: boolean): Decisions {
  const { [symbol]: _, ...rest } = d.settings.filters.admitted;
  return withFilters(d, { admitted: admit ? { ...rest, [symbol]: true } : rest });
}

/** Multiplier of one quote by its symbol; 0 excludes, 1 forgets. */
export function withManual(d: Decisions, symbol: string, weight: number): Decisions {
  if (!Number.isFinite(weight)) return d;
  const { [symbol]: _, ...rest } = d.settings.manual;
  const value = within(RANGES.manual, weight, 1);
  return withSettings(d, { manual: value === 1 ? rest : { ...rest, [symbol]: value } });
}

export function withAsOf(d: Decisions, asOf: Decisions['marketOptions']['asOf']): Decisions {
  if (asOf !== null && Number.isNaN(new Date(asOf).getTime())) return d;
  return { ...d, marketOptions: { ...d.marketOptions, asOf } };
}

/** Null takes the override back; a forward that is not a positive finite number is refused. */
export function withForward(d: Decisions, key: string, forward: number | null): Decisions {
  if (forward !== null && !(forward > 0 && Number.isFinite(forward))) return d;
  const { [key]: _, ...rest } = d.marketOptions.forwards;
  const forwards = forward === null ? rest : { ...rest, [key]: forward };
  return { ...d, marketOptions: { ...d.marketOptions, forwards } };
}

/** Null takes the rate by hand back; one that is not finite is refused. */
export function withRate(d: Decisions, rate: number | null): Decisions {
  if (rate !== null && !Number.isFinite(rate)) return d;
  const { rate: _, ...rest } = d.marketOptions;
  const own = rate === null ? {} : { rate: within(RANGES.rate, rate, 0) };
  return { ...d, marketOptions: { ...rest, ...own } };
}

/** Options priced as paid on the settlement average, or not. */
export function withSettlementAverage(d: Decisions, average: boolean): Decisions {
  return withSettlement(d, { average, soFar: d.marketOptions.settlement?.soFar ?? {} });
}

/** Average of the index so far inside a settlement window; null takes it back, what is no positive number is refused. */
export function withSettledSoFar(d: Decisions, key: string, average: number | null): Decisions {
  if (average !== null && !(average > 0 && Number.isFinite(average))) return d;
  const { average: on = false, soFar = {} } = d.marketOptions.settlement ?? {};
  const { [key]: _, ...rest } = soFar;
  return withSettlement(d, { average: on, soFar: average === null ? rest : { ...rest, [key]: average } });
}

/** Off and empty is absent, so that what is undone equals what was never said. */
function withSettlement(d: Decisions, next: NonNullable<MarketOptions['settlement']>): Decisions {
  const { settlement: _, ...rest } = d.marketOptions;
  const says = next.average || Object.keys(next.soFar).length > 0;
  return { ...d, marketOptions: says ? { ...rest, settlement: next } : rest };
}

export function withSettings(d: Decisions, change: Partial<FitSettings>): Decisions {
  return { ...d, settings: { ...d.settings, ...change } };
}

/**
 * Changes one group of the scoped settings. An expiry whose own group comes to
 * equal that of all expiries has none of its own any more and follows all again.
 */
function withGroup<G extends keyof ScopedSettings>(
  d: Decisions,
  target: Target,
  group: G,
  change: (before: ScopedSettings[G]) => ScopedSettings[G],
): Decisions {
  const { all, byExpiry } = d.settings;
  if (target === null) return withSettings(d, { all: { ...all, [group]: change(all[group]) } });
  const own = byExpiry[target] ?? {};
  const next = change(own[group] ?? all[group]);
  const { [group]: _, ...others } = own;
  const groups: Partial<ScopedSettings> = equalPlain(next, all[group]) ? others : { ...own, [group]: next };
  const { [target]: __, ...rest } = byExpiry;
  return withSettings(d, {
    byExpiry: Object.keys(groups).length === 0 ? rest : { ...rest, [target]: groups },
  });
}

function within(range: Range, value: number | undefined, before: number): number {
  if (value === undefined || !Number.isFinite(value)) return before;
  return Math.min(range[1], Math.max(range[0], value));
}

function withinOrOff(range: Range, value: number | null | undefined, before: number | null): number | null {
  if (value === null) return null;
  if (value === undefined || !Number.isFinite(value)) return before;
  return Math.min(range[1], Math.max(range[0], value));
}
