import { normalInverse } from '#math/normal.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { riskNeutralLaw } from '#surface/density.ts';
import { densityMoments } from '#surface/density-moments.ts';
import { durrlemanG } from '#surface/durrleman-g.ts';
import { localVolGrid } from '#surface/local-vol.ts';
import { curveOf } from '#surface/smile-curve.ts';
import { varianceSwap } from '#surface/variance-swap.ts';
import { ssviSurface } from '#testing/ssvi-surface.ts';
import { Ledger } from './ledger.ts';

interface LocalVol {
  readonly table: readonly { readonly T: number; readonly k: number }[];
}

/** The surface is the file's own, written beside the tests; what is compared is Dupire's formula on it. */
export function localVolGolden(): Ledger<LocalVol> {
  const g = new Ledger<LocalVol>('local-vol');
  g.value.table.forEach(({ T, k }, i) => {
    const at = `table[${i}]`;
    const row = {
      w: new Float64Array(1),
      w1: new Float64Array(1),
      w2: new Float64Array(1),
      wt: new Float64Array(1),
    };
    ssviSurface.on(Float64Array.of(k)).at(T, row);
    const [w = 0, w1 = 0, w2 = 0] = [row.w[0], row.w1[0], row.w2[0]];
    g.near('w, dw/dT and g', `${at}.w`, w, 1e-12);
    g.near('w, dw/dT and g', `${at}.dw_dT`, row.wt[0] ?? 0, 1e-12);
    g.near('w, dw/dT and g', `${at}.g`, durrlemanG(k, w, w1, w2), 1e-12);
    const grid = localVolGrid(ssviSurface, Float64Array.of(k), Float64Array.of(T));
    g.near('local volatility', `${at}.local_vol`, grid.vol[0] ?? Number.NaN, 1e-10);
  });
  g.noReference(/^surface\./, /^table\[\d+\]\.[Tk]$/);
  return g;
}

interface Density {
  readonly slices: readonly {
    readonly raw: readonly number[];
    readonly quantiles: Readonly<Record<string, unknown>>;
    readonly table: readonly { readonly k: number }[];
  }[];
}

export function densityGolden(): Ledger<Density> {
  const g = new Ledger<Density>('rnd');
  g.value.slices.forEach(({ raw, quantiles, table }, i) => {
    const at = `slices[${i}]`;
    const curve = curveOf({ functions: sviSmile, theta: Float64Array.from(raw) });
    const law = riskNeutralLaw(curve);
    if (law === null) throw new Error('no law');
    const moments = densityMoments(curve, law);
    const s = law.at(0).s;
    const figures: readonly (readonly [string, number])[] = [
      ['mass', moments.mass],
      ['E_exp_k', moments.forward],
      ['mean_k', moments.mean],
      ['var_k', moments.sd ** 2],
      ['skew', moments.skewness],
      ['exkurt', moments.excessKurtosis],
      ['varswap_w=-2E[k]', varianceSwap(curve, law, [-0.1, 0.1]).total],
      ['atm_w', s * s],
    ];
    for (const [name, value] of figures) g.near('moments', `${at}.${name}`, value, 1e-9);
    for (const p of Object.keys(quantiles)) {
      g.near(
        'quantiles',
        `${at}.quantiles.${p}.rnd_k`,
        law.quantile(Number(p)) ?? Number.NaN,
        1e-9,
        'absolute',
      );
      const gauss = s * normalInverse(Number(p)) - (s * s) / 2;
      g.near('quantiles of the normal law', `${at}.quantiles.${p}.gauss_k`, gauss, 1e-9, 'absolute');
    }
    table.forEach(({ k }, j) => {
      g.near('density and distribution', `${at}.table[${j}].pdf_k`, law.at(k).density, 1e-9);
      g.near('density and distribution', `${at}.table[${j}].cdf`, law.at(k).below, 1e-9);
    });
  });
  g.noReference(/\.(?:T|k|raw\[\d\])$/);
  return g;
}
