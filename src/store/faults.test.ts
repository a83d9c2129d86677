import { expect, test } from 'vitest';
import { failure } from '#base/outcome.ts';
import { nextSnapshot, opened } from '#testing/bench.ts';

test.each([26, 27, 28])(
  'random edits, files and faults leave nothing running and undo to the start: seed %i',
  async (seed) => {
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const b = await opened();
    const { actions, service } = b;
    const start = b.state().decisions;
    const rows = b.state().quotes?.symbol.length ?? 0;
    const steps: (() => void)[] = [
      () => actions.setWeights({ spread: 2 * random() }),
      () => actions.toggleQuote(Math.floor(rows * random())),
      () => actions.setParameter('rho', random() < 0.5 ? null : { fixed: true, value: random() - 0.5 }),
      () => actions.setConstraint('butterfly', { mode: random() < 0.5 ? 'report' : 'penalise' }),
      () => actions.setFilters({ oneSided: random() < 0.5, relativeSpreadAbove: random() }),
      () => actions.setForward('2026-08-28T08:00:00.000Z', random() < 0.5 ? null : 62_000 + 1000 * random()),
      () => actions.look({ scope: random() < 0.5 ? 'all' : 'this' }),
      () => actions.stepExpiry(random() < 0.5 ? 1 : -1),
      () => actions.setTime({ clock: random() < 0.5 ? 'weighted' : 'calendar', weekend: 2 * random() }),
      () => actions.setEvent('2026-08-12', random() < 0.5 ? null : 5 * random()),
      () => actions.beginGesture(),
      () => actions.endGesture(),
      () => actions.undo(),
      () => actions.redo(),
      () => actions.cancel(),
      () => actions.fitAgain(),
      () => actions.openFiles([new File([nextSnapshot()], 'next.json')]),
      () => actions.openFiles([new File(['{'], 'broken.json')]),
      () => {
        service.fail.calibrate = failure('timeout', 'Fitting took longer than 30 s and was stopped.');
      },
      () => {
        service.fail.market = failure('calculation-failed', 'Computing the implied volatilities broke off.');
      },
    ];
    for (let i = 0; i < 120; i++) {
      steps[Math.floor(random() * steps.length)]?.();
      if (random() < 0.4) b.clock.advance(400 * random());
      if (random() < 0.3) await b.settle();
    }
    actions.endGesture();
    await b.settle();
    delete service.fail.calibrate;
    delete service.fail.market;
    expect(b.state().fit.phase, `seed ${seed}`).not.toBe('running');
    expect(b.state().loading, `seed ${seed}`).toBeNull();
    for (let i = 0; i < 200 && b.state().canUndo; i++) actions.undo();
    await b.settle();
    expect(b.state().decisions, `seed ${seed}`).toEqual(start);
    expect(b.state().fit, `seed ${seed}`).toMatchObject({ phase: 'done', stale: false, error: null });
    expect(b.state().fitted?.decisions, `seed ${seed}`).toEqual(start);
  },
  60_000,
);
