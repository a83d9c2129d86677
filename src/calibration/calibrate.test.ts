import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { durrlemanG } from '#surface/durrleman.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { calibrate, calibrateNow } from './calibrate.ts';
import type { FitSlice } from './request.ts';
import type { CalibrationResult, SliceFit } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings, type ScopedSettings } from './settings.ts';

const VOGT = [-0.041, 0.1331, 0.306, 0.3586, 0.4153];
const BTC_7D = [0.0008, 0.028, -0.15, 0.012, 0.06];

function vols(raw: readonly number[], t: number, k: readonly number[]): number[] {
  const w = new Float64Array(k.length);
  sviSmile.totalVariance(Float64Array.from(raw), Float64Array.from(k), w);
  return [...w].map((v) => Math.sqrt(v / t));
}

function durrlemanAt(theta: Float64Array, k: number): number {
  const [w, w1, w2] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  sviSmile.derivatives(theta, Float64Array.of(k), w, w1, w2);
  return durrlemanG(k, w[0]!, w1[0]!, w2[0]!);
}

function grid(low: number, high: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
}

function sviSlice(raw: readonly number[], t: number, k: readonly number[], noise = 0): FitSlice {
  return makeSlice(
    t,
    k,
    vols(raw, t, k).map((v, i) => v + noise * Math.sin(12.9898 * (i + 1) + 78.233)),
  );
}

function settings(change: Partial<FitSettings>, all: Partial<ScopedSettings> = {}): FitSettings {
  return { ...DEFAULT_SETTINGS, ...change, all: { ...DEFAULT_SETTINGS.all, ...all } };
}

