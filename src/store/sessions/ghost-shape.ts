/** A kept fit as it is kept, field by field. */
import * as v from 'valibot';
import type { SessionGhost } from './content.ts';
import { fitSettingsShape, modelId, previousFitShape } from './decisions-shape.ts';
import { fields, keyed, number, oneOf, positive, type Shape, text } from './shape.ts';

/** Numbers as the column they are on the screen. */
const column: Shape<Float64Array> = v.pipe(
  v.array(number),
  v.transform((values) => Float64Array.from(values)),
);

/** A fit kept for comparison. */
export const ghostShape = fields<SessionGhost>({
  source: oneOf<SessionGhost['source']>({ gesture: true, kept: true, file: true }),
  label: text,
  slices: keyed(fields<SessionGhost['slices'][string]>({ theta: column, t: positive, forward: positive })),
  model: modelId,
  settings: v.nullable(fitSettingsShape),
  previous: v.nullable(previousFitShape),
});
