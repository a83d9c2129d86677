/**
 * Durrleman's function g(k) = (1 - k w'/(2w))^2 - (w'^2/4)(1/w + 1/4) + w''/2 of a smile in total
 * variance. g >= 0 everywhere, with w'' and wings within Lee's bound, is the absence of butterfly
 * arbitrage: g is the risk-neutral density up to a positive factor.
 *
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance
 * 14(1), 2014, eq. 2.1 and lemma 2.2, after V. Durrleman, "From implied to spot volatilities", 2004.
 */
/** g from k, w, w', w''. */
export function durrlemanG(k: number, w: number, w1: number, w2: number): number {
  const inverse = 1 / w;
  const h = 1 - 0.5 * k * w1 * inverse;
  return h * h - 0.25 * w1 * w1 * (inverse + 0.25) + 0.5 * w2;
}
