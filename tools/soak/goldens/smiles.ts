import type { SmileFunctions } from '#models/model.ts';
import { levelAtTheMoney } from '#models/sabr/at-the-money.ts';
import { haganBackbone, oblojBackbone } from '#models/sabr/backbone.ts';
import { sabrSmile } from '#models/sabr/smile.ts';
import { stretchRatio } from '#models/sabr/stretch.ts';
import { hestonLaw, powerLaw } from '#models/ssvi/curvature-law.ts';
import { essvi } from '#models/ssvi/essvi.ts';
import { sliceSmile } from '#models/ssvi/smile.ts';
import { rawToJumpWings } from '#models/svi/jump-wings.ts';
import { naturalView } from '#models/svi/natural.ts';
import { sviMinimumVariance, sviSmile } from '#models/svi/raw.ts';
import { riskNeutralLaw } from '#surface/density.ts';
import { durrlemanG, smallestG } from '#surface/durrleman.ts';
import { curveOf } from '#surface/smile-curve.ts';
import { createSurface } from '#surface/vol-surface.ts';
import { compareSequential, type SequentialSlice } from './fits.ts';
import { Ledger } from './ledger.ts';

/** w, w' and w'' at one k. */
function pointOf(smile: SmileFunctions, theta: Float64Array, k: number): readonly [number, number, number] {
  const out = [0, 1, 2].map(() => new Float64Array(1)) as [Float64Array, Float64Array, Float64Array];
  smile.derivatives(theta, Float64Array.of(k), ...out);
  return [out[0][0] ?? 0, out[1][0] ?? 0, out[2][0] ?? 0];
}

interface Svi {
  readonly sets: Readonly<
    Record<
      string,
      {
        readonly T: number;
        readonly raw: readonly number[];
        readonly min_g_on_grid: readonly [number, number];
        readonly table: readonly { readonly k: number; readonly lnpdf: number | null }[];
      }
    >
  >;
  readonly vogt_g_roots: readonly number[];
}

export function sviGolden(): Ledger<Svi> {
  const g = new Ledger<Svi>('svi');
  for (const [name, { T, raw, min_g_on_grid: grid, table }] of Object.entries(g.value.sets)) {
    const at = `sets.${name}`;
    const theta = Float64Array.from(raw);
    const [, b = 0, rho = 0] = raw;
    const wings = new Float64Array(5);
    rawToJumpWings(theta, T, wings);
    g.nearAll('jump-wings', (i) => `${at}.jw[${i}]`, wings, 1e-12);
    const natural = new Float64Array(5);
    naturalView.values(theta, T, natural);
    g.nearAll(
      'natural parameters',
      (i) => `${at}.natural_Delta_mu_rho_omega_zeta[${i}]`,
      natural,
      1e-12,
      'either',
    );
    g.near('least variance', `${at}.w_min`, sviMinimumVariance(theta), 1e-12);
    const law = riskNeutralLaw(curveOf({ functions: sviSmile, theta }));
    table.forEach(({ k, lnpdf }, i) => {
      const [w, w1, w2] = pointOf(sviSmile, theta, k);
      const row = `${at}.table[${i}]`;
      g.near("w, w' and w''", `${row}.w`, w, 1e-12);
      g.near("w, w' and w''", `${row}.w1`, w1, 1e-12);
      g.near("w, w' and w''", `${row}.w2`, w2, 1e-12);
      g.near("Durrleman's g", `${row}.g`, durrlemanG(k, w, w1, w2), 1e-12, 'absolute');
      if (lnpdf !== null) {
        g.near(
          'logarithm of the density',
          `${row}.lnpdf`,
          Math.log(law?.at(k).density ?? 0),
          1e-10,
          'absolute',
        );
      }
    });
    const lowest = smallestG(sviSmile, theta, -2, 2);
    // The reference is the least of a coarse grid: the refined one is at or below it and next to it.
    g.near('least g of a grid', `${at}.min_g_on_grid[0]`, lowest.value, 1e-4, 'absolute');
    g.near('place of the least g of a grid', `${at}.min_g_on_grid[1]`, lowest.at, 0.011, 'absolute');
    g.nearAll('wing slopes', (i) => `${at}.lee_slopes[${i}]`, [b * (1 - rho), b * (1 + rho)], 1e-12);
    if (grid.length !== 2) throw new Error('a least g and its place');
  }
  const vogt = Float64Array.from(g.value.sets['vogt']?.raw ?? []);
  const found = smallestG(sviSmile, vogt, -1.5, 1.5);
  g.near("Vogt's least g", 'vogt_g_min', found.value, 1e-12, 'absolute');
  g.near("place of Vogt's least g", 'vogt_g_argmin', found.at, 1e-6, 'absolute');
  const law = riskNeutralLaw(curveOf({ functions: sviSmile, theta: vogt }));
  const [stretch] = law?.negative ?? [];
  g.nearAll(
    "ends of Vogt's negative density",
    (i) => `vogt_g_roots[${i}]`,
    [stretch?.low ?? 0, stretch?.high ?? 0],
    1e-9,
    'absolute',
  );
  const repaired = new Float64Array(5);
  rawToJumpWings(Float64Array.from(g.value.sets['vogt_repaired']?.raw ?? []), 1, repaired);
  g.nearAll("jump-wings of Vogt's repair", (i) => `repair.jw[${i}]`, repaired, 1e-9);
  g.near("jump-wings of Vogt's repair", 'repair.c_prime', repaired[3] ?? 0, 1e-9);
  g.near("jump-wings of Vogt's repair", 'repair.vtilde_prime', repaired[4] ?? 0, 1e-9);
  g.noReference(/\.(?:T|k|raw\[\d\])$/);
  return g;
}

