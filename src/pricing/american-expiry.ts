import { blackPrice, blackVega } from './black76.ts';
import { exerciseRegion } from './early-exercise.ts';
import { ExerciseGrid, LOWEST_VOL } from './exercise-grid.ts';
import { ABOVE_MAXIMUM, AT_INTRINSIC, BAD_INPUT, BELOW_INTRINSIC, impliedVol } from './implied-vol.ts';

/** What early exercise is worth is at most K (1 - exp(-rT)): below this part of the strike nothing is taken off. */
const LEAST_INTEREST = 1e-9;
/** Largest |r| T and |q| T: beyond them stands no market. */
export const LARGEST_CARRY = 5;
const HIGHEST_VOL = 20;
/** Distance, in forwards, at which a price is what exercise pays. */
const ROUNDING = 1e-13;
const MAX_STEPS = 80;
/** Relative step of the volatility in differences of prices. */
const VEGA_STEP = 1e-3;
/** Relative step of the volatility whose successor is beyond the digits that count. */
const LAST_STEP = 3e-7;
const LAST_PRODUCT = 1e-8;

/**
 * American options of one expiry under one rate and yield: their early exercise, and the Black volatility of a premium.
 * Prices are undiscounted and over the forward, like those of a European book: premium / (D F), with D = exp(-rT).
 * Rates continuously compounded, years, volatilities decimal.
 */
export class AmericanExpiry {
  /** The yield that the forward implies: F = S exp((r - q) T). */
  readonly q: number;
  private readonly discount: number;
  private readonly puts: ExerciseGrid | null;
  private readonly calls: ExerciseGrid | null;

  /**
   * @param spot S/F.
   * @param like One whose boundaries are near: where those of this one are looked for first.
   */
  constructor(
    private readonly spot: number,
    readonly r: number,
    readonly t: number,
    like: AmericanExpiry | null = null,
  ) {
    const q = r + Math.log(spot) / t;
    this.q = q;
    this.discount = Math.exp(-r * t);
    this.puts = gridOf(r, q, t, like?.puts ?? null);
    this.calls = gridOf(q, r, t, like?.calls ?? null);
  }

  /** Early exercise of this type can pay, and is priced. */
  prices(isCall: number | boolean): boolean {
    return this.gridOf(isCall) !== null;
  }

  /** What early exercise adds to the European price at a volatility. */
  premium(moneyness: number, isCall: number | boolean, vol: number): number {
    const grid = this.gridOf(isCall);
    if (grid === null) return 0;
    return this.premiumOf(grid, moneyness, isCall, vol, blackPrice(1, moneyness, this.t, vol, isCall));
  }

  /** Slope of the American price in the volatility, by differences; no less than nothing. */
  vega(moneyness: number, isCall: number | boolean, vol: number): number {
    const step = VEGA_STEP * vol;
    const [up, down] = [vol + step, vol - step];
    const early = this.premium(moneyness, isCall, up) - this.premium(moneyness, isCall, down);
    const black =
      blackPrice(1, moneyness, this.t, up, isCall) - blackPrice(1, moneyness, this.t, down, isCall);
    return Math.max((black + early) / (2 * step), 0);
  }

  /**
   * The European price at the volatility of an American one. Where that has none for being too low, what early exercise
   * adds at the lowest volatility is taken off, so that prices keep their order.
   *
   * @param vol What `impliedVol` made of the price.
   */
  european(moneyness: number, isCall: number | boolean, price: number, vol: number): number {
    if (this.gridOf(isCall) === null) return price;
    if (vol > 0) return blackPrice(1, moneyness, this.t, vol, isCall);
    const isLow = vol === -BELOW_INTRINSIC || vol === -AT_INTRINSIC;
    return isLow ? price - this.premium(moneyness, isCall, LOWEST_VOL) : price;
  }

