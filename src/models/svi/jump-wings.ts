/**
 * Jump-wings: the same smile in a trader's coordinates, at time t with W = w(0):
 * v = W/t, psi = w'(0) / (2 sqrt W), p = b (1 - rho)/sqrt W, c = b (1 + rho)/sqrt W, vt = w_min/t.
 *
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance
 * 14(1), 2014, eqs. 3.5 and Lemma 3.2. The inverse here is free of their sign cases.
 */
import type { ParameterView } from '#models/model.ts';

/** [v, psi, p, c, vt] of raw theta at t, into out. */
export function rawToJumpWings(theta: Float64Array, t: number, out: Float64Array): void {
  const [a, b, rho, m, sigma] = theta as unknown as [number, number, number, number, number];
  const q = Math.sqrt(m * m + sigma * sigma);
  const total = a + b * (q - rho * m);
  const root = Math.sqrt(total);
  out[0] = total / t;
  out[1] = (b / (2 * root)) * (rho - m / q);
  out[2] = (b * (1 - rho)) / root;
  out[3] = (b * (1 + rho)) / root;
  out[4] = (a + b * sigma * Math.sqrt((1 - rho) * (1 + rho))) / t;
}

/**
 * Raw theta at another time to expiry with the same jump-wings, into out: w(k, to) = s w(k/sqrt(s), from), s = to/from.
 * At the same time it is theta itself, to the last bit.
 */
export function agedJumpWings(theta: Float64Array, from: number, to: number, out: Float64Array): void {
  const s = to / from;
  const root = Math.sqrt(s);
  out[0] = s * theta[0]!;
  out[1] = root * theta[1]!;
  out[2] = theta[2]!;
  out[3] = root * theta[3]!;
  out[4] = root * theta[4]!;
}

/** Below this share of v the minimum is at the money and psi no longer tells sigma. */
const DEGENERATE = 1e-6;

/**
 * Raw theta of jump-wings at t, into out. False where no smile has these coordinates
 * (|rho - 2 psi sqrt(W)/b| >= 1, or vt > v), and out is then untouched.
 *
 * With d = 2 psi sqrt(W)/b and beta = rho - d = (m/sigma)/sqrt(1 + (m/sigma)^2), the denominator of
 * sigma is rationalised so that nothing cancels. The map is ill-conditioned by itself where the
 * minimum is at the money; there (v - vt <= 1e-6 v) `sigmaHint` is kept.
 */
export function jumpWingsToRaw(jw: Float64Array, t: number, sigmaHint: number, out: Float64Array): boolean {
  const [v, psi, p, c, vt] = jw as unknown as [number, number, number, number, number];
  const total = v * t;
  const root = Math.sqrt(total);
  const b = (root * (c + p)) / 2;
  const rho = (c - p) / (c + p);
  const d = (2 * psi * root) / b;
  const beta = rho - d;
  if (!(b > 0) || !(Math.abs(beta) < 1) || !(Math.abs(rho) < 1) || !(vt <= v)) return false;
  const q = Math.sqrt((1 - rho) * (1 + rho));
  let sigma = sigmaHint;
  let m = (sigma * rho) / q;
  if ((v - vt) / v >= DEGENERATE) {
    const r = Math.sqrt((1 - beta) * (1 + beta));
    sigma = ((v - vt) * t * r * (1 - rho * beta + q * r)) / (b * d * d);
    m = (beta / r) * sigma;
  }
  out[0] = vt * t - b * sigma * q;
  out[1] = b;
  out[2] = rho;
  out[3] = m;
  out[4] = sigma;
  return true;
}

