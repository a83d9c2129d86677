import { DEFAULT_FILTERS, type FilterSettings } from '#market/filters.ts';
import type { ParameterConstraint } from '#models/model.ts';
import { CALENDAR_TIME, type TimeSettings } from '#surface/time-settings.ts';
import type { PreviousFit } from './previous-fit.ts';

/** Key of a quote: `QuoteSet.symbol`. */
export type QuoteKey = string;

/**
 * One factor of a quote's weight; the weight is their product, normalised per
 * expiry to sum 1 and capped. Exponents 0 switch a factor off.
 */
export type WeightTerm =
  | { readonly kind: 'spread'; readonly power: number }
  | { readonly kind: 'size'; readonly power: number }
  | { readonly kind: 'activity'; readonly power: number }
  /** Half-life in seconds; null is off. */
  | { readonly kind: 'age'; readonly halfLife: number | null }
  /** Width in sigma root T; null is off. */
  | { readonly kind: 'moneyness'; readonly width: number | null }
  /** Multipliers by quote key; 0 excludes. */
  | { readonly kind: 'manual'; readonly byQuote: Readonly<Record<QuoteKey, number>> };

/** How a no-arbitrage condition is treated. */
export type ConstraintMode = 'report' | 'penalise' | 'strict';

/** One condition on the fit; `strength` weighs its penalty against the vol-point residuals. */
export interface ConstraintTerm {
  readonly kind: 'butterfly' | 'calendar';
  readonly mode: ConstraintMode;
  readonly strength: number;
}

/** Loss of the standardised residuals. */
export type Loss =
  | { readonly kind: 'squared' }
  /** Threshold in robust standard deviations (1.4826 MAD). */
  | { readonly kind: 'huber'; readonly threshold: number }
  | { readonly kind: 'soft-l1'; readonly threshold: number };

/** What is fitted: market minus model in volatility, in total variance, or in price over the quote's vega. */
export type ResidualKind = 'vol' | 'total-variance' | 'price';

/** How the objective is made small. */
export type Optimiser = 'levenberg-marquardt' | 'l-bfgs-b';

/** A fit made before that the present one is drawn towards. */
export interface PriorSetting {
  /** Above zero; at 1 the fit before counts for what its own errors and the time since make of it. */
  readonly strength: number;
  readonly fit: PreviousFit;
}

/** The smile an expiry keeps, whatever its quotes say: parameters in the model's order, fitted at time t. */
export interface FrozenSmile {
  readonly t: number;
  readonly parameters: readonly number[];
}

/** Settings that the scope switch can give to one expiry alone. */
export interface ScopedSettings {
  /** By parameter name of the model or of a holdable view coordinate. */
  readonly parameters: Readonly<Record<string, ParameterConstraint>>;
  readonly weights: {
    readonly spread: number;
    readonly size: number;
    readonly activity: number;
    readonly ageHalfLife: number | null;
    readonly moneynessWidth: number | null;
    /** Largest share of one quote, 0.05 to 1 (1 = none); raised where it would hold more than half of the quotes. */
    readonly cap: number;
  };
  readonly butterfly: { readonly mode: ConstraintMode; readonly strength: number };
  readonly calendar: { readonly mode: ConstraintMode; readonly strength: number };
}

/** Everything the user decides about a fit. Plain data: hashed, saved, undone, exported. */
export interface FitSettings {
  readonly model: string;
  readonly residual: ResidualKind;
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  /** How much a model vol outside bid and ask costs beside its residual, under the quote's weight; 0 is nothing. */
  readonly outsidePenalty: number;
  /** How strongly the model is held to the market's vol at the forward; 1 counts as all quotes together, 0 not at all. */
  readonly atmPin: number;
  /** Null is none. */
  readonly prior: PriorSetting | null;
  /**
   * Times that total variance may be raised before a smile that is strictly without butterfly arbitrage has any, of
   * models that know their domain (SVI, eSSVI): room for a scalar that moves it. Absent: 1, none.
   */
  readonly headroom?: number;
  /** Settings of all expiries. */
  readonly all: ScopedSettings;
  /** Expiries with settings of their own, by `expiryKey`; each replaces the named groups of `all`. */
  readonly byExpiry: Readonly<Record<string, Partial<ScopedSettings>>>;
  /** Manual weights by quote key; 0 excludes, absent is 1. */
  readonly manual: Readonly<Record<QuoteKey, number>>;
  readonly filters: FilterSettings;
  /** Expiries taken out by hand, by `expiryKey`: they are not fitted and no part of the surface. */
  readonly dropped: Readonly<Record<string, true>>;
  /** Expiries that keep their smile, by `expiryKey`; of models whose slices share nothing. */
  readonly frozen: Readonly<Record<string, FrozenSmile>>;
  /** How variance runs in time between expiries. The fit of an expiry does not depend on it. */
  readonly time: TimeSettings;
}

/** Defaults of the Fit panel (screen.md's control table). */
export const DEFAULT_SETTINGS: FitSettings = {
  model: 'svi',
  residual: 'vol',
  loss: { kind: 'squared' },
  optimiser: 'levenberg-marquardt',
  outsidePenalty: 0,
  atmPin: 0,
  prior: null,
  all: {
    parameters: {},
    weights: { spread: 1, size: 1, activity: 0.5, ageHalfLife: 60, moneynessWidth: null, cap: 0.25 },
    butterfly: { mode: 'report', strength: 1000 },
    calendar: { mode: 'report', strength: 1000 },
  },
  byExpiry: {},
  manual: {},
  filters: DEFAULT_FILTERS,
  dropped: {},
  frozen: {},
  time: CALENDAR_TIME,
};

/** The settings in force for one expiry. */
export function settingsFor(settings: FitSettings, key: string): ScopedSettings {
  const own = settings.byExpiry[key];
  return own === undefined ? settings.all : { ...settings.all, ...own };
}

/** The same settings with arbitrage only reported: those of the free fit. */
export function withoutConstraints(settings: FitSettings): FitSettings {
  const free = <T extends Partial<ScopedSettings>>(scoped: T): T => ({
    ...scoped,
    ...(scoped.butterfly && { butterfly: { ...scoped.butterfly, mode: 'report' } }),
    ...(scoped.calendar && { calendar: { ...scoped.calendar, mode: 'report' } }),
  });
  const byExpiry = Object.fromEntries(
    Object.entries(settings.byExpiry).map(([key, scoped]) => [key, free(scoped)]),
  );
  return { ...settings, all: free(settings.all), byExpiry };
}
