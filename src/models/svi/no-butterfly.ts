/**
 * The domain of raw SVI without butterfly arbitrage, on the whole line.
 *
 * With alpha = a/sigma, mu = m/sigma, l = (k - m)/sigma and N(l) = alpha + b (rho l + sqrt(l^2 + 1)),
 * Durrleman's function is g = G1 + G2/(2 sigma), where
 *   h = 1 - (l + mu) N'/(2N),  G1 = h^2 - N'^2/16,  G2 = N'' - N'^2/(2N).
 * g >= 0 everywhere if and only if b (1 + |rho|) <= 2, alpha is above Fukasawa's threshold F(b, rho),
 * mu lies in the interval (lo, hi) and sigma >= sigma* = sup over G2 < 0 of -G2/(2 G1).
 *
 * Source: C. Martini and A. Mingone, "No arbitrage SVI", SIAM Journal on Financial Mathematics 13(1),
 * 2022 (arXiv 2005.03340), theorem 5.10; the interval is M. Fukasawa's necessary condition, "The
 * normalizing transformation of the implied volatility smile", Mathematical Finance 22(4), 2012. The
 * interval is empty below the threshold, which is therefore part of the domain.
 */

/** Distances from l* = -rho/sqrt(1 - rho^2) at which the ends of the interval are looked for. */
const SCAN = Float64Array.from({ length: 260 }, (_, i) => Math.exp(-12 + (21 * i) / 259));
/** Offsets of the nodes for sigma*, dense at the centre and reaching where wings are straight lines. */
const NODES = Float64Array.from({ length: 401 }, (_, i) => Math.sinh(-16 + (32 * i) / 400));
const ZOOMS = 3;
const ZOOM_NODES = 21;
const NEWTON_STEPS = 40;
/** Half-widths of the successive parabolas, in the logarithm of the distance from l*; the scan's spacing is 0.081. */
const REFINING_STEPS = [0.081, 0.012, 0.002] as const;

/** Fukasawa's interval for mu at one (alpha, b, rho), with the arguments of its ends. */
export interface FukasawaInterval {
  readonly low: number;
  readonly high: number;
  readonly lowAt: number;
  readonly highAt: number;
}

/** The interval of one (b, rho) as a function of alpha. */
export interface FukasawaEnds {
  /** F(b, rho): the smallest alpha at which the interval is not empty. */
  readonly threshold: number;
  at(alpha: number): FukasawaInterval;
}

/** Reused columns: both ends are extrema over l of lines slope(l) alpha + level(l). */
const lowSlope = new Float64Array(SCAN.length);
const lowLevel = new Float64Array(SCAN.length);
const highSlope = new Float64Array(SCAN.length);
const highLevel = new Float64Array(SCAN.length);

/** 2 N (1/N' + side/4) - l: the lower end is its supremum left of l*, the upper (side -1) its infimum right of it. */
function endValue(alpha: number, b: number, rho: number, l: number, side: 1 | -1): number {
  const root = Math.sqrt(l * l + 1);
  const slope = b * (rho + l / root);
  return 2 * (alpha + b * (rho * l + root)) * (1 / slope + side / 4) - l;
}

/** An extremum found on the scan, brought between its neighbours by parabolas in the logarithm of the distance. */
function refinedPlace(
  alpha: number,
  b: number,
  rho: number,
  centre: number,
  index: number,
  side: 1 | -1,
): number {
  let place = Math.log(SCAN[index]!);
  const at = (p: number): number => endValue(alpha, b, rho, centre - side * Math.exp(p), side);
  if (index > 0 && index < SCAN.length - 1) {
    for (const step of REFINING_STEPS) {
      const before = at(place - step);
      const here = at(place);
      const after = at(place + step);
      const bend = before - 2 * here + after;
      if (!(side * bend < 0)) break;
      place += Math.max(-step, Math.min(step, (0.5 * step * (before - after)) / bend));
    }
  }
  return centre - side * Math.exp(place);
}

/**
 * The interval of (b, rho) and the threshold F, the root of high - low, which is concave and increasing
 * in alpha: Newton from alpha = -b sqrt(1 - rho^2) rises to it monotonically.
 *
 * The returned object reads columns that the next call overwrites.
 */
