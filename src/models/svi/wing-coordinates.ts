/**
 * Coordinates that hold jump-wings: x = (ln W, psi or its place in its range or m, ln p, ln c, ln sigma),
 * W = w(0), so that a locked at-the-money vol, skew or wing is a coordinate of its own, and so is the place of
 * the vertex where that is locked in place of the skew.
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

/** Largest wing slope sqrt(W) p or sqrt(W) c: Lee's bound, short of equality. */
const MAX_SLOPE = 2 - 1e-6;
const MIN_SLOPE = 2e-6;
/** psi stays this share of its range away from either end, where m/sigma runs to infinity. */
const SKEW_LOGIT = 12;
const SKEW_MARGIN = 1e-4;
/** Halvings in which the nearest width with a positive minimum is found. */
const HALVINGS = 40;

/** Position of a box with its logarithm as the coordinate. */
function logBox(box: Box): readonly [number, number] {
  return [Math.log(box.lower), Math.log(box.upper)];
}

/** How far the lowest variance lies below w(0), over sqrt(W)/2, of a vertex at m of this width. */
function sag(p: number, c: number, m: number, width: number): number {
  const h = Math.hypot(m, width);
  // The smaller of h + m and h - m by their product, which is width squared.
  const large = h + Math.abs(m);
  const small = (width * width) / large;
  const [above, below] = m >= 0 ? [large, small] : [small, large];
  return (Math.sqrt(p * above) - Math.sqrt(c * below)) ** 2;
}

/** The width in a box at which a vertex at m sags least: m/sigma = +-rho/sqrt(1 - rho^2). */
function leastSagging(p: number, c: number, m: number, { lower, upper }: Box): number {
  const width = (2 * Math.abs(m) * Math.sqrt(p * c)) / Math.abs(c - p);
  return Math.min(upper, Math.max(lower, width > 0 ? width : c === p ? upper : lower));
}

