import { expect, test } from 'vitest';
import type { SurfaceLook } from '#store/state.ts';
import { nextSnapshot } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { memoryDatabase } from '#testing/memory-database.ts';
import { type SessionBench, sessionBench, sharedLocks } from '#testing/session-bench.ts';
import { sessionFit } from './content.ts';

/** The surface from the side, over strikes. */
const SURFACE: SurfaceLook = {
  axis: 'strike',
  camera: {
    eye: { x: 2, y: 0.25, z: 0.5 },
    center: { x: 0, y: 0, z: -0.125 },
    up: { x: 0, y: 0, z: 1 },
    projection: { type: 'perspective' },
  },
};

async function edited(b: SessionBench): Promise<void> {
  b.actions.setWeights({ spread: 0.3 });
  b.actions.setManual(3, 0);
  b.actions.focusExpiry('2026-09-25T08:00:00.000Z');
  b.actions.look({ scope: 'this', view: 'term', layout: { smile: 0.61 }, surface: SURFACE });
  b.actions.setParameter('rho', { fixed: true, value: -0.25 });
  b.actions.keepGhost();
  await b.saved();
}

function shownFit(b: SessionBench) {
  const { fitted } = b.state();
  if (fitted === null) throw new Error('nothing is fitted');
  return sessionFit(fitted);
}

test('what was done is back after the page was killed: quotes, decisions, undo, view and the fit to the last bit', async () => {
  const db = memoryDatabase();
  const locks = sharedLocks();
  const a = sessionBench(db, locks);
  await a.open('btc.json', deribitBoard());
  await edited(a);
  const before = a.state();
  expect(a.status.getState().save.kind).toBe('saved');
  a.kill();

  const b = sessionBench(db, locks);
  await b.sessions.comeBack();
  await b.settle();
  const after = b.state();
  expect(after.quotes).toEqual(before.quotes);
  expect(after.decisions).toEqual(before.decisions);
  expect(shownFit(b)).toEqual(shownFit(a));
  expect(b.said()).toContain('Fitted again: every parameter is the saved one to the last bit.');
  expect(after.look).toMatchObject({
    focus: '2026-09-25T08:00:00.000Z',
    view: 'term',
    scope: 'this',
    layout: { smile: 0.61 },
    surface: SURFACE,
  });
  expect(after.ghost).toMatchObject({ source: 'kept', slices: before.ghost?.slices });
  b.actions.undo();
  b.actions.undo();
  b.actions.undo();
  expect(b.state().canUndo).toBe(false);
  expect(b.state().decisions.settings.all.weights.spread).toBe(1);
});

test('a page whose own session was not saved in time opens no other one in its place, and says so', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  await a.saved();
  a.kill();
  const b = sessionBench(db);
  await b.sessions.comeBack('never-saved');
  await b.settle();
  expect(b.state().quotes).toBeNull();
  expect(b.status.getState().opening).toBe(false);
  expect(b.status.getState().notice?.text).toMatch(
    /not saved yet when the page was left: open its file again/,
  );
});

test('coming back saves nothing anew, and the next change does', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  await edited(a);
  a.kill();
  const generations = [...db.shelves.generations.keys()];

  const b = sessionBench(db);
  await b.sessions.comeBack();
  await b.saved();
  expect([...db.shelves.generations.keys()]).toEqual(generations);
  b.actions.setWeights({ spread: 0.7 });
  await b.saved();
  expect(db.shelves.generations.size).toBe(generations.length + 1);
});

test('the next snapshot goes on in the same session, another underlying begins one of its own', async () => {
  const db = memoryDatabase();
  const b = sessionBench(db);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const first = b.status.getState().current;
  await b.open('next.json', nextSnapshot());
  await b.saved();
  expect(b.status.getState().current?.id).toBe(first?.id);
  expect(b.status.getState().current?.name).toBe('BTC 2 Aug 2026');
  b.actions.setWeights({ spread: 0.4 });
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  await b.saved();
  await b.sessions.refresh();
  const { list, current } = b.status.getState();
  expect(list?.map(({ underlying }) => underlying).sort()).toEqual(['BTC', 'ETH']);
  expect(current?.id).not.toBe(first?.id);
  await b.sessions.open(first?.id ?? '');
  await b.settle();
  expect(b.state().quotes?.underlying).toBe('BTC');
  expect(b.state().decisions.settings.all.weights.spread).toBe(0.4);
});

