/**
 * Coordinates that hold jump-wings: x = (ln W, psi or its place in its range, ln p, ln c, ln sigma),
 * W = w(0), so that a locked at-the-money vol, skew or wing is a coordinate of its own.
 *
 * With b = sqrt(W)(c + p)/2, rho = (c - p)/(c + p), beta = rho - 4 psi/(c + p) and y = m/sigma =
 * beta/sqrt(1 - beta^2), the smile exists where -p/2 < psi < c/2, and sigma stands in for the lowest
 * variance: W - w_min = b sigma (sqrt(1 + y^2) - rho y - sqrt(1 - rho^2)), which does not cancel
 * where the smile's minimum is at the money.
 *
 * Source of jump-wings: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces",
 * Quantitative Finance 14(1), 2014, eq. 3.5.
 */
import type { FitCoordinates, GuessSlice } from '#models/model.ts';
import {
  type Box,
  boxOf,
  type Constraints,
  clipInto,
  logistic,
  logit,
  MAX_VARIANCE,
  MIN_VARIANCE,
  reportBounds,
} from './box.ts';
import { SVI_SIZE } from './raw.ts';

const NAMES = ['atmVol', 'skew', 'putWing', 'callWing'] as const;
/** Largest wing slope sqrt(W) p or sqrt(W) c: Lee's bound, short of equality. */
const MAX_SLOPE = 2 - 1e-6;
const MIN_SLOPE = 2e-6;
/** psi stays this share of its range away from either end, where m/sigma runs to infinity. */
const SKEW_LOGIT = 12;
const SKEW_MARGIN = 1e-4;

/** Names of the wings the user fixed or bounded. */
export function heldWings(constraints: Constraints): readonly string[] {
  return NAMES.filter((name) => constraints[name] !== undefined);
}

/** Position of a box with its logarithm as the coordinate. */
function logBox(box: Box): readonly [number, number] {
  return [Math.log(box.lower), Math.log(box.upper)];
}

