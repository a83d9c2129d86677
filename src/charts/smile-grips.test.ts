import { expect, test } from 'vitest';
import { calibrateNow } from '#calibration/calibrate.ts';
import type { SliceFit } from '#calibration/result.ts';
import { settingsFor } from '#calibration/settings.ts';
import { models } from '#models/index.ts';
import type { ParameterConstraints } from '#models/model.ts';
import { deribitBoard } from '#testing/board.ts';
import { type FittedBoard, fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { hasShared } from '#testing/shared.ts';
import { type BoardExpiry, boardExpiries } from './board.ts';
import { gripKinds } from './grip-kinds.ts';
import { constraintsWith, heldValue } from './held-value.ts';
import { type Grip, type GripScene, gripScene, gripValue, stepDigits } from './smile-grips.ts';
import { smileLayout, yOf } from './smile-layout.ts';
import { smileMarks } from './smile-marks.ts';
import { smileWindow } from './smile-window.ts';

function layoutOf(board: FittedBoard, expiry: BoardExpiry) {
  const marks = smileMarks(expiry, board.quotes.symbol, {});
  const atm = expiry.fit?.measures?.vol ?? null;
  const forward = expiry.book.forward.value;
  return smileLayout(
    545,
    396,
    smileWindow({ key: expiry.key, all: false, forward, t: expiry.book.t, atm, marks }, null),
  );
}

/** The expiry fitted again with a parameter of its own held. */
function refitted(board: FittedBoard, expiry: BoardExpiry, parameters: ParameterConstraints): SliceFit {
  const { settings, slices } = board.request;
  const own = { ...settingsFor(settings, expiry.key), parameters };
  const result = calibrateNow({ slices, settings: { ...settings, byExpiry: { [expiry.key]: own } } });
  const fit = result.ok ? result.value.slices.find(({ key }) => key === expiry.key) : undefined;
  if (fit === undefined) throw new Error('not fitted');
  return fit;
}

function valueIn(fit: SliceFit, name: string): number {
  const all = [...fit.parameters, ...Object.values(fit.views).flat()];
  return all.find((parameter) => parameter.name === name)?.value ?? Number.NaN;
}

const board = fittedBoard(smileQuotes([30]));
const expiry = boardExpiries(board)[0]!;
const layout = layoutOf(board, expiry);

function sceneOf(constraints: ParameterConstraints = {}): GripScene {
  const scene = gripScene(expiry, constraints, layout);
  if (scene === null) throw new Error('no grips');
  return scene;
}

function gripOf(id: Grip['kind']['id'], scene = sceneOf()): Grip {
  const grip = scene.grips.find(({ kind }) => kind.id === id);
  if (grip === undefined) throw new Error(`no grip ${id}`);
  return grip;
}

test('the level is the volatility under the pointer, and tilt, shift and width follow it as they are drawn', () => {
  const { ground } = sceneOf();
  const level = gripOf('level');
  expect(level.y).toBeCloseTo(yOf(layout, level.value), 9);
  const up = gripValue(ground, level, layout, 0, yOf(layout, level.value + 0.01));
  expect(up).toBeCloseTo(level.value + 0.01, 12);

  const tilt = gripOf('tilt');
  const steeper = gripValue(ground, tilt, layout, 0, tilt.y - 10);
  // The end of the tangent stands where the pointer is: slope of vol in k is psi/sqrt(t).
  const end = level.value + (steeper / Math.sqrt(expiry.book.t)) * tilt.k;
  expect(yOf(layout, end)).toBeCloseTo(tilt.y - 10, 9);

  const shift = gripOf('shift');
  const moved = gripValue(ground, shift, layout, shift.x + 20, 0);
  const { low, high } = layout.window;
  const perPixel = (high - low) / (layout.right - layout.left);
  expect(100 * Math.exp(moved)).toBeCloseTo(100 * Math.exp(shift.value) + 20 * perPixel, 9);
  const width = gripOf('width');
  expect(width.k).toBeCloseTo(shift.value + width.value, 12);
  expect(gripValue(ground, width, layout, width.x + 20, 0)).toBeGreaterThan(width.value);
  expect(gripValue(ground, width, layout, -1e6, 0)).toBe(1e-6);
});

test('a held grip looks held, and each of tilt and shift lets the other go', () => {
  const scene = sceneOf({ skew: { fixed: true, value: -0.1 }, atmVol: { fixed: true, value: 0.3 } });
  expect(scene.grips.filter(({ held }) => held).map(({ kind }) => kind.id)).toEqual(['level', 'tilt']);
  const shift = gripOf('shift', scene);
  expect(shift.blocked).toBeNull();
  expect(constraintsWith(scene.ground, 'm', 0.01, 'skew')).toEqual({
    atmVol: { fixed: true, value: 0.3 },
    m: { fixed: true, value: 0.01 },
  });
});

test('a grip that the fit cannot hold beside what is held says why', () => {
  const scene = sceneOf({ b: { fixed: true, value: 0.1 } });
  expect(gripOf('level', scene).blocked).toContain('cannot be held together with b');
  expect(gripOf('width', scene).blocked).toBeNull();
});

test('a value goes as far as a smile has it beside what is held, and says which end it met', () => {
  const scene = sceneOf({ atmVol: { fixed: true, value: 0.3 }, putWing: { fixed: true, value: 0.5 } });
  const tilt = gripOf('tilt', scene);
  const low = heldValue(scene.ground, tilt.spec, -1, 'm');
  // psi > -p/2.
  expect(low.at).toBe('min');
  expect(low.value).toBeCloseTo(-0.25, 6);
  const call = gripOf('call-wing', scene);
  const most = heldValue(scene.ground, call.spec, 99, null);
  expect(most.at).toBe('max');
  expect(most.value).toBeCloseTo(2 / (0.3 * Math.sqrt(expiry.book.t)), 6);
  const ranged = sceneOf({ atmVol: { fixed: false, lower: 0.2, upper: 0.4 } });
  expect(heldValue(ranged.ground, gripOf('level', ranged).spec, 0.9, null)).toEqual({
    value: 0.4,
    at: 'max',
  });
});

test('a step of an arrow key is a round number that shows', () => {
  for (const { step, axis } of sceneOf().grips) {
    expect(['1', '2', '5']).toContain(step.toExponential(0)[0]);
    expect(axis === 'up' || axis === 'along').toBe(true);
  }
  expect([stepDigits(0.001, 100), stepDigits(0.02, 1), stepDigits(5, 1)]).toEqual([1, 2, 0]);
});

test('grips stand only on what a model holds for one expiry alone', () => {
  const counts = Object.fromEntries(models.map(({ id }) => [id, gripKinds(id).length]));
  expect(counts).toEqual({
    svi: 6,
    ssvi: 1,
    'ssvi-heston': 1,
    essvi: 3,
    sabr: 3,
    'sabr-obloj': 3,
    heston: 0,
    bates: 0,
  });
  for (const model of models) {
    for (const { name } of gripKinds(model.id)) {
      const own = model.parameters.find((spec) => spec.name === name);
      const seen = model.views.flatMap(({ parameters }) => parameters).find((spec) => spec.name === name);
      expect(own === undefined ? seen?.holdable : own.shared !== true, `${model.id} ${name}`).toBe(true);
    }
  }
});

test.skipIf(!hasShared).each(['svi', 'sabr', 'essvi'])(
  'on every expiry of a real board a grip of %s that is dragged does what it says',
  (model) => {
    const real = fittedBoard(deribitBoard(), { model });
    for (const each of boardExpiries(real).filter((_, i) => i % 3 === 0)) {
      const drawn = layoutOf(real, each);
      const scene = gripScene(each, {}, drawn)!;
      expect(scene.grips).toHaveLength(gripKinds(model).length);
      const one = { ...real, request: { ...real.request, slices: [each.slice!] } };
      for (const grip of scene.grips) {
        for (const by of [-25, 25]) {
          const at = grip.axis === 'up' ? [grip.x, grip.y + by] : [grip.x + by, grip.y];
          const wanted = gripValue(scene.ground, grip, drawn, at[0]!, at[1]!);
          const { value } = heldValue(scene.ground, grip.spec, wanted, null);
          const fit = refitted(one, each, constraintsWith(scene.ground, grip.kind.name, value, null));
          expect(fit.message ?? '').not.toContain('finite');
          const got = valueIn(fit, grip.kind.name);
          expect(got / value, `${each.name} ${grip.kind.id}`).toBeCloseTo(1, 9);
          expect(Math.sign(value - grip.value)).not.toBe(0);
        }
      }
    }
  },
);
