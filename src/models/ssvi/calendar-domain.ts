/**
 * Coordinates of all slices [theta, rho, psi] of a board without calendar arbitrage, and without butterfly
 * arbitrage where asked: per slice x = (theta's rise a_i >= 0, rho_i, c_i in [0, 1]). With
 *   p_i = max((1 + rho_{i-1})/(1 + rho_i), (1 - rho_{i-1})/(1 - rho_i)),
 *   theta_1 = a_1,  theta_i = theta_{i-1} p_i + a_i,
 * f_i the bound on psi_i of its own slice and G_i = min(f_i, G_{i+1}/p_{i+1}) that of all slices from i on,
 *   psi_1 = c_1 G_1,  psi_i = A_i + c_i (C_i - A_i),
 *   A_i = psi_{i-1} p_i,  C_i = min(psi_{i-1} theta_i/theta_{i-1}, G_i).
 * A_i <= C_i always: psi_{i-1} <= G_{i-1} <= G_i/p_i, and theta_i >= theta_{i-1} p_i. The second bound in C_i is
 * what makes the ordering of variances and slopes sufficient for smiles that do not cross anywhere.
 *
 * Source: A. Mingone, "No arbitrage global parametrization for the eSSVI volatility surface", Quantitative
 * Finance 22(12), 2022 (arXiv 2204.00312), proposition 3.1; the conditions are those of S. Hendriks and
 * C. Martini, "The extended SSVI volatility surface", Journal of Computational Finance 22(5), 2019.
 */
import type { GuessSlice, ParameterConstraints, SurfaceCoordinates } from '#models/model.ts';
import { boundsMet, type CoordinateName, clip, clipInto, type Range, rangesOf } from './box.ts';
import { curvatureBound } from './butterfly-bound.ts';
import { sliceParameters } from './slice-parameters.ts';
import { SLICE_SIZE } from './smile.ts';

/** Lee's bound psi (1 + |rho|) <= 4 with room to spare. */
const LEE = 4 * (1 - 1e-6);
/** Smallest share of its bound that the first slice's curvature takes. */
const LEAST_SHARE = 1e-6;
/** Smallest variance of the first slice. */
const LEAST_THETA = 1e-8;
const MOST_THETA = 100;

/** The bound f on one slice's psi, with its derivatives. */
function ownBound(theta: number, rho: number, butterflyFree: boolean) {
  if (butterflyFree) return curvatureBound(theta, rho);
  const bound = LEE / (1 + Math.abs(rho));
  return { bound, byTheta: 0, byRho: (-Math.sign(rho) * bound) / (1 + Math.abs(rho)) };
}