/** Coordinates under constraints on the wings, or the sentence that says why there are none. */
export function wingCoordinates(
  slice: GuessSlice,
  constraints: Constraints,
  sigma: Box,
): FitCoordinates | { readonly error: string } {
  const { t } = slice;
  const least = Math.sqrt(MIN_VARIANCE / t);
  const most = Math.sqrt(MAX_VARIANCE / t);
  const vol = boxOf(constraints.atmVol, least, most);
  const put = boxOf(constraints.putWing, MIN_SLOPE, 1e4);
  const call = boxOf(constraints.callWing, MIN_SLOPE, 1e4);
  const skew = boxOf(constraints.skew, -5e3, 5e3);
  for (const [name, box] of Object.entries({
    'ATM vol': vol,
    Skew: skew,
    'Put wing': put,
    'Call wing': call,
  })) {
    if (!(box.lower <= box.upper)) {
      return { error: `the range of ${name} is empty: from ${box.lower} to ${box.upper}` };
    }
  }
  for (const [name, box] of Object.entries({ 'ATM vol': vol, 'Put wing': put, 'Call wing': call })) {
    if (!(box.lower > 0)) return { error: `${name} must be positive, not ${box.lower}` };
  }
  if (!(-put.upper / 2 < skew.upper && skew.lower < call.upper / 2)) {
    return { error: 'no smile has this skew with these wings: −put wing/2 < skew < call wing/2' };
  }
  const steepest = Math.sqrt(vol.lower * vol.lower * t) * Math.max(put.lower, call.lower);
  if (steepest > 2) {
    return {
      error: `the wings are too steep: slope ${steepest.toPrecision(3)} in total variance, at most 2`,
    };
  }
  const heldSkew = constraints.skew !== undefined;
  const [logVariance, logPut, logCall, logSigma] = [
    [2 * Math.log(vol.lower) + Math.log(t), 2 * Math.log(vol.upper) + Math.log(t)] as const,
    logBox(put),
    logBox(call),
    logBox(sigma),
  ];
  const lower = Float64Array.of(
    logVariance[0],
    heldSkew ? skew.lower : -SKEW_LOGIT,
    logPut[0],
    logCall[0],
    logSigma[0],
  );
  const upper = Float64Array.of(
    logVariance[1],
    heldSkew ? skew.upper : SKEW_LOGIT,
    logPut[1],
    logCall[1],
    logSigma[1],
  );

  /** Everything between x and theta, and the partial derivatives the chain needs. */
  const shape = (x: Float64Array) => {
    const variance = Math.exp(x[0]!);
    const root = Math.sqrt(variance);
    const p = put.fixed ?? Math.exp(x[2]!);
    const c = call.fixed ?? Math.exp(x[3]!);
    const total = p + c;
    const b = (root * total) / 2;
    const rho = (c - p) / total;
    const beta = heldSkew ? rho - (4 * x[1]!) / total : 1 - 2 * logistic(x[1]!);
    const slack = Math.sqrt((1 - beta) * (1 + beta));
    const y = beta / slack;
    const edge = 1 / slack;
    const flat = Math.sqrt((1 - rho) * (1 + rho));
    return {
      variance,
      root,
      p,
      c,
      total,
      b,
      rho,
      beta,
      y,
      edge,
      flat,
      width: sigma.fixed ?? Math.exp(x[4]!),
    };
  };

  return {
    size: SVI_SIZE,
    lower,
    upper,
    toParameters(x, theta) {
      const { variance, b, rho, y, edge, width } = shape(x);
      theta[0] = variance - b * width * (edge - rho * y);
      theta[1] = b;
      theta[2] = rho;
      theta[3] = y * width;
      theta[4] = width;
    },
    fromParameters(theta, x) {
      const [a, b, rho, m, s] = theta as unknown as [number, number, number, number, number];
      const q = Math.sqrt(m * m + s * s);
      const variance = Math.max(MIN_VARIANCE, a + b * (q - rho * m));
      const root = Math.sqrt(variance);
      x[0] = Math.log(variance);
      x[2] = Math.log(Math.max(MIN_SLOPE, (b * (1 - rho)) / root));
      x[3] = Math.log(Math.max(MIN_SLOPE, (b * (1 + rho)) / root));
      x[1] = heldSkew
        ? (b / (2 * root)) * (rho - m / q)
        : logit(Math.min(1 - 1e-6, Math.max(1e-6, (1 - m / q) / 2)));
      x[4] = Math.log(s);
      clipInto(x, lower, upper);
    },
    project(x) {
      const limit = 2 * Math.log(MAX_SLOPE);
      const margin = 1 + SKEW_MARGIN;
      const steepest = (): number =>
        heldSkew && x[1] !== 0 ? Math.log(2 * margin * Math.abs(x[1]!)) : Number.NEGATIVE_INFINITY;
      // -p/2 < psi < c/2: the skew gives way to locked wings and, with the level locked, to Lee's bound.
      if (heldSkew && skew.fixed === null) {
        if (put.fixed !== null) x[1] = Math.max(x[1]!, -put.fixed / (2 * margin));
        if (call.fixed !== null) x[1] = Math.min(x[1]!, call.fixed / (2 * margin));
        if (vol.fixed !== null) {
          const most = Math.exp((limit - x[0]!) / 2) / (2 * margin);
          x[1] = Math.min(most, Math.max(-most, x[1]!));
        }
      }
      // Lee's bound sqrt(W) p <= 2: the level gives way to what is locked, then the free wings to the level.
      if (vol.fixed === null) {
        if (put.fixed !== null) x[0] = Math.min(x[0]!, limit - 2 * x[2]!);
        if (call.fixed !== null) x[0] = Math.min(x[0]!, limit - 2 * x[3]!);
        x[0] = Math.min(x[0]!, limit - 2 * steepest());
      }
      if (put.fixed === null) {
        if (x[1]! < 0) x[2] = Math.max(x[2]!, steepest());
        x[2] = Math.min(x[2]!, (limit - x[0]!) / 2);
      }
      if (call.fixed === null) {
        if (x[1]! > 0) x[3] = Math.max(x[3]!, steepest());
        x[3] = Math.min(x[3]!, (limit - x[0]!) / 2);
      }
      // w_min > 0 bounds the vertex width.
      const { variance, b, rho, y, edge, flat } = shape(x);
      const depth = b * (edge - rho * y - flat);
      if (sigma.fixed === null && depth > 0) {
        x[4] = Math.min(x[4]!, Math.log((variance - MIN_VARIANCE / 2) / depth));
      }
    },
    chain(x, _theta, out) {
      const { variance, root, p, c, total, b, rho, beta, y, edge, width } = shape(x);
      const bracket = edge - rho * y;
      const square = total * total;
      const dRho = [0, 0, (-2 * c * p) / square, (2 * p * c) / square, 0];
      const skewPull = heldSkew ? (4 * x[1]!) / square : 0;
      const place = heldSkew ? 0 : logistic(x[1]!);
      const dBeta = heldSkew
        ? [0, -4 / total, dRho[2]! + skewPull * p, dRho[3]! + skewPull * c, 0]
        : [0, -2 * place * (1 - place), 0, 0, 0];
      const dB = [b / 2, 0, (root * p) / 2, (root * c) / 2, 0];
      const dVariance = [variance, 0, 0, 0, 0];
      const dWidth = [0, 0, 0, 0, width];
      for (let j = 0; j < SVI_SIZE; j++) {
        const dY = edge * edge * edge * dBeta[j]!;
        const dEdge = beta * edge * edge * edge * dBeta[j]!;
        out[j] =
          dVariance[j]! -
          (dB[j]! * width + b * dWidth[j]!) * bracket -
          b * width * (dEdge - dRho[j]! * y - rho * dY);
        out[SVI_SIZE + j] = dB[j]!;
        out[2 * SVI_SIZE + j] = dRho[j]!;
        out[3 * SVI_SIZE + j] = dY * width + y * dWidth[j]!;
        out[4 * SVI_SIZE + j] = dWidth[j]!;
      }
    },
    atBound: reportBounds(
      [
        ['atmVol', 'min', 'atmVol', 'max'],
        ['skew', heldSkew ? 'min' : 'max', 'skew', heldSkew ? 'max' : 'min'],
        ['putWing', 'min', 'putWing', 'max'],
        ['callWing', 'min', 'callWing', 'max'],
        ['sigma', 'min', 'sigma', 'max'],
      ],
      lower,
      upper,
    ),
  };
}