type SliceRow = Readonly<Record<'theta' | 'rho' | 'psi' | 'k', number>>;

interface Ssvi {
  readonly ssvi: readonly (SliceRow & Readonly<Record<string, number | string>>)[];
  readonly essvi_derivatives: readonly SliceRow[];
  readonly essvi_sequential: readonly (SequentialSlice & {
    readonly fit_first_order_anchor: readonly number[];
  })[];
}

export function ssviGolden(): Ledger<Ssvi> {
  const g = new Ledger<Ssvi>('ssvi');
  const compare = (at: string, { theta, rho, psi, k }: SliceRow): void => {
    const [w, w1, w2] = pointOf(sliceSmile, Float64Array.of(theta, rho, psi), k);
    g.near("w, w' and w''", `${at}.w`, w, 1e-12);
    g.near("w, w' and w''", `${at}.w1`, w1, 1e-12);
    g.near("w, w' and w''", `${at}.w2`, w2, 1e-12);
  };
  g.value.ssvi.forEach((row, i) => {
    const at = `ssvi[${i}]`;
    compare(at, row);
    const { theta, kind, eta, gamma, lam } = row;
    if (kind === 'power') {
      const psi = powerLaw.psi(theta, Float64Array.of(Number(eta), Number(gamma)));
      g.near('psi by its law', `${at}.psi`, psi, 1e-12);
      g.near('psi by its law', `${at}.phi`, psi / theta, 1e-12);
    } else if (kind === 'heston') {
      const psi = hestonLaw.psi(theta, Float64Array.of(Number(lam)));
      g.near('psi by its law', `${at}.psi`, psi, 1e-12);
      g.near('psi by its law', `${at}.phi`, psi / theta, 1e-12);
    }
  });
  g.value.essvi_derivatives.forEach((row, i) => {
    const at = `essvi_derivatives[${i}]`;
    compare(at, row);
    const gradient = new Float64Array(3);
    sliceSmile.jacobian(Float64Array.of(row.theta, row.rho, row.psi), Float64Array.of(row.k), gradient);
    const names = ['dw_dtheta', 'dw_drho', 'dw_dpsi'];
    g.nearAll('dw by the parameters', (j) => `${at}.${names[j]}`, gradient, 1e-12, 'absolute');
  });
  // The simple power law is not a law of the program; butterfly1 and 2 are the sufficient bounds, which it does not use.
  g.noReference(/^(?:ssvi|essvi_derivatives)\[\d+\]\.(?:eta|gamma|lam|rho|theta|phi|psi|k|butterfly[12])$/);
  const c = g.value as unknown as {
    readonly calendar_counterexample_necessary_only: Readonly<Record<string, number>>;
  };
  const [first, second] = [1, 2].map((n) =>
    Float64Array.from(
      ['theta', 'rho', 'psi'],
      (name) => c.calendar_counterexample_necessary_only[`${name}${n}`] ?? 0,
    ),
  ) as [Float64Array, Float64Array];
  let gap = Number.POSITIVE_INFINITY;
  for (let k = -2; k <= 2; k += 1e-3) {
    gap = Math.min(gap, pointOf(sliceSmile, second, k)[0] - pointOf(sliceSmile, first, k)[0]);
  }
  // The reference is the least of a coarse grid.
  g.near('deepest crossing', 'calendar_counterexample_necessary_only.min_w2_minus_w1', gap, 1e-4, 'absolute');
  g.noReference(/^calendar_counterexample_necessary_only/);
  compareSequential(g);
  return g;
}

