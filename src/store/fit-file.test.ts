import { expect, test } from 'vitest';
import { exporters } from '#exporters/index.ts';
import { type Bench, opened } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';

function fitFile(b: Bench): File {
  const { fitted } = b.state();
  if (fitted === null) throw new Error('nothing is fitted');
  const { quotes, market, filtered, result, decisions } = fitted;
  const { settings, marketOptions } = decisions;
  const fit = { quotes, market, filtered, result, settings, marketOptions, appVersion: '0.1.0' };
  return new File([exporters.find((e) => e.id === 'fit-json')?.write(fit) ?? ''], 'monday.fit.json');
}

test('a dropped fit file is a kept ghost whose settings apply on request, as one step', async () => {
  const monday = await opened();
  monday.actions.setWeights({ spread: 0.3 });
  monday.actions.setParameter('rho', { fixed: true, value: -0.25 });
  await monday.settle();
  const file = fitFile(monday);

  const b = await opened();
  const { fitted } = b.state();
  b.actions.openFiles([file]);
  await b.settle();
  const { ghost, fit, openError } = b.state();
  expect(openError).toBeNull();
  expect(ghost).toMatchObject({ source: 'file', label: 'monday.fit.json', model: 'svi' });
  expect(ghost?.slices).toEqual(
    Object.fromEntries(
      (monday.state().fitted?.result.slices ?? []).map(({ key, theta, t, forward }) => [
        key,
        { theta, t, forward },
      ]),
    ),
  );
  expect(b.state().fitted).toBe(fitted);
  expect(fit.phase).toBe('done');

  b.actions.applyGhostSettings();
  await b.settle();
  expect(b.state().decisions.settings).toEqual(monday.state().decisions.settings);
  expect(b.state().fitted?.result).toEqual(monday.state().fitted?.result);
  expect(b.state().ghost?.source).toBe('file');
  b.actions.undo();
  expect(b.state().ghost?.source).toBe('file');
  b.actions.undo();
  expect(b.state().ghost?.source).not.toBe('file');
  expect(b.state().canUndo).toBe(false);
});

test('the settings of a fit file bring its rate by hand, and those of one without take a rate back', async () => {
  const [withOne, without] = [await opened(), await opened()];
  withOne.actions.setRate(0.05);
  await withOne.settle();
  const b = await opened();
  const apply = async (file: File): Promise<void> => {
    b.actions.openFiles([file]);
    await b.settle();
    b.actions.applyGhostSettings();
    await b.settle();
  };
  await apply(fitFile(withOne));
  expect(b.state().decisions.marketOptions).toEqual(withOne.state().decisions.marketOptions);
  expect(b.state().fitted?.result).toEqual(withOne.state().fitted?.result);
  await apply(fitFile(without));
  expect(b.state().decisions.marketOptions).toEqual(without.state().decisions.marketOptions);
  b.actions.undo();
  expect(b.state().decisions.marketOptions.rate).toBe(0.05);
});

test('quotes and a fit file dropped together are both taken', async () => {
  const b = await opened();
  b.actions.openFiles([fitFile(b), new File([deribitBoard({ thin: true })], 'tuesday.json')]);
  await b.settle();
  expect(b.state().ghost?.source).toBe('file');
  expect(b.state().quotes?.files[0]?.name).toBe('tuesday.json');
});

test('a broken fit file says what is wrong and changes nothing', async () => {
  const b = await opened();
  const text = await fitFile(b).text();
  const broken = text.replace(/"t":\s*[\d.e-]+/, '"t": "soon"');
  b.actions.openFiles([new File([broken], 'broken.fit.json')]);
  await b.settle();
  expect(b.state().openError?.message).toMatch(/^broken\.fit\.json: /);
  expect(b.state().ghost).toBeNull();
  expect(b.state().fit.phase).toBe('done');
});
