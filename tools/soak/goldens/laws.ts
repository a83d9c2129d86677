import { createCharacteristicProblem } from '#calibration/characteristic-problem.ts';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { boxCoordinates } from '#models/box-coordinates.ts';
import { hestonParameters } from '#models/heston/heston-parameters.ts';
import { bates } from '#pricing/bates.ts';
import { type CharacteristicFunction, createLogCharacteristic } from '#pricing/characteristic-function.ts';
import { heston } from '#pricing/heston.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { cuiBoard } from '#testing/heston-boards.ts';
import { Ledger } from './ledger.ts';

interface Price {
  readonly F: number;
  readonly K: number;
  readonly T: number;
}

type HestonLaw = Readonly<Record<'v0' | 'kappa' | 'theta' | 'sigma' | 'rho', number>>;

type HestonPrice = Price & HestonLaw & { readonly set: string };

interface Heston {
  readonly prices: readonly HestonPrice[];
  readonly cui: {
    readonly r: number;
    readonly K: readonly number[];
    readonly T: readonly number[];
    readonly true: HestonLaw;
    readonly calibrations: readonly { readonly x0: readonly number[] }[];
  };
  readonly 'log_cf_of_ln(ST/F)': readonly {
    readonly set: string;
    readonly T: number;
    readonly u: readonly number[];
  }[];
}

/** A call by Lewis's formula at full accuracy. */
function call(law: CharacteristicFunction, theta: Float64Array, { F, K, T }: Price): number {
  const value = new Float64Array(1);
  createLewisExpiry(law, F, T, Float64Array.of(K)).timeValues(theta, value);
  return (value[0] ?? 0) + Math.max(0, F - K);
}

const lawOf = ({ v0, kappa, theta, sigma, rho }: HestonLaw): Float64Array =>
  Float64Array.of(v0, kappa, theta, sigma, rho);

export function hestonGolden(): Ledger<Heston> {
  const g = new Ledger<Heston>('heston');
  const { prices, 'log_cf_of_ln(ST/F)': logs } = g.value;
  prices.forEach((row, i) => {
    // R16 asks for 1e-10 of a forward of 100.
    g.near('call on a forward of 100', `prices[${i}].call`, call(heston, lawOf(row), row), 1e-10, 'absolute');
  });
  logs.forEach(({ set, T, u }, i) => {
    const row = prices.find((price) => price.set === set);
    if (row === undefined) throw new Error(`no set ${set}`);
    const log = createLogCharacteristic(1, 5);
    heston.gradient(lawOf(row), T, Float64Array.of(u[0] ?? 0), 1, log);
    const at = `log_cf_of_ln(ST/F)[${i}]`;
    g.nearAll('ln phi', (j) => `${at}.log_cf[${j}]`, [log.re[0] ?? 0, log.im[0] ?? 0], 1e-11, 'absolute');
    for (let a = 0; a < 5; a++) {
      g.nearAll(
        'gradient of ln phi',
        (j) => `${at}.grad_v0_kappa_theta_sigma_rho[${a}][${j}]`,
        [log.gradientRe[a] ?? 0, log.gradientIm[a] ?? 0],
        1e-9,
        'absolute',
      );
    }
  });
  compareCui(g);
  g.noReference(/^prices/, /\.T$/, /\.u\[\d\]$/);
  return g;
}

/** The 40 options of Cui, del Bano Rollin and Germano (2017): their prices, and their law from four far starts. */
function compareCui(g: Ledger<Heston>): void {
  const { cui } = g.value;
  const truth = lawOf(cui.true);
  cui.K.forEach((K, i) => {
    const T = cui.T[i] ?? Number.NaN;
    const price = call(heston, truth, { F: Math.exp(cui.r * T), K, T }) * Math.exp(-cui.r * T);
    g.near("Cui's calls", `cui.call_prices_discounted[${i}]`, price, 1e-9, 'absolute');
  });
  const coordinates = boxCoordinates(hestonParameters, {});
  if ('error' in coordinates) throw new Error(coordinates.error);
  const problem = createCharacteristicProblem(heston, createLewisExpiry, coordinates, cuiBoard());
  cui.calibrations.forEach(({ x0 }, i) => {
    const start = new Float64Array(5);
    coordinates.fromParameters(Float64Array.from(x0), start);
    const run = startLeastSquares(problem, start);
    runLeastSquares(run);
    g.nearAll(
      "Cui's parameters",
      (j) => `cui.calibrations[${i}].x[${j}]`,
      problem.theta(run.x),
      1e-7,
      'absolute',
    );
  });
  g.noReference(/^cui\./);
}

interface Bates {
  readonly heston: HestonLaw;
  readonly jumps: Readonly<Record<'lambda' | 'muJ' | 'deltaJ', number>>;
  readonly prices: readonly Price[];
}

export function batesGolden(): Ledger<Bates> {
  const g = new Ledger<Bates>('bates');
  const { jumps, prices } = g.value;
  const theta = Float64Array.of(...lawOf(g.value.heston), jumps.lambda, jumps.muJ, jumps.deltaJ);
  prices.forEach((row, i) => {
    g.near('call on a forward of 100', `prices[${i}].call`, call(bates, theta, row), 1e-9, 'absolute');
  });
  g.noReference(/^(?:heston|jumps)\./, /^prices\[\d+\]\.[FKT]$/);
  return g;
}
