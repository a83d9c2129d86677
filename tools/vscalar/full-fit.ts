import { calibrateNow } from '#calibration/calibrate.ts';
import type { FitSlice } from '#calibration/request.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { EXPIRY_YEARS, type SimulatedStep } from './simulated-market.ts';

const SETTINGS: FitSettings = {
  ...DEFAULT_SETTINGS,
  model: 'essvi',
  all: { ...DEFAULT_SETTINGS.all, butterfly: { mode: 'strict', strength: 1 } },
  loss: { kind: 'soft-l1', threshold: 1.345 },
};

function fitSlices({ quotes }: SimulatedStep): readonly FitSlice[] {
  return quotes.map(({ k, vol, halfSpread, depth }, i) => ({
    key: String(i),
    expiry: i as FitSlice['expiry'],
    asOf: 0 as FitSlice['asOf'],
    t: EXPIRY_YEARS[i]! as FitSlice['t'],
    forward: 1,
    quote: Int32Array.from(k.keys()),
    k,
    bidVol: vol.map((v, j) => v - halfSpread[j]!),
    askVol: vol.map((v, j) => v + halfSpread[j]!),
    midVol: vol,
    tickVol: new Float64Array(k.length),
    bidSize: depth,
    askSize: depth,
    activity: null,
    age: null,
    manual: new Float64Array(k.length).fill(1),
    caution: null,
  }));
}

/** A full fit of eSSVI: [theta, rho, psi] of each expiry. */
export function fullFit(step: SimulatedStep): readonly Float64Array[] {
  const outcome = calibrateNow({ slices: fitSlices(step), settings: SETTINGS });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices.map(({ theta, message }) => {
    if (theta === null) throw new Error(message ?? 'a slice was not fitted');
    return theta;
  });
}