test('a board that is left for another keeps what can be undone of it', async () => {
  const b = sessionBench(memoryDatabase());
  await b.open('btc.json', deribitBoard());
  b.actions.setWeights({ spread: 0.3 });
  b.actions.setManual(3, 0);
  await b.saved();
  const { id } = b.status.getState().current!;
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  await b.saved();
  await b.sessions.open(id);
  await b.settle();
  expect(b.state().decisions.settings.manual).not.toEqual({});
  b.actions.undo();
  expect(b.state().decisions.settings).toMatchObject({ manual: {}, all: { weights: { spread: 0.3 } } });
  b.actions.undo();
  expect(b.state().decisions.settings.all.weights.spread).toBe(1);
  expect(b.state().canUndo).toBe(false);
});

test('a session that another page has open is opened as a copy, and both are kept', async () => {
  const db = memoryDatabase();
  const locks = sharedLocks();
  const a = sessionBench(db, locks);
  await a.open('btc.json', deribitBoard());
  await a.saved();
  const id = a.id();
  const b = sessionBench(db, locks);
  await b.sessions.comeBack();
  expect(b.state().quotes).toBeNull();
  expect(b.status.getState().notice).toMatchObject({ offer: { kind: 'copy', id } });
  await b.sessions.open(id);
  b.actions.setWeights({ spread: 0.1 });
  await b.saved();
  a.actions.setWeights({ spread: 0.9 });
  await a.saved();
  await b.sessions.refresh();
  expect(
    b.status
      .getState()
      .list?.map(({ name }) => name)
      .sort(),
  ).toEqual(['BTC 1 Aug 2026', 'BTC 1 Aug 2026, copy']);
});

test('without locks the page that saves second goes on as a copy, and says so', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  await a.saved();
  const b = sessionBench(db);
  await b.sessions.comeBack();
  await b.settle();
  b.actions.setWeights({ spread: 0.1 });
  await b.saved();
  a.actions.setWeights({ spread: 0.9 });
  await a.saved();
  expect(a.status.getState().notice?.text).toMatch(
    /was changed in another tab\. What is here goes on as “.*, copy”/,
  );
  await a.sessions.refresh();
  expect(a.status.getState().list).toHaveLength(2);
  a.kill();
  b.kill();
  const spreads = await Promise.all(
    [a, b].map(async (page) => {
      const c = sessionBench(db);
      await c.sessions.open(page.id());
      await c.settle();
      return c.state().decisions.settings.all.weights.spread;
    }),
  );
  expect(spreads).toEqual([0.9, 0.1]);
});

test('a damaged save gives way to the one before it, and that is said', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  await a.saved();
  a.actions.setWeights({ spread: 0.2 });
  await a.saved();
  a.actions.setWeights({ spread: 0.1 });
  await a.saved();
  a.kill();
  const newest = [...db.shelves.generations.entries()].at(-1);
  const record = newest?.[1] as { text: string };
  record.text = record.text.replace('"spread":0.1', '"spread":0.3');

  const b = sessionBench(db);
  await b.sessions.comeBack();
  await b.settle();
  expect(b.state().decisions.settings.all.weights.spread).toBe(0.2);
  expect(b.status.getState().notice?.text).toMatch(
    /^The newest save of “BTC .*” cannot be read; what is shown was saved/,
  );
});

test('a save of a newer Volbench is refused and stays', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  await a.saved();
  a.kill();
  for (const record of db.shelves.generations.values()) (record as { version: number }).version = 4;
  const b = sessionBench(db);
  await b.sessions.comeBack();
  expect(b.state().quotes).toBeNull();
  expect(b.status.getState().notice?.text).toMatch(/was saved by a newer Volbench/);
  expect(db.shelves.generations.size).toBeGreaterThan(0);
});

