import type { LeastSquaresProblem } from '#math/least-squares.ts';
import { normalEquations, transformNormal } from '#math/normal-equations.ts';
import { workColumn } from '#math/work-column.ts';
import type { FitCoordinates, VolModel } from '#models/model.ts';
import type { AtmPin } from './atm-pin.ts';
import { type ButterflyPenalty, createButterflyRows } from './butterfly-rows.ts';
import { lossOf, lossWeight, type RobustLoss } from './loss.ts';
import { createPriorRows, type SlicePrior } from './prior.ts';
import { beyondQuotes, createQuoteResiduals, VOL_POINTS } from './quote-residual.ts';
import type { ResidualKind } from './settings.ts';

/** The quotes one slice is fitted to. Columns of one length n; every weight above zero. */
export interface SliceTarget {
  readonly t: number;
  readonly forward: number;
  readonly k: Float64Array;
  readonly midVol: Float64Array;
  readonly bidVol: Float64Array;
  readonly askVol: Float64Array;
  /** Sum 1. */
  readonly weight: Float64Array;
  readonly residual: ResidualKind;
  /** Weight of the squared distance outside bid and ask beside the residual's own; absent: 0. */
  readonly outsidePenalty?: number;
  /** The vol the model is held to at the forward; absent: none. */
  readonly atmPin?: AtmPin | null;
  /** What the smile is drawn towards; absent: nothing. */
  readonly prior?: SlicePrior | null;
}

/** The least-squares problem of one slice, in the model's box coordinates. */
export interface SliceProblem extends LeastSquaresProblem {
  /** Model parameters at x. */
  theta(x: Float64Array): Float64Array;
  /** Residuals in vol points at x (not weighted), into out. */
  residuals(x: Float64Array, out: Float64Array): void;
  /** What the penalty outside bid and ask multiplies the weight of each quote by at x, into out. */
  outsideFactors(x: Float64Array, out: Float64Array): void;
  /** Robust loss of sqrt(weight) x residual; null is squared loss. */
  setRobust(loss: RobustLoss | null): void;
  setPenalty(penalty: ButterflyPenalty | null): void;
  /** The penalty in force. */
  penalty(): ButterflyPenalty | null;
  /** Leaves quote i out of the sums (-1: none). */
  leaveOut(i: number): void;
  /** Rows d r_i / d x_j at x, row-major n by size, in vol points. */
  rows(x: Float64Array, out: Float64Array): void;
}

