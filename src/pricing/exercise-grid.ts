import { normalDensity } from '#math/normal.ts';
import { ExercisePremium, ruleFor } from './early-exercise.ts';
import { ExerciseBoundary } from './exercise-boundary.ts';

/**
 * Boundaries are solved at the volatilities exp(step j), and between those so many of them are interpolated: finer where
 * early exercise is worth more, up to a (|r| + |q|) T.
 */
const FINENESS: readonly (readonly [upTo: number, points: number, step: number])[] = [
  [0.01, 4, 0.3],
  [0.06, 6, 0.3],
  [0.2, 6, 0.2],
  [Infinity, 8, 0.2],
];
/** Lowest volatility that is told from none: bills and funds of them move by a few tenths of a percent a year. */
export const LOWEST_VOL = 1e-3;
const HIGHEST_VOL = 20;
/** Largest sigma sqrt(T) of a boundary that is solved; no price tells it from a larger one. */
const LARGEST_TOTAL = 20;
/** A premium below this part of vega moves no volatility, nor does one that is bounded by it. */
const LEAST = 1e-8;
/** ln(B/X) of a boundary that nothing reaches: of one that could not be found. */
const NOWHERE = -1e3;

/** Early exercise of the puts of one expiry, struck at 1, at any volatility. A boundary is solved when it is first asked for. */
export class ExerciseGrid {
  private readonly boundary: ExerciseBoundary;
  private readonly early: ExercisePremium;
  private readonly step: number;
  private readonly low: number;
  private readonly high: number;
  private readonly width: number;
  /** 1 solved, 2 not to be found. */
  private readonly solved: Uint8Array;
  /** ln(B/X) at the angles of the price of each volatility, over that volatility: nearly the same of all. */
  private readonly columns: Float64Array;
  /** ln(B/X) at the collocation nodes of each volatility. */
  private readonly nodes: Float64Array;
  private readonly lnAt: Float64Array;
  private readonly share: Float64Array;
  private lastVol = Number.NaN;

  constructor(
    private readonly r: number,
    private readonly q: number,
    private readonly t: number,
    private readonly like: ExerciseGrid | null = null,
  ) {
    const rule = ruleFor(r, q, t);
    this.boundary = new ExerciseBoundary(rule, r, q, t);
    this.early = new ExercisePremium(rule, r, q, t);
    this.width = rule.price.weight.length + 1;
    const carry = (Math.abs(r) + Math.abs(q)) * t;
    const [, points, step] = FINENESS.find(([upTo]) => carry <= upTo) ?? FINENESS.at(-1)!;
    this.step = step;
    this.share = new Float64Array(points);
    this.low = Math.floor(Math.log(LOWEST_VOL) / step);
    this.high = Math.floor(Math.log(Math.min(HIGHEST_VOL, LARGEST_TOTAL / Math.sqrt(t))) / step);
    const n = this.high - this.low + 1;
    this.solved = new Uint8Array(n);
    this.columns = new Float64Array(n * this.width);
    this.nodes = new Float64Array(n * rule.z.length);
    this.lnAt = new Float64Array(this.width);
  }

  /**
   * What early exercise adds to the European put, both as of today.
   *
   * @param lnSpot ln(S/K).
   * @param european Of a strike of 1.
   */
  premium(lnSpot: number, vol: number, european: number): number {
    const { lnAt, boundary, early } = this;
    if (early.bound(boundary.lnStart, vol, lnSpot) <= LEAST * this.vega(lnSpot, vol)) return 0;
    this.interpolate(vol);
    if (lnSpot <= boundary.lnStart + lnAt[this.width - 1]!) return -Math.expm1(lnSpot) - european;
    return Math.max(early.value(lnAt, boundary.lnStart, vol, lnSpot), 0);
  }

  /** Of the European put. */
  private vega(lnSpot: number, vol: number): number {
    const { r, q, t } = this;
    const s = vol * Math.sqrt(t);
    return Math.exp(lnSpot - q * t) * Math.sqrt(t) * normalDensity((lnSpot + (r - q) * t) / s + 0.5 * s);
  }

  private interpolate(vol: number): void {
    if (vol === this.lastVol) return;
    const { low, high, step, width, columns, lnAt, share } = this;
    const points = share.length;
    const x = Math.min(Math.max(Math.log(vol) / step, low), high);
    const first = Math.min(Math.max(Math.floor(x) - points / 2 + 1, low), high - points + 1);
    for (let i = 0; i < points; i++) {
      this.solveAt(first + i);
      let product = 1;
      for (let j = 0; j < points; j++) if (j !== i) product *= (x - first - j) / (i - j);
      share[i] = product;
    }
    lnAt.fill(0);
    const at = Math.exp(step * x);
    for (let i = 0; i < points; i++) share[i]! *= at;
    for (let i = 0, o = (first - low) * width; i < points; i++) {
      for (let l = 0; l < width; l++, o++) lnAt[l]! += share[i]! * columns[o]!;
    }
    this.lastVol = vol;
  }

  private solveAt(j: number): void {
    const { boundary, columns, nodes, width, solved } = this;
    const place = j - this.low;
    if (solved[place] !== 0) return;
    const from = place * width;
    const n = boundary.ln.length;
    const vol = Math.exp(this.step * j);
    // A guess that leads nowhere is no reason to give up: without it the search starts afresh.
    const isFound = boundary.solve(vol, this.guess(place)) || boundary.solve(vol);
    solved[place] = isFound ? 1 : 2;
    if (isFound) {
      boundary.writeAtPrice(columns, from);
      for (let l = from; l < from + width; l++) columns[l]! /= vol;
    } else {
      columns.fill(NOWHERE / vol, from, from + width);
    }
    nodes.set(boundary.ln, place * n);
  }

  /**
   * Writes a first guess: the boundary of the same volatility in the grid that is like this one, or where solved
   * neighbours on one side lead to; false without either.
   */
  private guess(place: number): boolean {
    const { solved, nodes, like } = this;
    const { ln } = this.boundary;
    const n = ln.length;
    if (
      like !== null &&
      like.step === this.step &&
      like.solved[place + this.low - like.low] === 1 &&
      like.boundary.ln.length === n
    ) {
      const from = (place + this.low - like.low) * n;
      const longer = Math.sqrt(this.t / like.t);
      for (let i = 0; i < n; i++) ln[i] = longer * like.nodes[from + i]!;
      return true;
    }
    for (let way = -1; way <= 1; way += 2) {
      if (solved[place + way] !== 1 || solved[place + 2 * way] !== 1) continue;
      const isThird = solved[place + 3 * way] === 1;
      for (let i = 0; i < n; i++) {
        const near = nodes[(place + way) * n + i]!;
        const next = nodes[(place + 2 * way) * n + i]!;
        const ratio = near / next;
        ln[i] = isThird ? ratio ** 3 * nodes[(place + 3 * way) * n + i]! : ratio * near;
      }
      return true;
    }
    return false;
  }
}