/** Coordinates of the domain; rho alone may be held by the user. */
export function calendarCoordinates(
  slices: readonly GuessSlice[],
  constraints: readonly ParameterConstraints[],
  butterflyFree: readonly boolean[],
): SurfaceCoordinates | { readonly error: string } {
  const n = slices.length;
  const size = SLICE_SIZE * n;
  const lower = new Float64Array(size);
  const upper = new Float64Array(size);
  const names: CoordinateName[] = [];
  for (let i = 0; i < n; i++) {
    const ranges = rangesOf(sliceParameters.slice(1, 2), constraints[i]!);
    if ('error' in ranges) return ranges;
    const [rho] = ranges as readonly [Range];
    lower.set([i === 0 ? LEAST_THETA : 0, rho.lower, i === 0 ? LEAST_SHARE : 0], SLICE_SIZE * i);
    upper.set([MOST_THETA, rho.upper, 1], SLICE_SIZE * i);
    names.push(
      { low: 'theta', high: null, slice: i },
      { low: 'rho', high: 'rho', slice: i },
      { low: 'psi', high: 'psi', slice: i },
    );
  }

  const p = new Float64Array(n);
  /** Side of the maximum in p_i: 1 where (1 + rho) binds, -1 where (1 - rho) does. */
  const side = new Int8Array(n);
  const theta = new Float64Array(n);
  const own = new Float64Array(n);
  const ownByTheta = new Float64Array(n);
  const ownByRho = new Float64Array(n);
  const ceiling = new Float64Array(n);
  /** Slice whose own bound the ceiling of i comes from. */
  const from = new Int32Array(n);
  const psi = new Float64Array(n);
  const floor = new Float64Array(n);
  const roof = new Float64Array(n);
  /** True where psi theta'/theta, not the ceiling, bounds psi from above. */
  const steep = new Uint8Array(n);

  /** G_i from the slices' own bounds. */
  const ceilings = (): void => {
    for (let i = n - 1; i >= 0; i--) {
      ceiling[i] = own[i]!;
      from[i] = i;
      if (i === n - 1) continue;
      const carried = ceiling[i + 1]! / p[i + 1]!;
      if (carried < own[i]!) {
        ceiling[i] = carried;
        from[i] = from[i + 1]!;
      }
    }
  };

  const setRho = (i: number, before: number, here: number): void => {
    const up = (1 + before) / (1 + here);
    const down = (1 - before) / (1 - here);
    side[i] = up >= down ? 1 : -1;
    p[i] = Math.max(up, down);
  };

  const setBounds = (rhoAt: (i: number) => number): void => {
    for (let i = 0; i < n; i++) {
      const { bound, byTheta, byRho } = ownBound(theta[i]!, rhoAt(i), butterflyFree[i]!);
      own[i] = bound;
      ownByTheta[i] = byTheta;
      ownByRho[i] = byRho;
    }
    ceilings();
  };

  const setFrame = (i: number): void => {
    if (i === 0) {
      floor[0] = 0;
      roof[0] = ceiling[0]!;
      return;
    }
    floor[i] = psi[i - 1]! * p[i]!;
    const rise = (psi[i - 1]! * theta[i]!) / theta[i - 1]!;
    steep[i] = rise < ceiling[i]! ? 1 : 0;
    roof[i] = Math.min(rise, ceiling[i]!);
  };

  const evaluate = (x: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      const at = SLICE_SIZE * i;
      if (i === 0) theta[0] = x[0]!;
      else {
        setRho(i, x[at - 2]!, x[at + 1]!);
        theta[i] = theta[i - 1]! * p[i]! + x[at]!;
      }
    }
    setBounds((i) => x[SLICE_SIZE * i + 1]!);
    for (let i = 0; i < n; i++) {
      setFrame(i);
      psi[i] = floor[i]! + x[SLICE_SIZE * i + 2]! * (roof[i]! - floor[i]!);
    }
  };

  const gradients = (): Float64Array[] => Array.from({ length: n }, () => new Float64Array(size));
  const dP = gradients();
  const dTheta = gradients();
  const dCeiling = gradients();
  const dPsi = gradients();

  return {
    size,
    lower,
    upper,
    toParameters(x, thetas) {
      evaluate(x);
      for (let i = 0; i < n; i++) {
        thetas[i]![0] = theta[i]!;
        thetas[i]![1] = x[SLICE_SIZE * i + 1]!;
        thetas[i]![2] = psi[i]!;
      }
    },
    fromParameters(thetas, x) {
      for (let i = 0; i < n; i++) {
        const at = SLICE_SIZE * i;
        const rho = clip(thetas[i]![1]!, lower[at + 1]!, upper[at + 1]!);
        x[at + 1] = rho;
        if (i === 0) x[0] = Math.max(LEAST_THETA, thetas[0]![0]!);
        else {
          setRho(i, x[at - 2]!, rho);
          x[at] = Math.max(0, thetas[i]![0]! - theta[i - 1]! * p[i]!);
        }
        theta[i] = i === 0 ? x[0]! : theta[i - 1]! * p[i]! + x[at]!;
      }
      setBounds((i) => x[SLICE_SIZE * i + 1]!);
      for (let i = 0; i < n; i++) {
        const at = SLICE_SIZE * i;
        setFrame(i);
        const room = roof[i]! - floor[i]!;
        x[at + 2] = clip(room > 0 ? (thetas[i]![2]! - floor[i]!) / room : 1, lower[at + 2]!, 1);
        psi[i] = floor[i]! + x[at + 2]! * room;
      }
      clipInto(x, lower, upper);
    },
    chain(x, _thetas, out) {
      evaluate(x);
      for (let i = 0; i < n; i++) {
        const at = SLICE_SIZE * i;
        const dT = dTheta[i]!.fill(0);
        if (i > 0) {
          const dp = dP[i]!.fill(0);
          const sign = side[i]!;
          dp[at - 2] = sign / (1 + sign * x[at + 1]!);
          dp[at + 1] = (-sign * p[i]!) / (1 + sign * x[at + 1]!);
          for (let j = 0; j < at + 2; j++) dT[j] = dTheta[i - 1]![j]! * p[i]! + theta[i - 1]! * dp[j]!;
        }
        dT[at]! += 1;
      }
      for (let i = n - 1; i >= 0; i--) {
        const d = dCeiling[i]!;
        if (from[i] === i) {
          for (let j = 0; j < size; j++) d[j] = ownByTheta[i]! * dTheta[i]![j]!;
          d[SLICE_SIZE * i + 1]! += ownByRho[i]!;
          continue;
        }
        const step = 1 / p[i + 1]!;
        for (let j = 0; j < size; j++) {
          d[j] = step * (dCeiling[i + 1]![j]! - ceiling[i]! * dP[i + 1]![j]!);
        }
      }
      for (let i = 0; i < n; i++) {
        const share = x[SLICE_SIZE * i + 2]!;
        const d = dPsi[i]!;
        for (let j = 0; j < size; j++) {
          if (i === 0) {
            d[j] = share * dCeiling[0]![j]!;
            continue;
          }
          const low = dPsi[i - 1]![j]! * p[i]! + psi[i - 1]! * dP[i]![j]!;
          const high =
            steep[i] === 1
              ? (dPsi[i - 1]![j]! * theta[i]! +
                  psi[i - 1]! * (dTheta[i]![j]! - (theta[i]! / theta[i - 1]!) * dTheta[i - 1]![j]!)) /
                theta[i - 1]!
              : dCeiling[i]![j]!;
          d[j] = low + share * (high - low);
        }
        d[SLICE_SIZE * i + 2]! += roof[i]! - floor[i]!;
        const rows = out[i]!;
        rows.fill(0);
        rows.set(dTheta[i]!, 0);
        rows[size + SLICE_SIZE * i + 1] = 1;
        rows.set(d, 2 * size);
      }
    },
    atBound: (x) => boundsMet(names, lower, upper, x),
  };
}
