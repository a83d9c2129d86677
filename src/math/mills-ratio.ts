/**
 * Mills ratio of the normal distribution, M(z) = N(-z)/n(z) = sqrt(pi/2) erfcx(z/sqrt 2).
 *
 * It is what remains of N(-z) when the exponential is taken out, so option
 * prices whose exponentials underflow can still be worked with, and it costs
 * one division where N(-z) costs an exponential too.
 */

const SQRT_2PI = 2.5066282746310002;

/**
 * M(z) for any finite z; decreasing from sqrt(2 pi) exp(z^2/2) on the far left to 1/z on the far right.
 * Infinite below z = -37.6.
 *
 * For z >= -1 two minimax rationals (fitted to 60 digits): in z of degree 8/9 on [-1, 5] with
 * relative error 5.5e-17, in 1/z^2 of degree 5/5 beyond with 7e-17. Below -1 the reflection
 * M(z) = sqrt(2 pi) exp(z^2/2) - M(-z).
 */
export function millsRatio(z: number): number {
  return z >= -1 ? millsRight(z) : SQRT_2PI * Math.exp(0.5 * z * z) - millsRight(-z);
}

/** M(z) for z >= -1, without transcendental functions. */
function millsRight(z: number): number {
  if (z <= 5) {
    const numerator =
      (((((((4.131146880017156e-6 * z + 1.2601933779407925e-4) * z + 1.7879210273817122e-3) * z +
        1.5392935136102619e-2) *
        z +
        8.807644397083747e-2) *
        z +
        0.34439624215682907) *
        z +
        0.9074556527173233) *
        z +
        1.4977420588156454) *
        z +
      1.2533141373155001;
    const denominator =
      ((((((((4.131141124342483e-6 * z + 1.260196673678913e-4) * z + 1.7920429059765839e-3) * z +
        1.5519125367504763e-2) *
        z +
        8.985377948956562e-2) *
        z +
        0.35956191335460963) *
        z +
        0.9917827820703937) *
        z +
        1.8141568358325866) *
        z +
        1.992909825596966) *
        z +
      1;
    return numerator / denominator;
  }
  const u = 1 / (z * z);
  const numerator =
    ((((868.7782797562215 * u + 4094.3415045833617) * u + 2697.2871616366074) * u + 553.4428971950587) * u +
      41.730846996311264) *
      u +
    1;
  const denominator =
    ((((2720.874786936686 * u + 6028.051446139806) * u + 3177.26836445127) * u + 593.1737441921214) * u +
      42.730846996310696) *
      u +
    1;
  return numerator / (denominator * z);
}