/** d [v, psi, p, c, vt] / d theta, row-major 5 by 5, into out. */
export function jumpWingsJacobian(theta: Float64Array, t: number, out: Float64Array): void {
  const [a, b, rho, m, sigma] = theta as unknown as [number, number, number, number, number];
  const q = Math.sqrt(m * m + sigma * sigma);
  const root1 = Math.sqrt((1 - rho) * (1 + rho));
  const total = a + b * (q - rho * m);
  const root = Math.sqrt(total);
  const dTotal = [1, q - rho * m, -b * m, b * (m / q - rho), (b * sigma) / q];
  const slope = rho - m / q;
  const dSlopeM = -(sigma * sigma) / (q * q * q);
  const dSlopeS = (m * sigma) / (q * q * q);
  for (let j = 0; j < 5; j++) {
    const relative = -0.5 * (dTotal[j]! / total);
    out[j] = dTotal[j]! / t;
    out[5 + j] = (b / (2 * root)) * slope * relative;
    out[10 + j] = ((b * (1 - rho)) / root) * relative;
    out[15 + j] = ((b * (1 + rho)) / root) * relative;
    out[20 + j] = 0;
  }
  out[5 + 1]! += slope / (2 * root);
  out[5 + 2]! += b / (2 * root);
  out[5 + 3]! += (b * dSlopeM) / (2 * root);
  out[5 + 4]! += (b * dSlopeS) / (2 * root);
  out[10 + 1]! += (1 - rho) / root;
  out[10 + 2]! -= b / root;
  out[15 + 1]! += (1 + rho) / root;
  out[15 + 2]! += b / root;
  out[20] = 1 / t;
  out[21] = (sigma * root1) / t;
  out[22] = (-b * sigma * rho) / root1 / t;
  out[24] = (b * root1) / t;
}

/** A coordinate that is read off a fit and never held. */
function readOff(name: string, unit: 'variance' | 'none', note: string, formula: string) {
  return { name, symbol: name, unit, lower: -100, upper: 100, holdable: false, note, formula };
}

/** Jump-wings as the paper writes them, by the names they are taken away under. */
export const jumpWingsView: ParameterView = {
  id: 'jump-wings',
  label: 'Jump-wings',
  parameters: [
    readOff('v', 'variance', 'Variance at the forward a year.', 'v = w(0) / T'),
    readOff('psi', 'none', 'Skew: the slope at the forward.', 'ψ = w′(0) / (2 √(w(0)))'),
    readOff('p', 'none', 'Slope of the left asymptote.', 'p = (b (1 − ρ)) / √(w(0))'),
    readOff('c', 'none', 'Slope of the right asymptote.', 'c = (b (1 + ρ)) / √(w(0))'),
    readOff('vt', 'variance', 'Smallest variance a year.', 'ṽ = (a + b σ √(1 − ρ²)) / T'),
  ],
  values: rawToJumpWings,
  jacobian: jumpWingsJacobian,
};

const scratch = new Float64Array(5);

/** Jump-wings as a desk reads them: the two variances as volatilities. */
export const wingsView: ParameterView = {
  id: 'wings',
  label: 'Wings',
  parameters: [
    {
      name: 'atmVol',
      symbol: 'ATM vol',
      unit: 'vol',
      lower: 0,
      upper: 10,
      holdable: true,
      note: 'Volatility at the forward.',
      formula: 'ATM vol = √(w(0)/T)',
    },
    {
      name: 'skew',
      symbol: 'Skew',
      unit: 'none',
      lower: -20,
      upper: 20,
      holdable: true,
      note: 'Slope at the forward: that of volatility in k, times the root of time.',
      formula: 'ψ = w′(0) / (2 √(w(0)))',
    },
    {
      name: 'putWing',
      symbol: 'Put wing',
      unit: 'none',
      lower: 0,
      upper: 100,
      holdable: true,
      note: 'Slope of the left asymptote: how steeply volatility rises for puts far out of the money.',
      formula: 'p = (b (1 − ρ)) / √(w(0))',
    },
    {
      name: 'callWing',
      symbol: 'Call wing',
      unit: 'none',
      lower: 0,
      upper: 100,
      holdable: true,
      note: 'Slope of the right asymptote: how steeply volatility rises for calls far out of the money.',
      formula: 'c = (b (1 + ρ)) / √(w(0))',
    },
    {
      name: 'minVol',
      symbol: 'Min vol',
      unit: 'vol',
      lower: 0.001,
      upper: 10,
      holdable: true,
      note: 'Lowest volatility of the smile.',
      formula: 'Min vol = √((a + b σ √(1 − ρ²))/T)',
    },
  ],
  values(theta, t, out) {
    rawToJumpWings(theta, t, out);
    out[0] = Math.sqrt(out[0]!);
    out[4] = Math.sqrt(out[4]!);
  },
  jacobian(theta, t, out) {
    rawToJumpWings(theta, t, scratch);
    jumpWingsJacobian(theta, t, out);
    const atm = 0.5 / Math.sqrt(scratch[0]!);
    const low = 0.5 / Math.sqrt(scratch[4]!);
    for (let j = 0; j < 5; j++) {
      out[j]! *= atm;
      out[20 + j]! *= low;
    }
  },
};
