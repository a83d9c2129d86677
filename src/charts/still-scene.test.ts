import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AskingScene, AWAKE, restWhenStill, SHOWN } from './still-scene.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 16));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A scene that looks for something to draw at every frame it is given. */
function looking() {
  const view = { idle: vi.fn() };
  const scene: AskingScene & { looks: number } = { looks: 0, camera: { view } };
  const render = () => {
    scene.looks++;
    scene.nextFrame?.(render);
  };
  return { scene, render, view };
}

test('a scene that nobody touches looks for nothing', () => {
  const { scene, render } = looking();
  restWhenStill(scene);
  render();
  vi.advanceTimersByTime(AWAKE + 100);
  const before = scene.looks;
  expect(before).toBeGreaterThan(AWAKE / 20);
  vi.advanceTimersByTime(60_000);
  expect(scene.looks).toBe(before);
});

test('it looks again from the moment it is woken, once a frame however often it is', () => {
  const { scene, render } = looking();
  const { wake } = restWhenStill(scene);
  render();
  vi.advanceTimersByTime(5 * AWAKE);
  const before = scene.looks;
  for (let i = 0; i < 5; i++) wake();
  vi.advanceTimersByTime(16 * 5);
  expect(scene.looks - before).toBe(5);
});

test('what wakes it finds its camera known a moment ago, however long it rested', () => {
  const { scene, render, view } = looking();
  const { wake } = restWhenStill(scene);
  render();
  vi.advanceTimersByTime(60_000);
  expect(view.idle).not.toHaveBeenCalled();
  wake();
  const [until] = view.idle.mock.lastCall ?? [];
  expect(performance.now() - until).toBeGreaterThan(0);
  expect(performance.now() - until).toBeLessThan(50);
  vi.advanceTimersByTime(16);
  wake();
  expect(view.idle).toHaveBeenCalledTimes(1);
});

test('a frame that takes long is not the last: it shows what stood when it began', () => {
  const scene: AskingScene = { camera: { view: { idle() {} } } };
  const begun: number[] = [];
  const render = () => {
    begun.push(performance.now());
    vi.advanceTimersByTime(2 * AWAKE);
    scene.nextFrame?.(render);
  };
  const { wake } = restWhenStill(scene);
  render();
  vi.advanceTimersByTime(5 * AWAKE);
  wake();
  const woken = performance.now();
  vi.advanceTimersByTime(10 * AWAKE);
  expect(begun.at(-1)).toBeGreaterThan(woken + AWAKE);
});

test('another figure for the camera there was keeps it for a moment, one for another camera until that is reached', () => {
  const { scene, render } = looking();
  const { shown } = restWhenStill(scene);
  render();
  const camera = {};
  shown(camera);
  vi.advanceTimersByTime(5 * AWAKE);
  const still = scene.looks;
  shown(camera);
  vi.advanceTimersByTime(5 * AWAKE);
  expect((scene.looks - still) * 16).toBeLessThan(SHOWN + 50);
  const turned = scene.looks;
  shown({});
  shown(camera);
  vi.advanceTimersByTime(5 * AWAKE);
  expect((scene.looks - turned) * 16).toBeGreaterThan(AWAKE - 50);
});
