import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { svi } from '#models/svi/index.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { ended } from '#testing/strict-slices.ts';
import { calibrateNow } from './calibrate.ts';
import { fitFree } from './free-slice.ts';
import { penaliseSlice } from './penalised-slice.ts';
import { prepareSlice } from './prepare-slice.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { sliceSolution } from './slice-solution.ts';
import { smileBand } from './smile-band.ts';

const T = 0.05;
const RANGE = 1.5;
const SEED = 20261121;

function ready(k: readonly number[], vol: readonly number[]) {
  const prepared = prepareSlice(svi, makeSlice(T, k, vol), DEFAULT_SETTINGS);
  if (!('problem' in prepared)) throw new Error(prepared.message);
  return prepared;
}

/** A few quotes about a smile, each off by up to a vol point. */
function quotes(random: () => number): { readonly k: number[]; readonly vol: number[] } {
  const n = 6 + Math.floor(5 * random());
  const k = Array.from({ length: n }, (_, i) => -0.15 + (0.3 * i) / (n - 1));
  const skew = 0.4 * (random() - 0.5);
  return { k, vol: k.map((x) => 0.5 + skew * x + 2 * x * x + 0.02 * (random() - 0.5)) };
}

/** The outer quotes are not looked at: the bounds of the others' fit alone are closer without them. */
test.each(['free', 'penalised'] as const)(
  'a quote left out of a %s fit errs as it does by the fit of the others alone',
  (kind) => {
    console.log(`seed ${SEED}`);
    const random = seededRandom(SEED);
    const apart: number[] = [];
    for (let board = 0; board < 20; board++) {
      const { k, vol } = quotes(random);
      const fit = (of: ReturnType<typeof ready>) => {
        const free = ended(fitFree(of, DEFAULT_SETTINGS.loss)).value;
        return kind === 'free' ? free : ended(penaliseSlice(of, free, RANGE, 1)).value;
      };
      const whole = ready(k, vol);
      const { refit } = sliceSolution(whole, fit(whole), false);
      for (let i = 1; i + 1 < k.length; i++) {
        const rest = (column: readonly number[]) => column.filter((_, j) => j !== i);
        const others = ready(rest(k), rest(vol));
        const optimum = fit(others);
        const w = new Float64Array(1);
        svi.smile(others.slice).totalVariance(others.problem.theta(optimum.x), Float64Array.of(k[i]!), w);
        const expected = 100 * (Math.sqrt(w[0]! / T) - vol[i]!);
        apart.push(Math.abs(refit!(i) - expected));
      }
    }
    // A few quotes can have two minima, of which each path takes its own.
    expect(apart.length).toBeGreaterThan(100);
    expect(apart.filter((d) => !(d < 1e-3)).length).toBeLessThanOrEqual(0.02 * apart.length);
  },
);

test.each(['penalise', 'strict'] as const)(
  'neighbours that may not cross (%s) do not pass for known: the band holds the smile they are quoted about',
  (mode) => {
    console.log(`seed ${SEED}`);
    const random = seededRandom(SEED);
    // One smile in total variance at every expiry: whichever way the quotes are off, neighbours meet.
    const k = Float64Array.from({ length: 21 }, (_, i) => -0.25 + 0.025 * i);
    const w = k.map((x) => 0.002 + 0.05 * (-0.4 * (x - 0.02) + Math.hypot(x - 0.02, 0.12)));
    const normal = () => Array.from({ length: 12 }, random).reduce((a, b) => a + b, -6);
    const all = { ...DEFAULT_SETTINGS.all, calendar: { mode, strength: 1000 } };
    let held = 0;
    let places = 0;
    for (let board = 0; board < 6; board++) {
      const slices = [0.1, 0.12, 0.14, 0.16, 0.18].map((t) =>
        makeSlice(
          t,
          [...k],
          Array.from(w, (v) => Math.sqrt(v / t) + 0.005 * normal()),
        ),
      );
      const outcome = calibrateNow({ slices, settings: { ...DEFAULT_SETTINGS, all } });
      if (!outcome.ok) throw new Error(outcome.error.message);
      for (const fit of outcome.value.slices) {
        const { low, high } = smileBand(svi, fit, fit.theta!, fit.covariance!, k);
        for (const [i, v] of w.entries()) {
          const vol = Math.sqrt(v / fit.t);
          held += low[i]! <= vol && vol <= high[i]! ? 1 : 0;
          places++;
        }
      }
    }
    expect(held / places).toBeGreaterThan(0.9);
  },
);
