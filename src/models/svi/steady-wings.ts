import type { SteadyCoordinates } from '#models/model.ts';
import { jumpWingsJacobian, rawToJumpWings } from './jump-wings.ts';
import { SVI_SIZE } from './raw.ts';

/** What a day moves skew and wings by beside the level: standard deviations of psi, p and c. */
const SHAPE_MOVE = 0.03;
/** The same of the smallest variance, as a part of it. */
const MINIMUM_MOVE = 0.05;

/**
 * Jump-wings with the level as a log: ln v, psi, p, c, vt. Of the smile that keeps its shape in standard deviations
 * while its level moves, only the first and, in proportion, the last do.
 */
export const steadyWings: SteadyCoordinates = {
  size: SVI_SIZE,
  values(theta, t, out) {
    rawToJumpWings(theta, t, out);
    out[0] = Math.log(out[0]!);
  },
  jacobian(theta, t, out) {
    const v = (theta[0]! + theta[1]! * (Math.hypot(theta[3]!, theta[4]!) - theta[2]! * theta[3]!)) / t;
    jumpWingsJacobian(theta, t, out);
    for (let j = 0; j < SVI_SIZE; j++) out[j]! /= v;
  },
  drift(values, level, days, out) {
    const lowest = values[4]!;
    out[0]! += level;
    out[4]! += level * lowest;
    out[20]! += level * lowest;
    out[24]! += level * lowest * lowest + (MINIMUM_MOVE * lowest) ** 2 * days;
    for (const i of [1, 2, 3]) out[(SVI_SIZE + 1) * i]! += SHAPE_MOVE ** 2 * days;
  },
};