/** Coordinates under constraints on the wings, or the sentence that says why there are none. */
export function wingCoordinates(
  slice: GuessSlice,
  constraints: Constraints,
  sigma: Box,
  m: Box,
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
  for (const [name, box] of Object.entries({ 'Put wing': put, 'Call wing': call })) {
    if (box.lower < MIN_SLOPE) return { error: `${name} must be at least ${MIN_SLOPE}, not ${box.lower}` };
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
  const heldShift = constraints.m !== undefined;
  if (heldSkew && heldShift) {
    return {
      error: 'Skew and m are both held: with the wings each says where the vertex lies; free one of them',
    };
  }
  if (vol.fixed !== null && heldSkew) {
    const most = 1 / (vol.fixed * Math.sqrt(t));
    if (skew.lower >= most || skew.upper <= -most) {
      return {
        error: `no smile has this skew at this ATM vol: its wing would be steeper than 2 in total variance (skew at most ±${most.toPrecision(3)})`,
      };
    }
  }
  if (heldShift && vol.fixed !== null && m.fixed !== null && put.fixed !== null && call.fixed !== null) {
    const width = sigma.fixed ?? leastSagging(put.fixed, call.fixed, m.fixed, sigma);
    if (sag(put.fixed, call.fixed, m.fixed, width) / 2 >= vol.fixed * Math.sqrt(t)) {
      return {
        error: 'no smile has its vertex here with this ATM vol and these wings: variance would fall below 0',
      };
    }
  }
  const [logVariance, logPut, logCall, logSigma] = [
    [2 * Math.log(vol.lower) + Math.log(t), 2 * Math.log(vol.upper) + Math.log(t)] as const,
    logBox(put),
    logBox(call),
    logBox(sigma),
  ];
  const lower = Float64Array.of(
    logVariance[0],
    heldShift ? m.lower : heldSkew ? skew.lower : -SKEW_LOGIT,
    logPut[0],
    logCall[0],
    logSigma[0],
  );
  const upper = Float64Array.of(
    logVariance[1],
    heldShift ? m.upper : heldSkew ? skew.upper : SKEW_LOGIT,
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
    const width = sigma.fixed ?? Math.exp(x[4]!);
    let beta = 0;
    let y = 0;
    let edge = 1;
    if (heldShift) {
      y = x[1]! / width;
      edge = Math.hypot(1, y);
      beta = y / edge;
    } else {
      beta = heldSkew ? rho - (4 * x[1]!) / total : 1 - 2 * logistic(x[1]!);
      const slack = Math.sqrt((1 - beta) * (1 + beta));
      y = beta / slack;
      edge = 1 / slack;
    }
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
      width,
    };
  };
  if (lower.every((value, i) => value === upper[i])) {
    const { variance, b, rho, y, edge, flat, width } = shape(lower);
    if (!(b * width * (edge - rho * y - flat) < variance)) {
      return {
        error: 'no smile is this wide with this ATM vol and these wings: variance would fall below 0',
      };
    }
  }

  /** w_min > 0 with the vertex in its place: its width gives way, then a free wing, then the level. */
  const lift = (x: Float64Array): void => {
    const root = Math.exp(x[0]! / 2);
    const room = 2 * (root - MIN_VARIANCE / root);
    let [p, c] = [put.fixed ?? Math.exp(x[2]!), call.fixed ?? Math.exp(x[3]!)];
    const place = x[1]!;
    let width = sigma.fixed ?? Math.exp(x[4]!);
    if (sag(p, c, place, width) <= room) return;
    if (sigma.fixed === null) {
      let good = leastSagging(p, c, place, sigma);
      if (sag(p, c, place, good) <= room) {
        for (let i = 0; i < HALVINGS; i++) {
          const middle = Math.sqrt(good * width);
          if (sag(p, c, place, middle) <= room) good = middle;
          else width = middle;
        }
        x[4] = Math.log(good);
        return;
      }
      width = good;
      x[4] = Math.log(good);
    }
    // Both wings shrink alike; one alone comes near to what the other asks of it.
    const excess = sag(p, c, place, width);
    if (put.fixed === null && call.fixed === null) {
      p *= room / excess;
      c *= room / excess;
    } else if (put.fixed === null || call.fixed === null) {
      const h = Math.hypot(place, width);
      const [above, below] = [h + place, h - place];
      if (call.fixed === null) c = (p * above) / below;
      else p = (c * below) / above;
    } else if (vol.fixed === null) {
      x[0] = 2 * Math.log(excess / 2 + MIN_VARIANCE);
    }
    if (put.fixed === null) x[2] = Math.min(upper[2]!, Math.max(lower[2]!, Math.log(p)));
    if (call.fixed === null) x[3] = Math.min(upper[3]!, Math.max(lower[3]!, Math.log(c)));
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
      theta[3] = heldShift ? x[1]! : y * width;
      theta[4] = width;
    },
    fromParameters(theta, x) {
      const [a, b, rho, place, s] = theta as unknown as [number, number, number, number, number];
      const q = Math.sqrt(place * place + s * s);
      const variance = Math.max(MIN_VARIANCE, a + b * (q - rho * place));
      const root = Math.sqrt(variance);
      x[0] = Math.log(variance);
      x[2] = Math.log(Math.max(MIN_SLOPE, (b * (1 - rho)) / root));
      x[3] = Math.log(Math.max(MIN_SLOPE, (b * (1 + rho)) / root));
      x[1] = heldShift
        ? place
        : heldSkew
          ? (b / (2 * root)) * (rho - place / q)
          : logit(Math.min(1 - 1e-6, Math.max(1e-6, (1 - place / q) / 2)));
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
      if (heldShift) {
        lift(x);
        return;
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
      const place = heldSkew || heldShift ? 0 : logistic(x[1]!);
      const dBeta = heldSkew
        ? [0, -4 / total, dRho[2]! + skewPull * p, dRho[3]! + skewPull * c, 0]
        : [0, -2 * place * (1 - place), 0, 0, 0];
      const dB = [b / 2, 0, (root * p) / 2, (root * c) / 2, 0];
      const dVariance = [variance, 0, 0, 0, 0];
      const dWidth = [0, 0, 0, 0, width];
      for (let j = 0; j < SVI_SIZE; j++) {
        const dY = heldShift
          ? (j === 1 ? 1 / width : 0) - (y * dWidth[j]!) / width
          : edge * edge * edge * dBeta[j]!;
        const dEdge = beta * dY;
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
        heldShift
          ? ['m', 'min', 'm', 'max']
          : ['skew', heldSkew ? 'min' : 'max', 'skew', heldSkew ? 'max' : 'min'],
        ['putWing', 'min', 'putWing', 'max'],
        ['callWing', 'min', 'callWing', 'max'],
        ['sigma', 'min', 'sigma', 'max'],
      ],
      lower,
      upper,
    ),
  };
}