export function fukasawaEnds(b: number, rho: number): FukasawaEnds {
  const flat = Math.sqrt((1 - rho) * (1 + rho));
  const centre = -rho / flat;
  for (let i = 0; i < SCAN.length; i++) {
    const left = centre - SCAN[i]!;
    const leftRoot = Math.sqrt(left * left + 1);
    lowSlope[i] = 2 * (1 / (b * (rho + left / leftRoot)) + 0.25);
    lowLevel[i] = lowSlope[i]! * b * (rho * left + leftRoot) - left;
    const right = centre + SCAN[i]!;
    const rightRoot = Math.sqrt(right * right + 1);
    highSlope[i] = 2 * (1 / (b * (rho + right / rightRoot)) - 0.25);
    highLevel[i] = highSlope[i]! * b * (rho * right + rightRoot) - right;
  }
  const at = (alpha: number): FukasawaInterval => {
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.POSITIVE_INFINITY;
    let lowIndex = 0;
    let highIndex = 0;
    for (let i = 0; i < SCAN.length; i++) {
      const below = lowSlope[i]! * alpha + lowLevel[i]!;
      if (below > low) {
        low = below;
        lowIndex = i;
      }
      const above = highSlope[i]! * alpha + highLevel[i]!;
      if (above < high) {
        high = above;
        highIndex = i;
      }
    }
    const lowAt = refinedPlace(alpha, b, rho, centre, lowIndex, 1);
    const highAt = refinedPlace(alpha, b, rho, centre, highIndex, -1);
    return {
      low: Math.max(low, endValue(alpha, b, rho, lowAt, 1)),
      high: Math.min(high, endValue(alpha, b, rho, highAt, -1)),
      lowAt,
      highAt,
    };
  };
  let threshold = -b * flat;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const interval = at(threshold);
    const rise =
      endDerivative(threshold, b, rho, interval.highAt, -1)[0] -
      endDerivative(threshold, b, rho, interval.lowAt, 1)[0];
    const next = threshold - (interval.high - interval.low) / rise;
    if (!(next > threshold)) break;
    threshold = next;
  }
  return { threshold, at };
}

/** The least sigma and the l at which it binds. `sigma` is Infinity where no sigma will do, 0 where any will. */
export interface LeastSigma {
  readonly sigma: number;
  readonly at: number;
}

/** -G2/(2 G1) where G2 < 0 (Infinity when G1 <= 0 there), else 0. */
function needed(alpha: number, b: number, rho: number, mu: number, l: number): number {
  const root = Math.sqrt(l * l + 1);
  const n = alpha + b * (rho * l + root);
  const n1 = b * (rho + l / root);
  const n2 = b / (root * root * root);
  const g2 = n2 - (n1 * n1) / (2 * n);
  if (!(g2 < 0)) return 0;
  const h = 1 - ((l + mu) * n1) / (2 * n);
  const g1 = h * h - (n1 * n1) / 16;
  return g1 > 0 ? -g2 / (2 * g1) : Number.POSITIVE_INFINITY;
}

/**
 * sigma*(alpha, b, rho, mu): nodes about the smile's minimum and about the money, every local maximum
 * and every end of a run with G2 < 0 refined by repeated zooms.
 */
export function leastSigma(alpha: number, b: number, rho: number, mu: number): LeastSigma {
  let best = 0;
  let at = 0;
  for (const centre of [-rho / Math.sqrt((1 - rho) * (1 + rho)), -mu]) {
    let before = 0;
    let here = needed(alpha, b, rho, mu, centre + NODES[0]!);
    for (let i = 0; i < NODES.length; i++) {
      const after = i + 1 < NODES.length ? needed(alpha, b, rho, mu, centre + NODES[i + 1]!) : 0;
      if (here === Number.POSITIVE_INFINITY) return { sigma: here, at: centre + NODES[i]! };
      // Only a node near the best so far can hide the supremum between itself and its neighbours.
      if (here > 0 && here >= before && here >= after && here > 0.5 * best) {
        let low = centre + NODES[Math.max(0, i - 1)]!;
        let high = centre + NODES[Math.min(NODES.length - 1, i + 1)]!;
        let peak = here;
        let place = centre + NODES[i]!;
        for (let zoom = 0; zoom < ZOOMS; zoom++) {
          const width = (high - low) / (ZOOM_NODES - 1);
          for (let j = 0; j < ZOOM_NODES; j++) {
            const l = low + j * width;
            const value = needed(alpha, b, rho, mu, l);
            if (value > peak) {
              peak = value;
              place = l;
            }
          }
          low = place - width;
          high = place + width;
        }
        if (peak > best) {
          best = peak;
          at = place;
        }
      }
      before = here;
      here = after;
    }
  }
  return { sigma: best, at };
}