test('what cannot be saved is said, can still be exported, and is saved once the store is back', async () => {
  const db = memoryDatabase();
  const b = sessionBench(db);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  db.failing = () => true;
  b.actions.setWeights({ spread: 0.2 });
  await b.saved();
  expect(b.status.getState().save).toMatchObject({ kind: 'failed' });
  expect(b.status.getState().notice).toMatchObject({ tone: 'fail', offer: { kind: 'export' } });
  expect((await b.sessions.fileText())?.text).toContain('"spread":0.2');
  db.failing = null;
  b.clock.advance(2000);
  await b.saved();
  expect(b.status.getState()).toMatchObject({ save: { kind: 'saved' }, notice: null });
});

test('a board that was never saved can still be exported once New has taken it off the screen', async () => {
  const db = memoryDatabase();
  const b = sessionBench(db);
  db.failing = () => true;
  await b.open('btc.json', deribitBoard());
  b.actions.setWeights({ spread: 0.2 });
  await b.saved();
  await b.sessions.begin();
  expect(b.state().quotes).toBeNull();
  const { notice } = b.status.getState();
  expect(notice?.text).toMatch(
    /^“BTC 1 Aug 2026” was not saved: .*\. It can be exported until this line is closed\.$/,
  );
  if (notice?.offer?.kind !== 'lost') throw new Error('nothing is offered');
  const file = await b.sessions.fileText(notice.offer.session);
  expect(file?.name).toBe('BTC 1 Aug 2026');
  expect(file?.text).toContain('"spread":0.2');
  // What is saved after it does not take the offer away.
  db.failing = null;
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  await b.saved();
  expect(b.status.getState()).toMatchObject({ save: { kind: 'saved' }, notice: { offer: { kind: 'lost' } } });
});

test('sessions are renamed, copied, deleted and taken back', async () => {
  const db = memoryDatabase();
  const b = sessionBench(db);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const id = b.id();
  await b.sessions.rename(id, '  Expiry\u202E day\n');
  await b.sessions.duplicate(id);
  const names = () => b.status.getState().list?.map(({ name, deleted }) => [name, deleted !== null]);
  expect(names()?.sort()).toEqual([
    ['Expiry day, copy', false],
    ['Expiry day', false],
  ]);
  await b.sessions.remove(id);
  expect(b.state().quotes).toBeNull();
  expect(names()).toContainEqual(['Expiry day', true]);
  await b.sessions.takeBack(id);
  await b.sessions.open(id);
  await b.settle();
  expect(b.state().quotes?.underlying).toBe('BTC');
  expect(b.status.getState().current?.name).toBe('Expiry day');
});

test('in a drag the mark does not come and go with every save, and speaks as soon as the hand rests', async () => {
  const db = memoryDatabase();
  const b = sessionBench(db);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const said: string[] = [];
  b.status.subscribe(({ save }) => said.push(save.kind));
  const before = [...db.shelves.generations.keys()].at(-1);
  for (let ms = 0; ms < 1500; ms += 60) {
    b.actions.setWeights({ spread: 0.1 + ms / 3000 });
    await b.settle();
    b.clock.advance(60);
    await b.settle();
  }
  expect([...db.shelves.generations.keys()].at(-1)).not.toBe(before);
  expect(new Set(said)).toEqual(new Set(['saving']));
  b.clock.advance(360);
  await expect.poll(() => said.at(-1)).toBe('saved');
});

test('old saves and quotes that nobody needs are taken out of the store', async () => {
  const db = memoryDatabase();
  const b = sessionBench(db);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  await b.open('next.json', nextSnapshot());
  for (let i = 1; i <= 12; i++) {
    b.actions.setWeights({ spread: i / 10 });
    await b.saved();
  }
  expect(db.shelves.generations.size).toBe(5);
  expect(db.shelves.quotes.size).toBe(1);
});