function run(slices: readonly FitSlice[], request = DEFAULT_SETTINGS): CalibrationResult {
  const outcome = calibrateNow({ slices, settings: request });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

const parameter = (fit: SliceFit, name: string) => fit.parameters.find((p) => p.name === name)!;

test('noiseless quotes give their own parameters back', () => {
  const [fit] = run([sviSlice(BTC_7D, 7 / 365, grid(-0.25, 0.2, 21))]).slices;
  BTC_7D.forEach((value, i) => {
    expect(fit!.theta![i]).toBeCloseTo(value, 7);
  });
  expect(fit!.rmseVol!).toBeLessThan(1e-9);
  expect(fit!.insideSpread).toBe(1);
  expect(fit!.status).toBe('ok');
});

test('a table of mid vols has no share inside bid-ask to speak of', () => {
  const slice = sviSlice(BTC_7D, 7 / 365, grid(-0.25, 0.2, 21));
  const result = run([{ ...slice, bidVol: slice.midVol, askVol: slice.midVol }]);
  expect(result.slices[0]!.insideSpread).toBeNull();
  expect(result.summary.insideSpread).toBeNull();
});

test('residuals in total variance find the same noiseless smile', () => {
  const [fit] = run(
    [sviSlice(BTC_7D, 7 / 365, grid(-0.25, 0.2, 21))],
    settings({ residual: 'total-variance' }),
  ).slices;
  BTC_7D.forEach((value, i) => {
    expect(fit!.theta![i]).toBeCloseTo(value, 7);
  });
});

test('the smile of Vogt reports its butterfly violation, and a penalty takes it away at little cost of fit', () => {
  const slices = [sviSlice(VOGT, 1, grid(-1, 1.5, 26))];
  const free = run(slices);
  expect(free.slices[0]!.arbitrage!.minG).toBeCloseTo(-0.0328635734536, 8);
  expect(free.slices[0]!.arbitrage!.minGAt).toBeCloseTo(0.879262541622, 5);
  expect(free.summary.butterflyFree).toBe(false);
  expect(free.summary.butterflyViolations).toEqual({ quoted: 1, wings: 0 });
  const penalised = run(slices, settings({}, { butterfly: { mode: 'penalise', strength: 10_000 } }));
  const fit = penalised.slices[0]!;
  expect(fit.arbitrage!.minG).toBeGreaterThan(-1e-4);
  // The constrained optimum of the same 26 points (SLSQP in w) is 1.8 vol points off at worst.
  expect(fit.rmseVol!).toBeLessThan(0.012);
  expect(penalised.summary.butterflyFree).toBe(fit.arbitrage!.minG >= -1e-12);
});

test('a stronger butterfly penalty never leaves a deeper violation', () => {
  const slices = [sviSlice(VOGT, 1, grid(-1, 1.5, 26))];
  const depth = [0.01, 1, 100, 10_000].map(
    (strength) =>
      run(slices, settings({}, { butterfly: { mode: 'penalise', strength } })).slices[0]!.arbitrage!.minG,
  );
  for (let i = 1; i < depth.length; i++) expect(depth[i]!).toBeGreaterThanOrEqual(depth[i - 1]! - 1e-9);
});

test('a strict fit of the Vogt smile is free of butterfly arbitrage on the whole line, near the constrained optimum', () => {
  const slices = [sviSlice(VOGT, 1, grid(-1, 1.5, 26))];
  const strict = run(slices, settings({}, { butterfly: { mode: 'strict', strength: 1 } }));
  const fit = strict.slices[0]!;
  expect(strict.summary.butterflyFree).toBe(true);
  for (let k = -60; k <= 60; k += 0.01) {
    expect(durrlemanAt(fit.theta!, k)).toBeGreaterThan(-1e-12);
  }
  const penalised = run(slices, settings({}, { butterfly: { mode: 'penalise', strength: 10_000 } }));
  expect(fit.rmseVol!).toBeLessThan(penalised.slices[0]!.rmseVol! * 1.03);
});

test('a strict calendar leaves no crossing, even where every expiry crosses the next', () => {
  const k = grid(-0.3, 0.3, 21);
  const slices = [0.1, 0.2, 0.3].map((t, i) =>
    sviSlice([0.01 + 0.003 * i, 0.06 - 0.015 * i, -0.3, 0, 0.1], t, k, 0.001),
  );
  expect(run(slices).summary.calendarViolations).toEqual({ quoted: 2, wings: 0 });
  const request = settings(
    {},
    {
      butterfly: { mode: 'strict', strength: 1 },
      calendar: { mode: 'strict', strength: 1 },
    },
  );
  const strict = run(slices, request);
  expect(strict.summary).toMatchObject({ butterflyFree: true, calendarFree: true, slicesOk: 3 });
});

test('a smile already free of arbitrage is fitted strictly as it is freely', () => {
  const slices = [sviSlice(BTC_7D, 7 / 365, grid(-0.25, 0.2, 21), 0.002)];
  const strict = run(slices, settings({}, { butterfly: { mode: 'strict', strength: 1 } }));
  expect([...strict.slices[0]!.theta!]).toEqual([...run(slices).slices[0]!.theta!]);
});

test('a locked parameter that forbids a clean smile is not hidden by a strict mode', () => {
  const slices = [sviSlice(VOGT, 1, grid(-1, 1.5, 26))];
  const request = settings(
    {},
    {
      butterfly: { mode: 'strict', strength: 1 },
      parameters: {
        a: { fixed: true, value: 0.001 },
        b: { fixed: true, value: 1.2 },
        sigma: { fixed: true, value: 0.02 },
      },
    },
  );
  const { summary, slices: fits } = run(slices, request);
  // So deep and sharp a vertex has a negative density beside it, wherever it stands and however it leans.
  expect(fits[0]!.arbitrage!.minG).toBeLessThan(-1e-3);
  expect(summary.butterflyFree).toBe(false);
});

test('the free fit is told once on the way to a strict one', () => {
  const slices = [sviSlice(VOGT, 1, grid(-1, 1.5, 26))];
  const request = settings({}, { butterfly: { mode: 'strict', strength: 1 } });
  const previews: CalibrationResult[] = [];
  const steps = calibrate({ slices, settings: request });
  for (let step = steps.next(); !step.done; step = steps.next()) {
    if (step.value.preview !== undefined) previews.push(step.value.preview);
  }
  expect(previews).toHaveLength(1);
  expect([...previews[0]!.slices[0]!.theta!]).toEqual([...run(slices).slices[0]!.theta!]);
});

test('crossing expiries are reported with their place, and a calendar penalty takes the crossing away', () => {
  const k = grid(-0.3, 0.3, 21);
  const front = sviSlice([0.01, 0.06, -0.3, 0, 0.1], 0.1, k);
  // Half the wings of the front expiry: crosses it on both sides.
  const back = sviSlice([0.0165, 0.03, -0.3, 0, 0.1], 0.2, k);
  const free = run([front, back]);
  expect(free.calendar).toHaveLength(1);
  expect(free.calendar[0]!.minDw).toBeLessThan(-1e-3);
  expect(Math.abs(free.calendar[0]!.at)).toBeCloseTo(1.5, 6);
  expect(free.summary.calendarFree).toBe(false);
  const request = settings({}, { calendar: { mode: 'penalise', strength: 10_000 } });
  const penalised = run([front, back], request);
  expect(penalised.calendar[0]!.minDw).toBeGreaterThanOrEqual(-1e-12);
  expect(penalised.summary.calendarFree).toBe(true);
  expect(penalised.slices.every((fit) => fit.status !== 'failed')).toBe(true);
});

test('with no crossing a calendar penalty changes nothing that matters', () => {
  const k = grid(-0.3, 0.3, 21);
  const slices = [
    sviSlice([0.01, 0.03, -0.3, 0, 0.1], 0.1, k, 0.002),
    sviSlice([0.03, 0.06, -0.3, 0, 0.15], 0.3, k, 0.002),
  ];
  const free = run(slices);
  const penalised = run(slices, settings({}, { calendar: { mode: 'penalise', strength: 100 } }));
  free.slices.forEach((fit, i) => {
    expect(penalised.slices[i]!.rmseVol!).toBeCloseTo(fit.rmseVol!, 9);
  });
});

test('a failed expiry keeps its place with the reason and costs no other', () => {
  const good = sviSlice(BTC_7D, 7 / 365, grid(-0.25, 0.2, 21));
  const thin = makeSlice(14 / 365, [-0.1, 0, 0.1], [0.6, 0.55, 0.58]);
  const excluded = makeSlice(21 / 365, [-0.1, 0, 0.1, 0.2, 0.3, 0.4], [0.6, 0.55, 0.58, 0.59, 0.6, 0.61], {
    manual: new Float64Array(6),
  });
  const empty = makeSlice(28 / 365, [], []);
  const result = run([good, thin, excluded, empty]);
  expect(result.slices.map((fit) => fit.status)).toEqual(['ok', 'failed', 'failed', 'failed']);
  expect(result.slices.map((fit) => fit.message)).toEqual([
    null,
    '3 usable quotes, SVI needs 5.',
    'every weight is 0, nothing to fit.',
    '0 usable quotes, SVI needs 5.',
  ]);
  expect(result.summary).toMatchObject({ slicesOk: 1, slicesFailed: 3, excludedByHand: 6 });
});

test('five quotes are fitted exactly and nothing is claimed about errors', () => {
  const [fit] = run([sviSlice(BTC_7D, 7 / 365, [-0.06, -0.03, 0, 0.03, 0.06], 0.01)]).slices;
  expect(fit!.status).toBe('warning');
  expect(fit!.message).toContain('not identified');
  expect(fit!.looRmseVol).toBeNull();
  expect(fit!.parameters.every((p) => p.standardError === null)).toBe(true);
});

test('a fixed rho is kept to the last bit, has no error, and frees a quote', () => {
  const request = settings({}, { parameters: { rho: { fixed: true, value: 0.1 } } });
  const [fit] = run([sviSlice(BTC_7D, 7 / 365, grid(-0.06, 0.06, 4), 0.002)], request).slices;
  expect(parameter(fit!, 'rho')).toEqual({
    name: 'rho',
    value: 0.1,
    standardError: null,
    fixed: true,
    atBound: null,
  });
});

test('a locked put wing is held while the rest of the smile is fitted', () => {
  const slices = [sviSlice(BTC_7D, 7 / 365, grid(-0.25, 0.2, 21), 0.002)];
  const free = run(slices).slices[0]!;
  const put = (fit: SliceFit) => fit.views.wings!.find((p) => p.name === 'putWing')!;
  const locked = put(free).value * 1.1;
  const request = settings({}, { parameters: { putWing: { fixed: true, value: locked } } });
  const held = run(slices, request).slices[0]!;
  expect(put(held)).toMatchObject({ fixed: true, standardError: null });
  expect(put(held).value).toBeCloseTo(locked, 9);
  expect(held.rmseVol!).toBeGreaterThan(free.rmseVol!);
  expect(held.rmseVol!).toBeLessThan(0.02);
  // Locking a wing where the free fit put it changes nothing.
  const same = settings({}, { parameters: { putWing: { fixed: true, value: put(free).value } } });
  expect(run(slices, same).slices[0]!.rmseVol!).toBeCloseTo(free.rmseVol!, 8);
});

test('a bound that binds is reported as such', () => {
  const request = settings({}, { parameters: { rho: { fixed: false, lower: 0, upper: 0.9 } } });
  const [fit] = run([sviSlice(BTC_7D, 7 / 365, grid(-0.25, 0.2, 21), 0.002)], request).slices;
  expect(parameter(fit!, 'rho').value).toBe(0);
  expect(parameter(fit!, 'rho').atBound).toBe('min');
  expect(parameter(fit!, 'rho').standardError).toBeNull();
  expect(parameter(fit!, 'b').standardError).toBeGreaterThan(0);
});

test('one expiry can have settings of its own', () => {
  const k = grid(-0.25, 0.2, 21);
  const slices = [sviSlice(BTC_7D, 7 / 365, k, 0.002), sviSlice(BTC_7D, 14 / 365, k, 0.002)];
  const request: FitSettings = {
    ...DEFAULT_SETTINGS,
    byExpiry: { [slices[1]!.key]: { parameters: { rho: { fixed: true, value: 0.25 } } } },
  };
  const result = run(slices, request);
  expect(parameter(result.slices[0]!, 'rho').fixed).toBe(false);
  expect(parameter(result.slices[1]!, 'rho').value).toBe(0.25);
});

test.each(['huber', 'soft-l1'] as const)(
  'the %s loss is not moved by an outlier that moves least squares',
  (kind) => {
    const k = grid(-0.25, 0.2, 21);
    const clean = sviSlice(BTC_7D, 7 / 365, k, 0.001);
    const midVol = Float64Array.from(clean.midVol);
    midVol[5]! += 0.2;
    const dirty = {
      ...clean,
      midVol,
      bidVol: midVol.map((v) => v - 0.005),
      askVol: midVol.map((v) => v + 0.005),
    };
    const atm = (request: FitSettings, slice: FitSlice): number =>
      run([slice], request).slices[0]!.measures!.vol;
    const robust = settings({ loss: { kind, threshold: 1.345 } });
    const truth = atm(DEFAULT_SETTINGS, clean);
    expect(Math.abs(atm(robust, dirty) - truth)).toBeLessThan(0.002);
    expect(Math.abs(atm(DEFAULT_SETTINGS, dirty) - truth)).toBeGreaterThan(
      3 * Math.abs(atm(robust, dirty) - truth),
    );
  },
);

test('a one-sided quote pulls only when the model passes its side', () => {
  const k = grid(-0.25, 0.2, 21);
  const base = sviSlice(BTC_7D, 7 / 365, k);
  const withBid = (bid: number): FitSlice => {
    const midVol = Float64Array.from(base.midVol);
    const askVol = Float64Array.from(base.askVol);
    const bidVol = Float64Array.from(base.bidVol);
    midVol[20] = Number.NaN;
    askVol[20] = Number.NaN;
    bidVol[20] = bid;
    return { ...base, midVol, askVol, bidVol };
  };
  const untouched = run([withBid(base.midVol[20]! - 0.1)]).slices[0]!;
  expect(untouched.modelVol[20]!).toBeCloseTo(base.midVol[20]!, 6);
  expect(untouched.twoSided).toBe(20);
  const pulled = run([withBid(base.midVol[20]! + 0.1)]).slices[0]!;
  expect(pulled.modelVol[20]!).toBeGreaterThan(base.midVol[20]! + 0.005);
});

test('the same request gives the same bytes', () => {
  const slices = [
    sviSlice(BTC_7D, 7 / 365, grid(-0.25, 0.2, 21), 0.003),
    sviSlice(VOGT, 1, grid(-1, 1.5, 26), 0.01),
  ];
  const request = settings(
    { loss: { kind: 'soft-l1', threshold: 1.345 } },
    { butterfly: { mode: 'penalise', strength: 100 }, calendar: { mode: 'penalise', strength: 100 } },
  );
  expect(JSON.stringify(run(slices, request))).toBe(JSON.stringify(run(slices, request)));
});

test('progress is told at least once a slice, and the count never falls back', () => {
  const slices = Array.from({ length: 4 }, (_, i) =>
    sviSlice(BTC_7D, (7 * (i + 1)) / 365, grid(-0.25, 0.2, 21)),
  );
  const stages: string[] = [];
  const steps = calibrate({ slices, settings: DEFAULT_SETTINGS });
  for (let step = steps.next(); !step.done; step = steps.next()) stages.push(step.value.stage);
  expect(stages.filter((stage) => stage === 'fit')).toHaveLength(4);
  expect(stages.filter((stage) => stage === 'check').length).toBeGreaterThanOrEqual(4);
});

test('an unknown model and an empty board are failures with a sentence', () => {
  const unknown = calibrateNow({ slices: [], settings: settings({ model: 'nope' }) });
  expect(unknown).toMatchObject({ ok: false, error: { reason: 'invalid' } });
  const empty = calibrateNow({ slices: [], settings: DEFAULT_SETTINGS });
  expect(empty).toMatchObject({ ok: false, error: { reason: 'missing-data' } });
});

test.skipIf(!hasShared).each(['jan24_feb21_28dte_stable', 'mar03_apr17_45dte'])(
  'the slice %s on which another fitter broke has its at-the-money vol within one point',
  (name) => {
    const file = JSON.parse(readFileSync(sharedPath(`data/hard-slices/${name}.json`), 'utf8')) as {
      forward: number;
      expiry_years: number;
      expected_atm_iv: number;
      market_vols: [number, number][];
    };
    const slice = makeSlice(
      file.expiry_years,
      file.market_vols.map(([strike]) => Math.log(strike / file.forward)),
      file.market_vols.map(([, vol]) => vol),
    );
    const [fit] = run([slice]).slices;
    expect(fit!.status).not.toBe('failed');
    expect(Math.abs(fit!.measures!.vol - file.expected_atm_iv)).toBeLessThan(0.01);
  },
);
