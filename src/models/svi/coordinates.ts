/**
 * Coordinates in which the admissible set of raw SVI is a box.
 *
 * Slope coordinates (no constraint on a, b or rho):
 *   x = (ln w_min, logit(S-/2), logit(S+/2), m, ln sigma), S-+ = b (1 -+ rho),
 * so that w_min > 0, |rho| < 1 and Lee's bound S <= 2 (R. Lee, "The moment formula for implied
 * volatility at extreme strikes", Mathematical Finance 14(3), 2004) hold by construction.
 *
 * Held coordinates (the user fixed or bounded a, b or rho):
 *   x = (a or ln w_min, b or logit(b (1 + |rho|)/2), rho, m, ln sigma),
 * where a held parameter is its own coordinate, so that a fixed value is kept to the last bit.
 */
import type { FitCoordinates, GuessSlice } from '#models/model.ts';
import {
  type Box,
  boxOf,
  type Constraints,
  clipInto,
  logistic,
  logit,
  MAX_RHO,
  MAX_VARIANCE,
  MIN_B,
  MIN_VARIANCE,
  openBox,
  reportBounds,
  SLOPE_LOGIT,
} from './box.ts';
import { wingsView } from './jump-wings.ts';
import { SVI_SIZE } from './raw.ts';
import { wingCoordinates } from './wing-coordinates.ts';

const HELD = ['a', 'b', 'rho'] as const;
const BOXES = [...HELD, 'm', 'sigma', 'Min vol'];

/** Box coordinates for one slice under the user's constraints, or the sentence that says why there are none. */
export function sviCoordinates(
  slice: GuessSlice,
  constraints: Constraints,
): FitCoordinates | { readonly error: string } {
  const first = slice.k[0]!;
  const last = slice.k[slice.k.length - 1]!;
  const span = last - first;
  const m = openBox(constraints.m, first - span / 2, last + span / 2, -10, 10);
  const sigma = openBox(constraints.sigma, 0.01 * span, 5 * span, 1e-5, 20);
  const a = boxOf(constraints.a, -10, 10);
  const b = boxOf(constraints.b, MIN_B, 2);
  const rho = boxOf(constraints.rho, -MAX_RHO, MAX_RHO);
  const minVol = boxOf(constraints.minVol, 0, 10);
  const boxes = [a, b, rho, m, sigma, minVol];
  const empty = boxes.findIndex(({ lower, upper }) => !(lower <= upper));
  if (empty >= 0) {
    const { lower, upper } = boxes[empty]!;
    return { error: `the range of ${BOXES[empty]} is empty: from ${lower} to ${upper}` };
  }
  if (Math.abs(rho.fixed ?? 0) > MAX_RHO)
    return { error: `rho is fixed at ${rho.fixed}, outside ±${MAX_RHO}` };
  if (b.fixed !== null && !(b.fixed >= MIN_B && b.fixed * (1 + Math.abs(rho.fixed ?? 0)) <= 2)) {
    return { error: `b is fixed at ${b.fixed}; wing slopes b(1 ± rho) must lie between 0 and 2` };
  }
  if (sigma.fixed !== null && !(sigma.fixed > 0)) {
    return { error: `sigma is fixed at ${sigma.fixed}; it must be positive` };
  }
  if (constraints.a !== undefined && constraints.minVol !== undefined) {
    return { error: 'a and Min vol are both held; free one of them' };
  }
  const variance: Box = {
    lower: Math.max(MIN_VARIANCE, minVol.lower * minVol.lower * slice.t),
    upper:
      constraints.minVol === undefined
        ? MAX_VARIANCE
        : Math.max(MIN_VARIANCE, minVol.upper * minVol.upper * slice.t),
    fixed: minVol.fixed,
  };
  const held = HELD.filter((name) => constraints[name] !== undefined);
  const wings = wingsView.parameters.flatMap(({ name, symbol }) =>
    constraints[name] === undefined ? [] : [symbol],
  );
  // Min vol, the last of the view, is a level of raw SVI and no coordinate of the wings.
  const levels = constraints.minVol === undefined ? [] : wings.splice(-1);
  if (wings.length > 0) {
    const raw = [...held, ...levels];
    if (raw.length > 0) {
      return {
        error: `${wings.join(' and ')} cannot be held together with ${raw.join(' and ')}; free one side`,
      };
    }
    return wingCoordinates(slice, constraints, sigma, m);
  }
  const shared = {
    m,
    sigma,
    variance,
    levelName: constraints.minVol === undefined ? 'a' : 'minVol',
  } as const;
  return held.length > 0
    ? heldCoordinates({
        ...shared,
        a: constraints.a === undefined ? null : a,
        b: constraints.b === undefined ? null : b,
        rho,
      })
    : slopeCoordinates(shared);
}

