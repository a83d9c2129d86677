import type { SmileFeature } from '#models/model.ts';
import type { Smile } from './durrleman.ts';

/** One smile with its parameters in place: w, dw/dk and d2w/dk2 at each k. Arrays of one length. */
export interface SmileCurve {
  derivatives(k: Float64Array, w: Float64Array, w1: Float64Array, w2: Float64Array): void;
  /** All places where it bends; absent where they are not known. */
  readonly features?: readonly SmileFeature[];
}

/** A slice model's smile at its parameters. */
export function curveOf({ functions, theta }: Smile): SmileCurve {
  const features = functions.features?.(theta);
  return {
    derivatives: (k, w, w1, w2) => functions.derivatives(theta, k, w, w1, w2),
    ...(features === undefined ? {} : { features }),
  };
}

/** w, w', w'' of a curve at one k. */
export interface CurvePoint {
  readonly w: number;
  readonly w1: number;
  readonly w2: number;
}

/** A reader of single points of a curve; it keeps its buffers. */
export function pointsOf(curve: SmileCurve): (k: number) => CurvePoint {
  const [k, w, w1, w2] = [0, 1, 2, 3].map(() => new Float64Array(1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return (at) => {
    k[0] = at;
    curve.derivatives(k, w, w1, w2);
    return { w: w[0]!, w1: w1[0]!, w2: w2[0]! };
  };
}