/** Room asked for above sigma*, relative: what the zooms may have missed. */
const SIGMA_MARGIN = 1e-5;

/** True where theta lies in the domain: no butterfly arbitrage at any k. */
export function isButterflyFree(theta: Float64Array): boolean {
  const [a, b, rho, m, sigma] = theta as unknown as [number, number, number, number, number];
  if (!(b * (1 + Math.abs(rho)) <= 2) || !(sigma > 0) || !(Math.abs(rho) < 1)) return false;
  const alpha = a / sigma;
  const mu = m / sigma;
  const ends = fukasawaEnds(b, rho);
  if (!(alpha > ends.threshold)) return false;
  const interval = ends.at(alpha);
  if (!(mu > interval.low && mu < interval.high)) return false;
  return sigma >= leastSigma(alpha, b, rho, mu).sigma * (1 + SIGMA_MARGIN);
}

/** Partial derivatives of the interval's ends and of the threshold at fixed arguments (envelope theorem). */
export interface EndDerivatives {
  /** d/d alpha, d/d b, d/d rho of the low end. */
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

/** Derivatives of 2 N (1/N' + side/4) - l at fixed l. */
function endDerivative(
  alpha: number,
  b: number,
  rho: number,
  l: number,
  side: 1 | -1,
): [number, number, number] {
  const root = Math.sqrt(l * l + 1);
  const n = alpha + b * (rho * l + root);
  const n1 = b * (rho + l / root);
  const factor = 2 * (1 / n1 + side / 4);
  const curve = (2 * n) / (n1 * n1);
  return [factor, factor * (rho * l + root) - curve * (n1 / b), factor * b * l - curve * b];
}

/** Derivatives of both ends of the interval. */
export function endDerivatives(
  alpha: number,
  b: number,
  rho: number,
  interval: FukasawaInterval,
): EndDerivatives {
  return {
    low: endDerivative(alpha, b, rho, interval.lowAt, 1),
    high: endDerivative(alpha, b, rho, interval.highAt, -1),
  };
}

/** d sigma* / d(alpha, b, rho, mu) at the binding l (envelope theorem); zero where sigma* is zero. */
export function leastSigmaDerivative(
  alpha: number,
  b: number,
  rho: number,
  mu: number,
  { sigma, at: l }: LeastSigma,
): readonly [number, number, number, number] {
  if (!(sigma > 0)) return [0, 0, 0, 0];
  const root = Math.sqrt(l * l + 1);
  const n = alpha + b * (rho * l + root);
  const n1 = b * (rho + l / root);
  const n2 = b / (root * root * root);
  const h = 1 - ((l + mu) * n1) / (2 * n);
  const g1 = h * h - (n1 * n1) / 16;
  const g2 = n2 - (n1 * n1) / (2 * n);
  const along = (dn: number, dn1: number, dn2: number, dmu: number): number => {
    const dh = -(l + mu) * (dn1 / (2 * n) - (n1 * dn) / (2 * n * n)) - (dmu * n1) / (2 * n);
    const dg1 = 2 * h * dh - (n1 * dn1) / 8;
    const dg2 = dn2 - (n1 * dn1) / n + (n1 * n1 * dn) / (2 * n * n);
    return -dg2 / (2 * g1) + (g2 * dg1) / (2 * g1 * g1);
  };
  return [
    along(1, 0, 0, 0),
    along(rho * l + root, n1 / b, n2 / b, 0),
    along(b * l, b, 0, 0),
    along(0, 0, 0, 1),
  ];
}