interface SharedBoxes {
  readonly m: Box;
  readonly sigma: Box;
  readonly variance: Box;
  /** What the level coordinate is called when it ends at a bound. */
  readonly levelName: 'a' | 'minVol';
}

/** What the ends of slope coordinates are called, by their level. */
const SLOPES_OF_A = slopeEnds('a');
const SLOPES_OF_MIN_VOL = slopeEnds('minVol');

function slopeEnds(level: SharedBoxes['levelName']): Parameters<typeof reportBounds>[0] {
  return [
    [level, 'min', level, 'max'],
    ['rho', 'max', 'b', 'max'],
    ['rho', 'min', 'b', 'max'],
    ['m', 'min', 'm', 'max'],
    ['sigma', 'min', 'sigma', 'max'],
  ];
}

function slopeCoordinates({ m, sigma, variance, levelName }: SharedBoxes): FitCoordinates {
  const lower = Float64Array.of(
    Math.log(variance.lower),
    -SLOPE_LOGIT,
    -SLOPE_LOGIT,
    m.lower,
    Math.log(sigma.lower),
  );
  const upper = Float64Array.of(
    Math.log(variance.upper),
    SLOPE_LOGIT,
    SLOPE_LOGIT,
    m.upper,
    Math.log(sigma.upper),
  );
  return {
    size: SVI_SIZE,
    lower,
    upper,
    toParameters(x, theta) {
      const put = 2 * logistic(x[1]!);
      const call = 2 * logistic(x[2]!);
      const width = sigma.fixed ?? Math.exp(x[4]!);
      theta[0] = Math.exp(x[0]!) - width * Math.sqrt(put * call);
      theta[1] = (put + call) / 2;
      theta[2] = (call - put) / (call + put);
      theta[3] = x[3]!;
      theta[4] = width;
    },
    fromParameters(theta, x) {
      const slack = Math.sqrt((1 - theta[2]!) * (1 + theta[2]!));
      x[0] = Math.log(Math.max(MIN_VARIANCE, theta[0]! + theta[1]! * theta[4]! * slack));
      x[1] = logit(Math.min(1 - 1e-9, Math.max(1e-9, (theta[1]! * (1 - theta[2]!)) / 2)));
      x[2] = logit(Math.min(1 - 1e-9, Math.max(1e-9, (theta[1]! * (1 + theta[2]!)) / 2)));
      x[3] = theta[3]!;
      x[4] = Math.log(theta[4]!);
      clipInto(x, lower, upper);
    },
    chain(x, theta, out) {
      const put = 2 * logistic(x[1]!);
      const call = 2 * logistic(x[2]!);
      const dPut = put * (1 - put / 2);
      const dCall = call * (1 - call / 2);
      const mean = Math.sqrt(put * call);
      const width = theta[4]!;
      const total = put + call;
      out.fill(0);
      out[0] = Math.exp(x[0]!);
      out[1] = ((-width * call) / (2 * mean)) * dPut;
      out[2] = ((-width * put) / (2 * mean)) * dCall;
      out[4] = -width * mean;
      out[6] = dPut / 2;
      out[7] = dCall / 2;
      out[11] = ((-2 * call) / (total * total)) * dPut;
      out[12] = ((2 * put) / (total * total)) * dCall;
      out[18] = 1;
      out[24] = width;
    },
    atBound: reportBounds(levelName === 'a' ? SLOPES_OF_A : SLOPES_OF_MIN_VOL, lower, upper),
  };
}

interface HeldBoxes extends SharedBoxes {
  /** Null: the level coordinate is ln w_min. */
  readonly a: Box | null;
  /** Null: the angle coordinate is logit(b (1 + |rho|)/2). */
  readonly b: Box | null;
  readonly rho: Box;
}

