import type { FitReason } from '#live/live-frame.ts';

/** Why a full fit was made, in a few words. */
export const FIT_REASONS: Readonly<Record<FitReason, string>> = {
  first: 'the first',
  asked: 'by hand',
  listed: 'new strikes or expiries',
  shape: 'another shape',
  level: 'far from its level',
  age: 'the fit was old',
  roll: 'an expiry has settled',
  arbitrage: 'scalars met arbitrage',
};
