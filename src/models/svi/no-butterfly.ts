/**
 * The domain of raw SVI without butterfly arbitrage, on the whole line.
 *
 * With alpha = a/sigma, mu = m/sigma, l = (k - m)/sigma and N(l) = alpha + b (rho l + sqrt(l^2 + 1)),
 * Durrleman's function is g = G1 + G2/(2 sigma), where
 *   h = 1 - (l + mu) N'/(2N),  G1 = h^2 - N'^2/16,  G2 = N'' - N'^2/(2N).
 * g >= 0 everywhere if and only if b (1 + |rho|) <= 2, alpha is above Fukasawa's threshold F(b, rho),
 * mu lies in the interval (lo, hi) (fukasawa.ts) and sigma >= sigma* = sup over G2 < 0 of -G2/(2 G1)
 * (least-sigma.ts).
 *
 * Source: C. Martini and A. Mingone, "No arbitrage SVI", SIAM Journal on Financial Mathematics 13(1),
 * 2022 (arXiv 2005.03340), theorem 5.10; the interval is M. Fukasawa's necessary condition, "The
 * normalizing transformation of the implied volatility smile", Mathematical Finance 22(4), 2012. The
 * interval is empty below the threshold, which is therefore part of the domain.
 */
import { fukasawaEnds } from './fukasawa.ts';
import { leastSigma } from './least-sigma.ts';

/** Room asked for above sigma*, relative: rounding where the peak is sharp. */
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
  return sigma >= leastSigma(alpha, b, rho, mu, interval).sigma * (1 + SIGMA_MARGIN);
}
