/** A kept fit as it is kept, field by field. */
import * as v from 'valibot';
import type { Finding, FitFigures } from '#calibration/fit-figures.ts';
import type { Ghost } from '#store/state.ts';
import { fitSettingsShape, modelId, previousFitShape, rateShape } from './decisions-shape.ts';
import { fields, keyed, number, oneOf, positive, type Shape, text, whole } from './shape.ts';

/** Numbers as the column they are on the screen. */
const column: Shape<Float64Array> = v.pipe(
  v.array(number),
  v.transform((values) => Float64Array.from(values)),
);

const finding = v.nullable(oneOf<NonNullable<Finding>>({ none: true, wings: true, quotes: true }));

const figures = fields<FitFigures>({
  rmseVol: v.nullable(number),
  twoSided: whole,
  through: whole,
  butterfly: finding,
  calendar: finding,
});

/** A fit kept for comparison. */
export const ghostShape = fields<Ghost>({
  source: oneOf<Ghost['source']>({ gesture: true, kept: true, file: true }),
  label: text,
  slices: keyed(fields<Ghost['slices'][string]>({ theta: column, t: positive, forward: positive })),
  model: modelId,
  settings: v.nullable(fitSettingsShape),
  rate: v.exactOptional(rateShape),
  previous: v.nullable(previousFitShape),
  figures: v.exactOptional(keyed(figures)),
});
