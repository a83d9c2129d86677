import fc from 'fast-check';
import { bates } from '#pricing/bates.ts';
import { blackPrice, logNormalisedPrice, normalisedPrice } from '#pricing/black76.ts';
import { type CharacteristicFunction, createLogCharacteristic } from '#pricing/characteristic-function.ts';
import { blackGreeks } from '#pricing/greeks.ts';
import { heston } from '#pricing/heston.ts';
import { impliedVol, impliedVols } from '#pricing/implied-vol.ts';
import { coinFromPrice, coinGreeks, priceFromCoin } from '#pricing/inverse.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { batesLaws, type DrawnOption, hestonLaws, options, real, spread } from './draw.ts';
import { atLeast, each, everyOf, holds, near, type Property, property, type Verdict } from './property.ts';

const EPS = 2.3e-16;

const price = ({ forward, strike, t, vol, isCall }: DrawnOption): number =>
  blackPrice(forward, strike, t, vol, isCall);

/** Prices of out-of-the-money options of a law on strikes at these deviations from the forward. */
function lawPrices(
  law: CharacteristicFunction,
  theta: Float64Array,
  t: number,
  strikes: Float64Array,
): Float64Array {
  const out = new Float64Array(strikes.length);
  createLewisExpiry(law, 100, t, strikes).timeValues(theta, out);
  return out;
}

const FIVE = Float64Array.of(-2, -1, 0, 1, 2);

function strikesOf(theta: Float64Array, t: number, law: CharacteristicFunction = heston): Float64Array {
  const unit = Math.sqrt(law.totalVariance(theta, t));
  return FIVE.map((at) => 100 * Math.exp(at * unit));
}

/** ln E[(S/F)^s] at real s. */
function logMoment(law: CharacteristicFunction, theta: Float64Array, t: number, s: number): number {
  const [re, im] = [new Float64Array(1), new Float64Array(1)];
  law.logMoment(theta, t, Float64Array.of(s), Float64Array.of(0), 1, re, im);
  return re[0] ?? Number.NaN;
}

/** ln phi(u - i/2). */
function logPhi(law: CharacteristicFunction, theta: Float64Array, t: number, u: Float64Array) {
  const log = createLogCharacteristic(u.length, law.parameters.length);
  law.value(theta, t, u, u.length, log);
  return log;
}

const lawTimes = fc.record({ theta: hestonLaws, t: spread(0.01, 3) });
const jumpTimes = fc.record({ theta: batesLaws, t: spread(0.01, 3) });

function martingale(law: CharacteristicFunction): (value: { theta: Float64Array; t: number }) => Verdict {
  return ({ theta, t }) =>
    each(
      near('ln E[1]', logMoment(law, theta, t, 0), 0, 1e-13),
      // s = 1 is the characteristic function at -i.
      near('ln E[S/F]', logMoment(law, theta, t, 1), 0, 1e-11),
    );
}