function heldCoordinates({ a, b, rho, m, sigma, variance, levelName }: HeldBoxes): FitCoordinates {
  // A fixed b leaves rho only the room that Lee's bound leaves: |rho| <= 2/b - 1.
  const room = b?.fixed === undefined || b.fixed === null ? MAX_RHO : Math.min(MAX_RHO, 2 / b.fixed - 1);
  const lower = Float64Array.of(
    a === null ? Math.log(variance.lower) : a.lower,
    b === null ? -SLOPE_LOGIT : b.lower,
    rho.fixed ?? Math.max(rho.lower, -room),
    m.lower,
    Math.log(sigma.lower),
  );
  const upper = Float64Array.of(
    a === null ? Math.log(variance.upper) : a.upper,
    b === null ? SLOPE_LOGIT : b.upper,
    rho.fixed ?? Math.min(rho.upper, room),
    m.upper,
    Math.log(sigma.upper),
  );
  const angle = (x: Float64Array): number =>
    b === null ? (2 * logistic(x[1]!)) / (1 + Math.abs(x[2]!)) : x[1]!;
  const slackOf = (r: number): number => Math.sqrt((1 - r) * (1 + r));
  const coordinates: FitCoordinates = {
    size: SVI_SIZE,
    lower,
    upper,
    toParameters(x, theta) {
      theta[1] = angle(x);
      theta[2] = x[2]!;
      theta[3] = x[3]!;
      theta[4] = sigma.fixed ?? Math.exp(x[4]!);
      theta[0] = a === null ? Math.exp(x[0]!) - theta[1]! * theta[4]! * slackOf(x[2]!) : x[0]!;
    },
    fromParameters(theta, x) {
      const r = Math.min(upper[2]!, Math.max(lower[2]!, theta[2]!));
      x[0] =
        a === null
          ? Math.log(Math.max(MIN_VARIANCE, theta[0]! + theta[1]! * theta[4]! * slackOf(theta[2]!)))
          : theta[0]!;
      x[1] =
        b === null
          ? logit(Math.min(1 - 1e-9, Math.max(1e-9, (theta[1]! * (1 + Math.abs(r))) / 2)))
          : theta[1]!;
      x[2] = r;
      x[3] = theta[3]!;
      x[4] = Math.log(theta[4]!);
      clipInto(x, lower, upper);
    },
    chain(x, theta, out) {
      const r = x[2]!;
      const slack = slackOf(r);
      const slope = theta[1]!;
      const width = theta[4]!;
      out.fill(0);
      const half = b === null ? logistic(x[1]!) : 0;
      const dAngle = b === null ? slope * (1 - half) : 1;
      const dAngleRho = b === null ? (-Math.sign(r) * slope) / (1 + Math.abs(r)) : 0;
      out[6] = dAngle;
      out[7] = dAngleRho;
      out[12] = 1;
      out[18] = 1;
      out[24] = width;
      if (a === null) {
        out[0] = Math.exp(x[0]!);
        out[1] = -width * slack * dAngle;
        out[2] = -width * (slack * dAngleRho - (slope * r) / slack);
        out[4] = -slope * width * slack;
      } else {
        out[0] = 1;
      }
    },
    atBound: reportBounds(
      [
        [a === null ? levelName : 'a', 'min', a === null ? levelName : 'a', 'max'],
        ['b', 'min', 'b', 'max'],
        ['rho', 'min', 'rho', 'max'],
        ['m', 'min', 'm', 'max'],
        ['sigma', 'min', 'sigma', 'max'],
      ],
      lower,
      upper,
    ),
  };
  if (b === null && a === null) return coordinates;
  return {
    ...coordinates,
    /** Lee's bound and w_min > 0 couple the held parameters: give way in b, then in sigma, then in a. */
    project(x) {
      if (b !== null && b.fixed === null) x[1] = Math.min(x[1]!, (2 - 1e-6) / (1 + Math.abs(x[2]!)));
      if (a === null) return;
      const lift = (MIN_VARIANCE - x[0]!) / (angle(x) * slackOf(x[2]!));
      if (lift <= Math.exp(x[4]!)) return;
      if (lift <= Math.exp(upper[4]!)) x[4] = Math.log(lift);
      else {
        x[4] = upper[4]!;
        x[0] = Math.min(upper[0]!, MIN_VARIANCE - angle(x) * slackOf(x[2]!) * Math.exp(x[4]!));
      }
    },
  };
}
