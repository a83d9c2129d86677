import { blackPrice } from './black76.ts';
import { ExercisePremium, exerciseRegion, ruleFor } from './early-exercise.ts';
import { ExerciseBoundary } from './exercise-boundary.ts';

/**
 * Premium of an American option under Black and Scholes with a continuous yield, discounted, in the currency of the spot.
 * Rates continuously compounded, t in years, volatility decimal. NaN where exercise would pay between two boundaries
 * (negative rates, `exerciseRegion`).
 *
 * Checked against QuantLib 1.29, QdFpAmericanEngine, highPrecisionScheme.
 */
export function americanPrice(
  spot: number,
  strike: number,
  t: number,
  vol: number,
  r: number,
  q: number,
  isCall: boolean,
): number {
  const forward = spot * Math.exp((r - q) * t);
  const european = Math.exp(-r * t) * blackPrice(forward, strike, t, vol, isCall);
  const [own, other] = isCall ? [q, r] : [r, q];
  const region = exerciseRegion(own, other);
  if (region === 'never') return european;
  if (region === 'double') return Number.NaN;
  const [of, at] = isCall ? [strike, spot] : [spot, strike];
  const rule = ruleFor(own, other, t);
  const boundary = new ExerciseBoundary(rule, own, other, t);
  if (!boundary.solve(vol)) return Number.NaN;
  const lnAt = new Float64Array(rule.price.weight.length + 1);
  boundary.writeAtPrice(lnAt, 0);
  const lnSpot = Math.log(of / at);
  if (lnSpot <= boundary.lnStart + lnAt[lnAt.length - 1]!) return at - of;
  const early = new ExercisePremium(rule, own, other, t).value(lnAt, boundary.lnStart, vol, lnSpot);
  return Math.max(european + at * early, at - of, european);
}
