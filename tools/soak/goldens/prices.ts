import { erfcx } from '#math/erf.ts';
import { normalCdf, normalInverse } from '#math/normal.ts';
import { blackPrice, logNormalisedPrice, normalisedPrice } from '#pricing/black76.ts';
import { blackGreeks } from '#pricing/greeks.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { coinGreeks } from '#pricing/inverse.ts';
import { Ledger } from './ledger.ts';

interface Option {
  readonly F: number;
  readonly K: number;
  readonly T: number;
  readonly cp: number;
}

interface Black76 {
  readonly prices: readonly (Option & {
    readonly sigma: number;
    readonly normalised: { readonly x: number; readonly s: number };
  })[];
  readonly normalised: readonly { readonly x: number; readonly s: number }[];
  readonly special: {
    readonly erfcx: readonly { readonly x: number }[];
    readonly normCdf: readonly { readonly x: number; readonly y: number }[];
    readonly normInv: readonly { readonly p: number }[];
  };
}

/** Greeks by the names of the reference file; the coin's apart. */
const GREEKS = [
  'd1',
  'd2',
  'delta',
  'gamma',
  'vega',
  'theta',
  'vanna',
  'volga',
  'charm',
  'speed',
  'zomma',
  'dualDelta',
  'dualGamma',
] as const;
const COIN_GREEKS = [
  ['price', 'price'],
  ['dCoin_dF', 'deltaForward'],
  ['deltaPA', 'premiumAdjustedDelta'],
  ['gammaCoin', 'gamma'],
  ['vega', 'vega'],
  ['theta', 'theta'],
] as const;

export function black76Golden(): Ledger<Black76> {
  const g = new Ledger<Black76>('black76');
  const { prices, normalised, special } = g.value;
  prices.forEach(({ F, K, T, sigma, cp, normalised: { x, s } }, i) => {
    const at = `prices[${i}]`;
    g.near('price', `${at}.price`, blackPrice(F, K, T, sigma, cp === 1), 1e-13);
    const greeks = blackGreeks(F, K, T, sigma, cp === 1);
    for (const name of GREEKS) g.near('greeks', `${at}.${name}`, greeks[name], 1e-12);
    const coin = coinGreeks(F, K, T, sigma, cp === 1);
    for (const [name, ours] of COIN_GREEKS) g.near('coin greeks', `${at}.coin.${name}`, coin[ours], 1e-11);
    g.near(
      'out-of-the-money normalised price',
      `${at}.normalised.otm`,
      normalisedPrice(Math.abs(x), s),
      1e-12,
    );
  });
  normalised.forEach(({ x, s }, i) => {
    const at = `normalised[${i}]`;
    g.near('normalised price', `${at}.b`, normalisedPrice(-x, s), 1e-10);
    g.near('its logarithm', `${at}.lnb`, logNormalisedPrice(-x, s), 1e-10, 'either');
  });
  g.nearAll(
    'erfcx',
    (i) => `special.erfcx[${i}].y`,
    special.erfcx.map(({ x }) => erfcx(x)),
    1e-12,
  );
  special.normCdf.forEach(({ x }, i) => {
    const inside = x >= -37 && x <= 8;
    g.near(
      inside ? 'normal cdf on [-37, 8]' : 'normal cdf beyond',
      `special.normCdf[${i}].y`,
      normalCdf(x),
      inside ? 1e-14 : 1e-10,
    );
  });
  g.nearAll(
    'normal inverse',
    (i) => `special.normInv[${i}].x`,
    special.normInv.map(({ p }) => normalInverse(p)),
    1e-9,
    'absolute',
  );
  g.noReference(
    /^prices\[\d+\]\.(?:F|K|T|sigma|cp|normalised\.[xs])$/,
    /^normalised\[\d+\]\.[xs]$/,
    /^special\.\w+\[\d+\]\.[xp]$/,
  );
  return g;
}

interface ImpliedVol {
  readonly cases: readonly (Option & { readonly price: number })[];
  readonly deribit_fixtures: readonly {
    readonly instrument: string;
    readonly underlying_price: number;
    readonly bid: number;
    readonly T_act365: number;
  }[];
}

export function impliedVolGolden(): Ledger<ImpliedVol> {
  const g = new Ledger<ImpliedVol>('implied-vol');
  g.value.cases.forEach(({ F, K, T, cp, price }, i) => {
    g.near('volatility', `cases[${i}].iv`, impliedVol(F, K, T, cp === 1, price), 1e-12);
  });
  g.value.deribit_fixtures.forEach(({ instrument, underlying_price: forward, bid, T_act365: t }, i) => {
    const [, , strike, type] = instrument.split('-');
    g.near(
      'volatility of a captured coin premium',
      `deribit_fixtures[${i}].bid_iv_ours`,
      impliedVol(forward, Number(strike), t, type === 'C', bid * forward),
      1e-10,
    );
  });
  // What the exchange said of itself, and what its index would give.
  g.noReference(
    /^cases\[\d+\]\.(?:F|K|T|cp|price|float64_ref|iters|rel_err_float64_ref)$/,
    /^no_solution/,
    /^deribit_fixtures/,
  );
  return g;
}