export const pricingProperties: readonly Property[] = [
  property('call less put is forward less strike', options, (option) => {
    const { forward, strike } = option;
    const gap = price({ ...option, isCall: true }) - price({ ...option, isCall: false });
    return near('the difference', gap, forward - strike, 8 * EPS * (forward + strike));
  }),
  property('coin call less coin put is 1 - strike/forward', options, (option) => {
    const { forward, strike } = option;
    const coin = (isCall: boolean): number => coinFromPrice(price({ ...option, isCall }), forward);
    return near(
      'the difference',
      coin(true) - coin(false),
      1 - strike / forward,
      8 * EPS * (1 + strike / forward),
    );
  }),
  property('a price lies between its intrinsic value and its most', options, (option) => {
    const { forward, strike, isCall } = option;
    const value = price(option);
    return each(
      atLeast('the price', value, Math.max(0, isCall ? forward - strike : strike - forward)),
      atLeast('its most', isCall ? forward : strike, value, 4 * EPS * forward),
    );
  }),
  property(
    'a price rises with volatility and with time',
    fc.tuple(options, spread(1.0001, 3)),
    ([option, more]) => {
      const value = price(option);
      return each(
        atLeast('at more volatility', price({ ...option, vol: option.vol * more }), value, 4 * EPS * value),
        atLeast('at more time', price({ ...option, t: option.t * more }), value, 4 * EPS * value),
      );
    },
  ),
  property(
    'a call falls with its strike, by less than the strike rises',
    fc.tuple(options, spread(1e-6, 1)),
    ([option, more]) => {
      const call = (strike: number): number => price({ ...option, strike, isCall: true });
      const { strike, forward } = option;
      const next = strike * (1 + more);
      const fall = call(strike) - call(next);
      const rounding = 8 * EPS * (forward + next);
      return each(atLeast('the fall', fall, 0, rounding), atLeast('the rise', next - strike, fall, rounding));
    },
  ),
  property(
    'a price is convex in the strike',
    fc.tuple(options, real(0.01, 0.9), real(0.01, 0.9)),
    ([option, down, up]) => {
      const { strike } = option;
      const isCall = strike >= option.forward;
      const at = (k: number): number => price({ ...option, strike: k, isCall });
      const [low, high] = [strike * (1 - down), strike * (1 + up)];
      const share = (high - strike) / (high - low);
      const wings = share * at(low) + (1 - share) * at(high);
      return atLeast('the wings', wings, at(strike), 8 * EPS * wings);
    },
  ),
  property(
    'scaling forward and strike scales the price',
    fc.tuple(options, spread(1e-4, 1e4)),
    ([option, scale]) => {
      const { forward, strike } = option;
      const scaled = price({ ...option, forward: forward * scale, strike: strike * scale });
      const value = price(option);
      // Rounding the product moves ln(F/K), and with it a far price by its elasticity.
      const s = option.vol * Math.sqrt(option.t);
      const far = Math.abs(Math.log(forward / strike)) / (s * s) + 1;
      return near(
        'the price',
        scaled / scale,
        value,
        8 * EPS * (value * (1 + far) + forward + strike) + 1e-300,
      );
    },
  ),
  property('a call is the put with forward and strike exchanged', options, (option) => {
    const { forward, strike } = option;
    const put = price({ ...option, forward: strike, strike: forward, isCall: false });
    const value = price({ ...option, isCall: true });
    return near('the put', put, value, 8 * EPS * value);
  }),
  property(
    'the logarithm of a normalised price is its logarithm',
    fc.tuple(real(0, 20), spread(0.01, 8)),
    ([c, s]) => {
      const b = normalisedPrice(c, s);
      if (!(b > 1e-290)) return null;
      const log = Math.log(b);
      return near('ln b', logNormalisedPrice(c, s), log, 1e-12 * (1 + Math.abs(log)));
    },
  ),
  property('a volatility comes back from its out-of-the-money price', options, (option) => {
    const { forward, strike, t, vol } = option;
    const isCall = strike >= forward;
    const value = price({ ...option, isCall });
    if (!(value > 1e-300) || vol * Math.sqrt(t) > 6) return null;
    const { vega } = blackGreeks(forward, strike, t, vol, isCall);
    // What the last place of the price and of ln(F/K) is worth in volatility.
    const rounding = (8 * EPS * value) / vega + 4 * EPS * (1 + Math.abs(Math.log(strike / forward))) * vol;
    const slope =
      (4 * EPS * forward * Math.abs(blackGreeks(forward, strike, t, vol, isCall).dualDelta)) / vega;
    return near(
      'the volatility',
      impliedVol(forward, strike, t, isCall, value),
      vol,
      rounding + slope + 2e-14 * vol,
    );
  }),
  property(
    'an implied volatility prices its price, and is none or positive',
    fc.tuple(options, real(0, 1)),
    ([option, share]) => {
      const { forward, strike, t, isCall } = option;
      const low = Math.max(0, isCall ? forward - strike : strike - forward);
      const value = low + share * ((isCall ? forward : strike) - low);
      const vol = impliedVol(forward, strike, t, isCall, value);
      if (vol < 0) return holds('a reason', Number.isInteger(vol) && vol >= -7);
      const back = blackPrice(forward, strike, t, vol, isCall);
      return each(
        holds('a finite volatility', Number.isFinite(vol)),
        near('the price', back, value, 64 * EPS * (forward + strike)),
      );
    },
  ),
  property('a coin premium and its currency price have one volatility', options, (option) => {
    const { forward, strike, t, isCall } = option;
    const value = price(option);
    const coin = coinFromPrice(value, forward);
    const [ours, theirs] = [value, priceFromCoin(coin, forward)].map((p) =>
      impliedVol(forward, strike, t, isCall, p),
    );
    const { vega } = blackGreeks(forward, strike, t, option.vol, isCall);
    if (!((ours ?? -1) > 0) || !((theirs ?? -1) > 0)) return null;
    return near('the volatility', theirs ?? 0, ours ?? 0, (8 * EPS * value) / vega + 1e-14 * (ours ?? 0));
  }),
  property(
    'the batch of volatilities is the volatilities one by one',
    fc.array(options, { minLength: 1, maxLength: 8 }),
    (all) => {
      const of = (read: (option: DrawnOption) => number): Float64Array => Float64Array.from(all, read);
      const vol = new Float64Array(all.length);
      const reason = new Uint8Array(all.length);
      const prices = of(price);
      const calls = Uint8Array.from(all, ({ isCall }) => (isCall ? 1 : 0));
      impliedVols(
        of((o) => o.forward),
        of((o) => o.strike),
        of((o) => o.t),
        calls,
        prices,
        vol,
        reason,
      );
      return everyOf(all, ({ forward, strike, t, isCall }, i) => {
        const alone = impliedVol(forward, strike, t, isCall, prices[i] ?? 0);
        return holds(
          `quote ${i} alone`,
          alone > 0 ? vol[i] === alone && reason[i] === 0 : reason[i] === -alone && Number.isNaN(vol[i]),
        );
      });
    },
  ),
  property('delta, gamma, vega and the dual delta are differences of the price', options, (option) => {
    const { forward, strike, t, vol, isCall } = option;
    const s = vol * Math.sqrt(t);
    if (s < 0.02 || s > 3 || Math.abs(Math.log(strike / forward)) > 4 * s) return null;
    const h = 1e-4 * Math.min(1, s);
    const at = (f: number, k: number, v: number): number =>
      blackPrice(forward * f, strike * k, t, vol * v, isCall);
    const greeks = blackGreeks(forward, strike, t, vol, isCall);
    const slope = (of: (x: number) => number): number => (of(1 + h) - of(1 - h)) / (2 * h);
    const delta = slope((x) => at(x, 1, 1)) / forward;
    const gamma = (at(1 + h, 1, 1) - 2 * at(1, 1, 1) + at(1 - h, 1, 1)) / (h * h * forward * forward);
    const size = forward + strike;
    return each(
      near('delta', greeks.delta, delta, 1e-6),
      near(
        'gamma',
        greeks.gamma,
        gamma,
        1e-4 * greeks.gamma + (64 * EPS * size) / (h * h * forward * forward),
      ),
      near('vega', greeks.vega, slope((x) => at(1, 1, x)) / vol, 1e-5 * greeks.vega + (1e-9 * size) / vol),
      near('dual delta', greeks.dualDelta, slope((x) => at(1, x, 1)) / strike, 1e-6 * (1 + forward / strike)),
    );
  }),
  property(
    'delta and gamma of a call and its put belong together',
    options,
    ({ forward, strike, t, vol }) => {
      const [call, put] = [true, false].map((isCall) => blackGreeks(forward, strike, t, vol, isCall));
      const coin = coinGreeks(forward, strike, t, vol, true);
      if (call === undefined || put === undefined) return 'no greeks';
      return each(
        near('call delta less put delta', call.delta - put.delta, 1, 4 * EPS),
        holds('one gamma and one vega', call.gamma === put.gamma && call.vega === put.vega),
        near('premium-adjusted delta', coin.premiumAdjustedDelta, call.delta - call.price / forward, 1e-14),
        near(
          'price by its two deltas',
          forward * call.delta + strike * call.dualDelta,
          call.price,
          16 * EPS * (forward + strike),
        ),
      );
    },
  ),
  property("Heston's law has mass 1 and pays the forward: phi(-i) = 1", lawTimes, martingale(heston)),
  property("Bates's law has mass 1 and pays the forward: phi(-i) = 1", jumpTimes, martingale(bates)),
  property(
    'a characteristic function is largest at 0 and within its told bound',
    fc.tuple(jumpTimes, real(0, 200)),
    ([{ theta, t }, u]) => {
      const { re } = logPhi(bates, theta, t, Float64Array.of(0, u));
      const [most = 0, here = 0] = re;
      return each(
        atLeast('the modulus at 0', most, here, 1e-12),
        atLeast('the told bound', bates.logModulus(theta, t, u), here, 1e-10 * (1 + Math.abs(here))),
      );
    },
  ),
  property(
    'Bates without jumps is Heston, whatever the jumps would be',
    fc.tuple(jumpTimes, real(0, 60)),
    ([{ theta, t }, u]) => {
      const none = Float64Array.from(theta);
      none[5] = 0;
      const at = Float64Array.of(u);
      const [with0, without] = [logPhi(bates, none, t, at), logPhi(heston, theta.subarray(0, 5), t, at)];
      return each(
        near('real part', with0.re[0] ?? 0, without.re[0] ?? 1, 0),
        near('imaginary part', with0.im[0] ?? 0, without.im[0] ?? 1, 0),
      );
    },
  ),
  property(
    'without volatility of variance Heston is Black',
    lawTimes,
    ({ theta, t }) => {
      const still = Float64Array.from(theta);
      still[3] = 1e-7;
      const strikes = strikesOf(still, t);
      const vol = Math.sqrt(heston.totalVariance(still, t) / t);
      const prices = lawPrices(heston, still, t, strikes);
      return everyOf(strikes, (strike, i) =>
        near(`strike ${strike}`, prices[i] ?? 0, blackPrice(100, strike, t, vol, strike > 100), 1e-5),
      );
    },
    { weight: 4 },
  ),
  property(
    'prices of a law with jumps lie in their bounds, fall and are convex',
    jumpTimes,
    ({ theta, t }) => {
      const strikes = strikesOf(theta, t, bates);
      const value = lawPrices(bates, theta, t, strikes);
      const calls = value.map((v, i) => v + Math.max(0, 100 - (strikes[i] ?? 0)));
      return everyOf(calls, (call, i) => {
        const strike = strikes[i] ?? 0;
        const bounds = each(
          atLeast('the time value', value[i] ?? 0, 0, 1e-11),
          atLeast('the forward', 100, call),
        );
        if (bounds !== null || i === 0) return bounds;
        const fall = ((calls[i - 1] ?? 0) - call) / (strike - (strikes[i - 1] ?? 0));
        const next = ((calls[i + 1] ?? call) - call) / ((strikes[i + 1] ?? strike + 1) - strike);
        return each(
          atLeast('the fall', fall, 0, 1e-11),
          i < 4 ? atLeast('the slope after', next, -fall, 1e-10) : null,
        );
      });
    },
    { weight: 6 },
  ),
  property(
    'prices of a law scale with the forward',
    fc.tuple(lawTimes, spread(1e-3, 1e3)),
    ([{ theta, t }, scale]) => {
      const strikes = strikesOf(theta, t);
      const ours = lawPrices(heston, theta, t, strikes);
      const out = new Float64Array(5);
      createLewisExpiry(
        heston,
        100 * scale,
        t,
        strikes.map((k) => k * scale),
      ).timeValues(theta, out);
      return everyOf(out, (value, i) => near(`strike ${i}`, value / scale, ours[i] ?? 0, 1e-10));
    },
    { weight: 8 },
  ),
];
