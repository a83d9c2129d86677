import { expect, test } from 'vitest';
import { AMERICAN_VOL, americanBoard } from '#testing/american-board.ts';
import { type Bench, bench } from '#testing/bench.ts';
import { memoryDatabase } from '#testing/memory-database.ts';
import { sessionBench } from '#testing/session-bench.ts';
import { fitComparison } from './compare-fits.ts';

const NEXT = americanBoard('SPY', '2026-08-04T20:00:00Z');

async function opened(): Promise<Bench> {
  const b = bench();
  await b.open('spy.csv', americanBoard());
  return b;
}

function atm(b: Bench): number[] {
  return b.state().fitted?.result.slices.map(({ measures }) => measures?.vol ?? Number.NaN) ?? [];
}

function compared(b: Bench): readonly string[] | null | undefined {
  const { ghost, fitted, look } = b.state();
  return fitComparison({ ghost, fitted, view: look.parameterView })?.settings;
}

test('a rate by hand discounts an American board, is told, and undone as one step', async () => {
  const b = await opened();
  const before = atm(b);
  expect(b.state().messages.find(({ code }) => code === 'american-parity')?.action?.kind).toBe(
    'show-forwards',
  );
  b.actions.setRate(0.043);
  await b.settle();
  expect(b.state().market?.books.map(({ forward }) => forward.discountSource)).toEqual([
    'user',
    'user',
    'user',
  ]);
  for (const [i, vol] of atm(b).entries()) {
    expect(vol).toBeCloseTo(AMERICAN_VOL, 4);
    expect(vol).toBeGreaterThan(before[i]!);
  }
  expect(b.said().join()).toContain('discounted at your rate of 4.3 % a year');
  expect(b.said().join()).not.toContain('undiscounted');
  b.actions.undo();
  await b.settle();
  expect(b.state().decisions.marketOptions).toEqual({ asOf: null, forwards: {} });
  expect(atm(b)).toEqual(before);
});

test('the next file of the same underlying keeps it and says so; another underlying drops it and says so', async () => {
  const b = await opened();
  b.actions.setRate(0.043);
  await b.settle();
  await b.open('next.csv', NEXT);
  expect(b.state().decisions.marketOptions.rate).toBe(0.043);
  const said = 'The rate is still 4.3 % a year, set by hand on the file before.';
  expect(b.state().messages.find(({ text }) => text === said)?.action?.kind).toBe('show-forwards');
  await b.open('qqq.csv', americanBoard('QQQ'));
  expect(b.state().decisions.marketOptions).toEqual({ asOf: null, forwards: {} });
  expect(b.said()).toContain('Dropped with SPY: the rate by hand. Model, weights and filters are kept.');
});

test('Compare tells the rates of two fits where they differ', async () => {
  const b = await opened();
  b.actions.keepGhost();
  b.actions.setRate(0.043);
  await b.settle();
  expect(compared(b)).toEqual(['Rate by hand none → 4.3 %']);
  b.actions.keepGhost();
  expect(compared(b)).toEqual([]);
  b.actions.setRate(-0.005);
  await b.settle();
  expect(compared(b)).toEqual(['Rate by hand 4.3 % → −0.5 %']);
});

test('a second file is held against the board at the same rate', async () => {
  const b = await opened();
  b.actions.openSecond([new File([NEXT], 'next.csv')]);
  await b.settle();
  const discounts = () => b.state().second?.market?.books.map(({ forward }) => forward.discount);
  expect(discounts()).toEqual([1, 1, 1]);
  b.actions.setRate(0.043);
  await b.settle();
  await b.settle();
  expect(discounts()?.every((discount) => discount < 1)).toBe(true);
});

test('a session with a rate anywhere in it is of the third version; one that never had any is as before', async () => {
  const a = sessionBench(memoryDatabase());
  await a.open('spy.csv', americanBoard());
  const version = async () => JSON.parse((await a.sessions.fileText())!.text).version;
  expect(await version()).toBe(1);
  expect((await a.sessions.fileText())!.text).not.toContain('"rate"');
  a.actions.setRate(0.043);
  await a.saved();
  const { text } = (await a.sessions.fileText())!;
  expect(await version()).toBe(3);

  const b = sessionBench(memoryDatabase());
  await b.open('desk.volbench.json', text);
  expect(b.state().decisions.marketOptions.rate).toBe(0.043);
  expect(b.state().market).toEqual(a.state().market);
  expect((await b.sessions.fileText())?.text).toBe(text);

  // What can be done again, and a fit that was kept, hold it, too.
  a.actions.undo();
  await a.saved();
  expect(await version()).toBe(3);
  a.actions.redo();
  await a.saved();
  a.actions.keepGhost();
  a.actions.setRate(null);
  await a.saved();
  expect(await version()).toBe(3);
});

test('a page of before takes a session with a rate for newer than itself, and a killed page has it back', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('spy.csv', americanBoard());
  const versions = () =>
    [...db.shelves.generations.values()].map((save) => (save as { version: number }).version);
  await a.saved();
  expect(versions().at(-1)).toBe(1);
  a.actions.setRate(0.043);
  await a.saved();
  expect(versions().at(-1)).toBe(3);
  a.kill();
  const b = sessionBench(db);
  await b.sessions.comeBack();
  await b.settle();
  expect(b.state().decisions.marketOptions.rate).toBe(0.043);
});
