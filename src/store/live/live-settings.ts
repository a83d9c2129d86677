/** What the user sets of the live surface: its defaults, how far each setting goes, and changes within that. */
import type { LiveSettings } from '#live/live-frame.ts';
import { DEFAULT_REFIT } from '#tracking/refit-policy.ts';
import { DEFAULT_FILTER } from '#tracking/scalar-filter.ts';

export const DEFAULT_LIVE: LiveSettings = {
  map: 'vertical',
  filter: DEFAULT_FILTER,
  refit: DEFAULT_REFIT,
  // A band of about 1.8 % of the volatility for a day to expiry, .8 % for a month.
  policy: { riskAversion: 10_000, costs: { proportional: 0, fixed: 0.001 } },
};

/** A setting that is a number. */
export interface LiveNumber {
  readonly id: string;
  readonly min: number;
  readonly max: number;
  readonly get: (settings: LiveSettings) => number;
  readonly with: (settings: LiveSettings, value: number) => LiveSettings;
}

const HOUR = 3_600_000;

function filterNumber(id: string, name: keyof LiveSettings['filter'], min: number, max: number): LiveNumber {
  return {
    id,
    min,
    max,
    get: ({ filter }) => filter[name],
    with: (s, value) => ({ ...s, filter: { ...s.filter, [name]: value } }),
  };
}

function refitNumber(
  id: string,
  name: keyof LiveSettings['refit'],
  min: number,
  max: number,
  unit = 1,
): LiveNumber {
  return {
    id,
    min,
    max,
    get: ({ refit }) => refit[name] / unit,
    with: (s, value) => ({ ...s, refit: { ...s.refit, [name]: value * unit } }),
  };
}

function costNumber(
  id: string,
  name: keyof LiveSettings['policy']['costs'],
  min: number,
  max: number,
): LiveNumber {
  return {
    id,
    min,
    max,
    get: ({ policy }) => policy.costs[name],
    with: (s, value) => ({
      ...s,
      policy: { ...s.policy, costs: { ...s.policy.costs, [name]: value } },
    }),
  };
}

/** By the names of their fields. */
export const LIVE_NUMBERS = {
  tau: filterNumber('tau', 'tau', 0.01, 100),
  diffusion: filterNumber('diffusion', 'diffusion', 0.001, 10),
  riskAversion: {
    id: 'riskAversion',
    min: 1,
    max: 1e9,
    get: ({ policy }) => policy.riskAversion,
    with: (s, value) => ({ ...s, policy: { ...s.policy, riskAversion: value } }),
  },
  proportional: costNumber('proportional', 'proportional', 0, 1e6),
  fixed: costNumber('fixed', 'fixed', 0, 1e6),
  age: refitNumber('age', 'age', 0.001, 168, HOUR),
  level: refitNumber('level', 'level', 0.005, 2),
  shape: refitNumber('shape', 'shape', 1.01, 100),
} as const satisfies Record<string, LiveNumber>;

/** The settings with one number changed; one that is no number, or out of its range, changes nothing. */
export function withLiveNumber(
  settings: LiveSettings,
  name: keyof typeof LIVE_NUMBERS,
  value: number,
): LiveSettings {
  const { min, max, with: change }: LiveNumber = LIVE_NUMBERS[name];
  return value >= min && value <= max ? change(settings, value) : settings;
}