/** Builds the problem; nothing is allocated inside the iteration. */
export function createSliceProblem(
  model: VolModel,
  coordinates: FitCoordinates,
  target: SliceTarget,
): SliceProblem {
  const n = target.k.length;
  const p = model.parameters.length;
  const smile = model.smile(target);
  const size = coordinates.size;
  const half = size - 1;
  const { t, midVol, bidVol, askVol, weight, outsidePenalty = 0, atmPin: pin = null } = target;
  /** The quotes' places, and that of the pin behind them. */
  const k = pin === null ? target.k : Float64Array.of(...target.k, 0);
  const theta = new Float64Array(p);
  const w = workColumn(k.length);
  const jacobian = workColumn(k.length * p);
  const curvature = workColumn(k.length);
  const push = workColumn(k.length);
  const chain = workColumn(p * size);
  const matrix = workColumn(p * p);
  const vector = workColumn(p);
  const scratch = workColumn(p * size);
  const prior = target.prior == null ? null : createPriorRows(target.prior, t, p);
  let robust: RobustLoss | null = null;
  let penalty: ButterflyPenalty | null = null;
  let penaltyRows: ReturnType<typeof createButterflyRows> | null = null;
  let left = -1;

  const residuals = createQuoteResiduals(target);
  /** Adds to half the sum of squares what the quotes that the model lies outside of cost. */
  const addOutside = (): number => {
    let cost = 0;
    for (let i = 0; i < n; i++) {
      if (i === left) continue;
      const beyond = beyondQuotes(Math.sqrt(w[i]! / t), bidVol[i]!, askVol[i]!);
      if (beyond === 0) continue;
      const share = outsidePenalty * weight[i]!;
      const slope = VOL_POINTS / (2 * Math.sqrt(w[i]! * t));
      cost += 0.5 * share * beyond * beyond;
      push[i]! += share * slope * beyond;
      curvature[i]! += share * slope * slope;
    }
    return cost;
  };
  /** The same of the pin. */
  const addPin = ({ vol, strength }: AtmPin): number => {
    const total = w[n]!;
    if (!(total > 0)) return Number.NaN;
    const r = VOL_POINTS * (Math.sqrt(total / t) - vol);
    const slope = VOL_POINTS / (2 * Math.sqrt(total * t));
    push[n] = strength * slope * r;
    curvature[n] = strength * slope * slope;
    return 0.5 * strength * r * r;
  };
  const isPlain = target.residual === 'vol' && midVol.every((mid) => mid > 0);
  /** Half the sum of squares with `push` and `curvature`, of two-sided quotes in volatility: the usual case, at one root a quote. */
  const plainSums = (): number => {
    let cost = 0;
    for (let i = 0; i < n; i++) {
      const total = w[i]!;
      if (!(total > 0)) return Number.NaN;
      const root = Math.sqrt(total * t);
      const r = VOL_POINTS * (root / t - midVol[i]!);
      const slope = VOL_POINTS / (2 * root);
      const share = i === left ? 0 : weight[i]!;
      cost += 0.5 * share * r * r;
      push[i] = share * slope * r;
      curvature[i] = share * slope * slope;
    }
    return cost;
  };
  const chainRow = (i: number, slope: number, out: Float64Array): void => {
    for (let c = 0; c < size; c++) {
      let sum = 0;
      for (let q = 0; q < p; q++) sum += jacobian[i * p + q]! * chain[q * size + c]!;
      out[i * size + c] = slope * sum;
    }
  };
  const evaluate = (x: Float64Array): void => {
    coordinates.toParameters(x, theta);
    smile.totalVariance(theta, k, w);
  };
  const evaluateRows = (x: Float64Array): void => {
    coordinates.toParameters(x, theta);
    if (smile.linearised !== undefined) smile.linearised(theta, k, w, jacobian);
    else {
      smile.totalVariance(theta, k, w);
      smile.jacobian(theta, k, jacobian);
    }
  };

  const problem: SliceProblem = {
    size,
    halfBandwidth: half,
    lower: coordinates.lower,
    upper: coordinates.upper,
    linearise(x, normal, gradient) {
      evaluateRows(x);
      coordinates.chain(x, theta, chain);
      let cost = 0;
      if (robust === null && isPlain) cost = plainSums();
      else
        for (let i = 0; i < n; i++) {
          const r = residuals.at(i, w[i]!);
          if (r !== r) return Number.NaN;
          let share = i === left ? 0 : weight[i]!;
          if (robust === null) cost += 0.5 * share * r * r;
          else {
            const s = Math.sqrt(share) * r;
            cost += lossOf(s, robust);
            share *= lossWeight(s, robust);
          }
          const slope = residuals.slope(i, w[i]!, r);
          push[i] = share * slope * r;
          curvature[i] = share * slope * slope;
        }
      if (outsidePenalty > 0) cost += addOutside();
      if (pin !== null) cost += addPin(pin);
      if (cost !== cost) return Number.NaN;
      normalEquations(jacobian, k.length, p, curvature, push, matrix, vector);
      if (prior !== null) cost += prior.add(theta, matrix, vector);
      if (penaltyRows !== null) cost += penaltyRows.add(theta, matrix, vector);
      transformNormal(matrix, vector, chain, p, size, normal, gradient, scratch);
      return cost;
    },
    theta(x) {
      const out = new Float64Array(p);
      coordinates.toParameters(x, out);
      return out;
    },
    residuals(x, out) {
      evaluate(x);
      for (let i = 0; i < n; i++) out[i] = residuals.at(i, w[i]!);
    },
    rows(x, out) {
      evaluateRows(x);
      coordinates.chain(x, theta, chain);
      for (let i = 0; i < n; i++) chainRow(i, residuals.slope(i, w[i]!, residuals.at(i, w[i]!)), out);
    },
    outsideFactors(x, out) {
      out.fill(1);
      if (outsidePenalty === 0) return;
      evaluate(x);
      for (let i = 0; i < n; i++) {
        if (beyondQuotes(Math.sqrt(w[i]! / t), bidVol[i]!, askVol[i]!) !== 0) out[i]! += outsidePenalty;
      }
    },
    setRobust(loss) {
      robust = loss;
    },
    setPenalty(next) {
      penalty = next;
      penaltyRows = next === null ? null : createButterflyRows(smile, p, next);
    },
    penalty: () => penalty,
    leaveOut(i) {
      left = i;
    },
  };
  const { project } = coordinates;
  return project === undefined ? problem : { ...problem, project: (x) => project.call(coordinates, x) };
}