interface Interpolation {
  readonly cases: readonly (SliceRow & { readonly T: number })[];
}

export function essviInterpolationGolden(): Ledger<Interpolation> {
  const g = new Ledger<Interpolation>('essvi-interp');
  const slices = new Ledger<Ssvi>('ssvi').value.essvi_sequential.map(
    ({ T, fit_first_order_anchor: fit }) => ({
      t: T,
      forward: 1,
      theta: Float64Array.from(fit),
    }),
  );
  const surface = createSurface(essvi, slices);
  const last = slices.at(-1);
  const previous = slices.at(-2);
  if (last === undefined || previous === undefined) throw new Error('no slices');
  g.value.cases.forEach(({ T, k }, i) => {
    const at = `cases[${i}]`;
    g.near('w and volatility', `${at}.w`, surface.totalVariance(k, T), 1e-12);
    g.near('w and volatility', `${at}.iv`, surface.vol(k, T), 1e-12);
    const out = new Float64Array(3);
    const after = slices.findIndex(({ t }) => t >= T);
    const [a, b] = [slices[after - 1], slices[after]];
    if (a !== undefined && b !== undefined) essvi.between?.(a.theta, b.theta, (T - a.t) / (b.t - a.t), out);
    else if (b !== undefined) out.set(b.t === T ? b.theta : scaled(b.theta, T / b.t));
    else essvi.beyond?.(previous.theta, last.theta, 1 + (T - last.t) / (last.t - previous.t), out);
    const names = ['theta', 'rho', 'psi'];
    g.nearAll('theta, rho and psi', (j) => `${at}.${names[j]}`, out, 1e-12);
  });
  g.noReference(/\.[Tk]$/);
  return g;
}

/** Before the first slice theta and psi go to zero in proportion: total variance does. */
function scaled(theta: Float64Array, share: number): Float64Array {
  return Float64Array.of((theta[0] ?? 0) * share, theta[1] ?? 0, (theta[2] ?? 0) * share);
}

interface Sabr {
  readonly cases: readonly Readonly<Record<'F' | 'K' | 'T' | 'alpha' | 'beta' | 'rho' | 'nu', number>>[];
  readonly zx: readonly { readonly z: number; readonly rho: number }[];
  readonly alpha_from_atm: readonly Readonly<
    Record<'F' | 'T' | 'sigma_atm' | 'beta' | 'rho' | 'nu', number>
  >[];
}

export function sabrGolden(): Ledger<Sabr> {
  const g = new Ledger<Sabr>('sabr');
  g.value.cases.forEach(({ F, K, T, alpha, beta, rho, nu }, i) => {
    for (const [name, backbone] of [
      ['hagan', haganBackbone],
      ['obloj', oblojBackbone],
    ] as const) {
      const w = new Float64Array(1);
      const smile = sabrSmile(backbone, { t: T, forward: F });
      smile.totalVariance(Float64Array.of(alpha, beta, rho, nu, 0), Float64Array.of(Math.log(K / F)), w);
      g.near('volatility', `cases[${i}].${name}`, Math.sqrt((w[0] ?? 0) / T), 1e-12);
    }
  });
  g.nearAll(
    'z/x(z)',
    (i) => `zx[${i}].z_over_x`,
    g.value.zx.map(({ z, rho }) => 1 / stretchRatio(z, rho)),
    1e-12,
  );
  g.value.alpha_from_atm.forEach(({ F, T, sigma_atm, beta, rho, nu }, i) => {
    const level = levelAtTheMoney(sigma_atm, T, beta, rho, nu) ?? Number.NaN;
    g.near('alpha from the money', `alpha_from_atm[${i}].alpha`, level * F ** (1 - beta), 1e-10);
  });
  g.noReference(/^cases\[\d+\]\.(?:F|K|T|alpha|beta|rho|nu)$/, /^zx\[\d+\]\.(?:z|rho)$/, /^alpha_from_atm/);
  return g;
}
