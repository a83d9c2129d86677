import fc from 'fast-check';
import { lossOf, lossWeight, robustScale } from '#calibration/loss.ts';
import { beyondQuotes, quoteResidual } from '#calibration/quote-residual.ts';
import { inHalfSpreads, sideOf } from '#calibration/through.ts';
import { columnOf, real, spread } from './draw.ts';
import { atLeast, each, holds, near, type Property, property } from './property.ts';

export const residualProperties: readonly Property[] = [
  property(
    'a robust loss is even, convex, at most the square, and its weight its slope',
    fc.tuple(real(-50, 50), spread(0.01, 20), fc.constantFrom('huber' as const, 'soft-l1' as const)),
    ([r, delta, kind]) => {
      const loss = { kind, delta };
      const at = (x: number): number => lossOf(x, loss);
      const h = 1e-4 * (1 + Math.abs(r));
      const slope = (at(r + h) - at(r - h)) / (2 * h);
      const size = 1e-9 * (1 + at(r));
      return each(
        near('the mirror image', at(-r), at(r), 0),
        atLeast('the square', 0.5 * r * r, at(r), size),
        atLeast('the chord', 0.5 * (at(r + h) + at(r - h)), at(r), size),
        near('the slope', lossWeight(r, loss) * r, slope, 2e-4 * (1 + Math.abs(slope)) * 1),
        holds('a weight in (0, 1]', lossWeight(r, loss) > 0 && lossWeight(r, loss) <= 1),
      );
    },
  ),
  property(
    'a robust scale grows with its residuals and sees no single outlier',
    fc.tuple(columnOf(real(-5, 5), 5, 30), spread(1e-3, 1e3)),
    ([residuals, scale]) => {
      const own = robustScale(residuals);
      const sizes = residuals.map(Math.abs).sort();
      const outlier = Float64Array.from(residuals);
      outlier[0] = 1e9;
      return each(
        near(
          'the scale of scaled ones',
          robustScale(residuals.map((r) => r * scale)),
          own * scale,
          1e-12 * own * scale,
        ),
        atLeast(
          'the largest but one',
          1.4826 * Math.max(sizes.at(-1) ?? 0, 0),
          robustScale(outlier) < 1e8 ? own : 1e9,
        ),
      );
    },
  ),
  property(
    'between bid and ask nothing is outside; beyond, the distance is',
    fc.tuple(spread(0.05, 2), spread(1e-4, 0.1), real(-3, 3)),
    ([mid, half, at]) => {
      const [bid, ask] = [mid - half, mid + half];
      const model = mid + at * half;
      const told = beyondQuotes(model, bid, ask);
      const wanted = at > 1 ? 100 * (model - ask) : at < -1 ? 100 * (model - bid) : 0;
      return each(
        near('the distance', told, wanted, 1e-10),
        near('without an ask', beyondQuotes(model, bid, Number.NaN), at < -1 ? wanted : 0, 1e-10),
      );
    },
  ),
  property(
    'a one-sided quote pulls only where the model passes it',
    fc.tuple(spread(0.05, 2), real(0.01, 4)),
    ([side, model]) =>
      each(
        near(
          'against a bid',
          quoteResidual(model, Number.NaN, side, Number.NaN),
          Math.min(0, 100 * (model - side)),
          1e-10,
        ),
        near(
          'against an ask',
          quoteResidual(model, Number.NaN, Number.NaN, side),
          Math.max(0, 100 * (model - side)),
          1e-10,
        ),
        near(
          'against a mid',
          quoteResidual(model, side, side * 0.9, side * 1.1),
          100 * (model - side),
          1e-10,
        ),
      ),
  ),
  property(
    'a quote is through the fit exactly where it is more than a half-spread from it',
    fc.tuple(spread(0.05, 2), spread(1e-4, 0.04), real(0.01, 0.99), real(-4, 4)),
    ([low, width, share, at]) => {
      const [bid, ask] = [low, low + width];
      const mid = bid + share * width;
      const model = mid + at * width;
      const steps = inHalfSpreads(bid, mid, ask, model);
      // Within rounding of a side nothing is told apart.
      if (Math.abs(Math.abs(steps) - 1) < 1e-9) return null;
      const side = sideOf(bid, ask, model);
      return each(
        holds(`${side} at ${steps} half-spreads`, (side === 'inside') === Math.abs(steps) < 1),
        holds('its sign', Math.abs(mid - model) < 1e-12 || Math.sign(steps) === Math.sign(mid - model)),
      );
    },
  ),
];