  /**
   * The volatility whose American price this is, or minus a code of `impliedVol`; BELOW_INTRINSIC and AT_INTRINSIC are
   * against what exercise pays now; a volatility below `LOWEST_VOL` is AT_INTRINSIC too. Bracketed, so that every price ends.
   *
   * @param moneyness K/F.
   */
  impliedVol(moneyness: number, isCall: number | boolean, price: number): number {
    const { t } = this;
    const grid = this.gridOf(isCall);
    const european = impliedVol(1, moneyness, t, isCall, price);
    if (grid === null || (european <= 0 && european !== -ABOVE_MAXIMUM)) return european;
    if (!(price < Infinity)) return -ABOVE_MAXIMUM;
    const exercised = this.exercised(moneyness, isCall);
    if (price <= exercised + ROUNDING) return price < exercised - ROUNDING ? -BELOW_INTRINSIC : -AT_INTRINSIC;
    // Exercise only adds: the volatility that explains the price without it is too high.
    let high = european > 0 ? european : HIGHEST_VOL;
    let low = 0;
    let vol = high;
    let lastVol = Number.NaN;
    let lastGap = Number.NaN;
    for (let step = 0; step < MAX_STEPS; step++) {
      const black = blackPrice(1, moneyness, t, vol, isCall);
      const gap = black + this.premiumOf(grid, moneyness, isCall, vol, black) - price;
      if (step === 0 && gap < 0) return european > 0 ? european : -ABOVE_MAXIMUM;
      if (gap === 0) return vol;
      if (gap > 0) high = vol;
      else low = vol;
      if (high < LOWEST_VOL) return -AT_INTRINSIC;
      // The secant's step, of which the first has the European slope; the middle where it leaves the bracket.
      const moved = vol - lastVol;
      const slope = step === 0 ? blackVega(1, moneyness, t, vol) : (gap - lastGap) / moved;
      const next = vol - gap / slope;
      const isInside = next > low && next < high;
      const size = Math.abs(next - vol);
      // A secant's step leaves an error of the order of the product of the last two.
      if (size <= LAST_STEP * vol || size * Math.abs(moved) <= LAST_PRODUCT * vol * vol) {
        return isInside ? next : vol;
      }
      if (high - low <= LAST_STEP * LAST_STEP * high) return vol;
      lastVol = vol;
      lastGap = gap;
      vol = isInside && step % 8 !== 7 ? next : 0.5 * (low + high);
    }
    return vol > 0 ? vol : -BAD_INPUT;
  }

  private gridOf(isCall: number | boolean): ExerciseGrid | null {
    return isCall === 1 || isCall === true ? this.calls : this.puts;
  }

  /** What exercise pays now, as a price; negative out of the money. */
  private exercised(moneyness: number, isCall: number | boolean): number {
    const gain = isCall === 1 || isCall === true ? this.spot - moneyness : moneyness - this.spot;
    return gain / this.discount;
  }

  private premiumOf(
    grid: ExerciseGrid,
    moneyness: number,
    isCall: number | boolean,
    vol: number,
    black: number,
  ): number {
    const call = isCall === 1 || isCall === true;
    // A call is the put on its strike, struck at the spot.
    const strike = call ? this.spot : moneyness;
    const lnSpot = call ? Math.log(moneyness / this.spot) : Math.log(this.spot / moneyness);
    const unit = strike / this.discount;
    return grid.premium(lnSpot, vol, black / unit) * unit;
  }
}

/** Puts under rate r and yield q; null where exercise never pays, pays between two boundaries, or pays nothing that counts. */
function gridOf(r: number, q: number, t: number, like: ExerciseGrid | null): ExerciseGrid | null {
  const counts = r > 0 ? r * t > LEAST_INTEREST : -q * t > LEAST_INTEREST;
  const isMarket = Math.abs(r) * t <= LARGEST_CARRY && Math.abs(q) * t <= LARGEST_CARRY;
  return counts && isMarket && exerciseRegion(r, q) === 'single' ? new ExerciseGrid(r, q, t, like) : null;
}
