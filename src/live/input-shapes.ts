/** What the lines of a recording hold, checked field by field: a file is a stranger's. */
import { type EpochMs, epochMs, type Years } from '#base/units.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import {
  anything,
  type Check,
  finite,
  instant,
  listOf,
  numberIn,
  objectOf,
  oneOf,
  orNull,
  pairOf,
  ShapeError,
  textOf,
  truth,
} from './checked.ts';
import type { LiveBase, LiveBaseExpiry, LiveInput, LiveSettings } from './live-frame.ts';

const MANY = 1e9;
/** Expiries of a base, parameters of a smile, rows of a summary: more are no market's. */
const EXPIRIES = 200;
const PARAMETERS = 64;
const ROWS = 20_000;
const name = textOf(64);
const positive = numberIn(1e-12, 1e15);
const epoch: Check<EpochMs> = (value, at) => epochMs(instant(value, at));

export const settingsShape: Check<LiveSettings> = objectOf<LiveSettings>({
  map: oneOf('vertical', 'standardised'),
  filter: objectOf({
    tau: numberIn(1e-6, MANY),
    diffusion: numberIn(0, MANY),
    decay: numberIn(-10, 10),
    alike: numberIn(0, MANY),
  }),
  refit: objectOf({
    shape: numberIn(0, MANY),
    readings: numberIn(1, MANY),
    level: numberIn(0, MANY),
    age: numberIn(0, 1e12),
  }),
  policy: objectOf({
    riskAversion: numberIn(0, 1e12),
    costs: objectOf({ proportional: numberIn(0, 1e12), fixed: numberIn(0, 1e12) }),
  }),
});

export const planShape: Check<FeedPlan> = objectOf<FeedPlan>({
  currency: textOf(12),
  base: orNull(textOf(12)),
  books: listOf(instant, EXPIRIES),
  depth: (value, at) => {
    const depth = [0, 1, 10, 20].find((each) => each === value);
    if (depth === undefined) throw new ShapeError(`${at} is not 0, 1, 10 or 20`);
    return depth as FeedPlan['depth'];
  },
});

export const baseShape: Check<LiveBase> = objectOf<LiveBase>({
  id: numberIn(0, MANY),
  model: name,
  quotesAt: epoch,
  expiries: listOf(
    objectOf<LiveBaseExpiry>({
      key: name,
      expiry: epoch,
      t: (value, at) => positive(value, at) as Years,
      forward: positive,
      theta: listOf(finite, PARAMETERS),
      quoted: pairOf(finite, finite),
      noise: orNull(numberIn(0, MANY)),
      window: orNull((value, at) => numberIn(1e-12, 1)(value, at) as Years),
    }),
    EXPIRIES,
  ),
});

const kindShape = objectOf<{ readonly kind: Exclude<LiveInput['kind'], 'chain'> }>({
  kind: oneOf(
    'start',
    'stop',
    'opened',
    'closed',
    'message',
    'tick',
    'clock-set',
    'polled',
    'base',
    'no-base',
    'fit-now',
    'settings',
    'focus',
    'freeze',
  ),
});
const messageShape = objectOf<{ readonly message: string }>({ message: textOf(16 * 1024 * 1024) });
const polledShape = objectOf<{ readonly options: readonly unknown[]; readonly futures: readonly unknown[] }>({
  options: listOf(anything, ROWS),
  futures: listOf(anything, ROWS),
});

/** What went into a session, from a line of its recording. */
export const inputShape: Check<LiveInput> = (value, at) => {
  const { kind } = kindShape(value, at);
  switch (kind) {
    case 'message':
      return { kind, text: messageShape(value, at).message };
    case 'polled':
      return { kind, ...polledShape(value, at) };
    case 'base':
      return { kind, ...objectOf<{ base: LiveBase }>({ base: baseShape })(value, at) };
    case 'settings':
      return { kind, ...objectOf<{ settings: LiveSettings }>({ settings: settingsShape })(value, at) };
    case 'focus':
      return { kind, ...objectOf<{ key: string }>({ key: name })(value, at) };
    case 'freeze':
      return { kind, ...objectOf<{ on: boolean }>({ on: truth })(value, at) };
    default:
      return { kind };
  }
};
