/** A session without its quotes as it is kept, field by field. */
import * as v from 'valibot';
import type { Steps } from '#store/history.ts';
import type { LayoutSizes } from '#store/layout.ts';
import type { LeftOutChoice, SpacePoint, SurfaceLook, TableTab, ViewTab } from '#store/state.ts';
import type { SessionBody, SessionFit, SessionLook } from './content.ts';
import { decisionsShape, modelId, previousFitShape } from './decisions-shape.ts';
import { ghostShape } from './ghost-shape.ts';
import { atLeastZero, epoch, fields, keyed, number, oneOf, positive, text, whole } from './shape.ts';
import { writtenOnce } from './text.ts';

const layout = fields<LayoutSizes>({
  fit: v.exactOptional(positive),
  tables: v.exactOptional(positive),
  smile: v.exactOptional(positive),
});

/** No eye is farther than this from its box, in boxes. */
const coordinate = v.pipe(number, v.minValue(-1e3), v.maxValue(1e3));
const point = fields<SpacePoint>({ x: coordinate, y: coordinate, z: coordinate });

/** Tabs that can be come back to; another one, of a version with more of them, opens the first. */
const TABLES: readonly TableTab[] = [
  'quotes',
  'parameters',
  'models',
  'compare',
  'forwards',
  'arbitrage',
  'messages',
];
const VIEWS: readonly ViewTab[] = [
  '3d',
  'heat',
  'variance',
  'residuals',
  'params',
  'term',
  'density',
  'local-vol',
  'live',
  'compare',
];

const look = fields<SessionLook>({
  focus: v.nullable(text),
  cursor: v.nullable(whole),
  scope: oneOf<SessionLook['scope']>({ all: true, this: true }),
  parameterView: text,
  allStrikes: v.boolean(),
  table: v.fallback(v.picklist(TABLES), 'quotes'),
  tablesMaximised: v.boolean(),
  view: v.fallback(v.picklist(VIEWS), '3d'),
  throughOnly: v.boolean(),
  leftOut: v.nullable(
    oneOf<LeftOutChoice>({
      inTheMoney: true,
      oneSided: true,
      crossed: true,
      relativeSpreadAbove: true,
      bidBelowTicks: true,
      olderThanSeconds: true,
      always: true,
      expiry: true,
      any: true,
    }),
  ),
  inTheMoneyShown: v.boolean(),
  bandShown: v.boolean(),
  quotesOf: oneOf<SessionLook['quotesOf']>({ focus: true, all: true }),
  timeScale: oneOf<SessionLook['timeScale']>({ root: true, log: true }),
  surface: v.optional(
    fields<SurfaceLook>({
      axis: oneOf<SurfaceLook['axis']>({ standardised: true, log: true, strike: true, delta: true }),
      camera: v.nullable(
        fields<NonNullable<SurfaceLook['camera']>>({
          eye: point,
          center: point,
          up: point,
          projection: fields({ type: oneOf({ orthographic: true, perspective: true }) }),
        }),
      ),
    }),
    { axis: 'standardised', camera: null },
  ),
  gripsShown: v.boolean(),
  folded: v.pipe(v.array(text), v.maxLength(100)),
  layout,
  cross: fields<SessionLook['cross']>({
    against: oneOf<SessionLook['cross']['against']>({ fit: true, file: true }),
    at: oneOf<SessionLook['cross']['at']>({ moneyness: true, strike: true }),
    throughOnly: v.boolean(),
    of: oneOf<SessionLook['cross']['of']>({ focus: true, all: true }),
    leastSize: atLeastZero,
    feeBp: number,
  }),
});

/** Entries of a body, for an object that holds more beside them. */
export const bodyEntries = {
  simulated: v.boolean(),
  decisions: decisionsShape,
  steps: fields<Steps>({ past: v.array(decisionsShape), future: v.array(decisionsShape) }),
  ghost: v.nullable(ghostShape),
  previous: v.nullable(previousFitShape),
  second: v.optional(
    v.nullable(
      fields<NonNullable<SessionBody['second']>>({
        name: text,
        asOf: v.nullable(epoch),
        forwards: v.optional(keyed(positive), {}),
        said: v.array(text),
      }),
    ),
    null,
  ),
  look,
  fit: v.nullable(fields<SessionFit>({ model: modelId, parameters: keyed(v.nullable(v.array(number))) })),
};

export const bodyShape = fields<SessionBody>(bodyEntries);

/** A second file without forwards by hand is written as it was before it could have any. */
function secondMembers({ forwards, ...rest }: NonNullable<SessionBody['second']>): object {
  return Object.keys(forwards).length === 0 ? rest : { ...rest, forwards };
}

/** A body as it is written; what never changes is put into text once. */
export function bodyMembers(body: SessionBody): Readonly<Record<string, unknown>> {
  const { simulated, decisions, steps, ghost, previous, second, look, fit } = body;
  return {
    simulated,
    decisions: writtenOnce(decisions),
    steps: { past: steps.past.map(writtenOnce), future: steps.future.map(writtenOnce) },
    ghost: ghost && writtenOnce(ghost),
    previous: previous && writtenOnce(previous),
    // A session without one is written as it was before there were any.
    ...(second && { second: secondMembers(second) }),
    look,
    fit: fit && writtenOnce(fit),
  };
}
