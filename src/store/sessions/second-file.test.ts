import { expect, test } from 'vitest';
import { nextSnapshot } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { type MemoryDatabase, memoryDatabase } from '#testing/memory-database.ts';
import { type SessionBench, sessionBench, sharedLocks } from '#testing/session-bench.ts';

/** A page with a board and the next snapshot held beside it, saved. */
async function withSecond(db: MemoryDatabase): Promise<SessionBench> {
  const page = sessionBench(db);
  await page.open('btc.json', deribitBoard());
  page.actions.openSecond([new File([nextSnapshot()], 'next.json')]);
  await page.settle();
  await page.saved();
  return page;
}

async function back(db: MemoryDatabase): Promise<SessionBench> {
  const page = sessionBench(db);
  await page.sessions.comeBack();
  await page.settle();
  await page.saved();
  return page;
}

test('a second file is back after the page was killed, with the market made of it', async () => {
  const db = memoryDatabase();
  const a = await withSecond(db);
  const before = a.state();
  a.kill();
  const generations = [...db.shelves.generations.keys()];

  const b = await back(db);
  expect(b.state().second).toEqual(before.second);
  expect(b.state().second).toMatchObject({ phase: 'done', name: 'next.json' });
  expect(b.state().quotes).toEqual(before.quotes);
  expect(b.status.getState().notice).toBeNull();
  expect([...db.shelves.generations.keys()]).toEqual(generations);
});

test('the instant that was given to a second file is back with it', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  const { as_of: _, ...timeless } = JSON.parse(deribitBoard()) as Record<string, unknown>;
  a.actions.openSecond([new File([JSON.stringify(timeless)], 'timeless.json')]);
  await a.settle();
  expect(a.state().second?.phase).toBe('failed');
  a.actions.setSecondAsOf(a.state().market!.asOf!);
  await a.settle();
  await a.saved();
  const { second } = a.state();
  expect(second).toMatchObject({ phase: 'done', asOf: a.state().market?.asOf });
  a.kill();

  const b = await back(db);
  expect(b.state().second).toEqual(second);
});

test('a board that was replaced keeps its forwards by hand: under another settlement, after undo and after a reload', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  const key = a.state().fitted!.result.slices[1]!.key;
  a.actions.setForward(key, 61_234);
  await a.settle();
  await a.open('next.json', nextSnapshot());
  a.actions.compareFormer();
  const forwards = (page: SessionBench) =>
    page.state().second?.market?.books.map(({ forward }) => forward.value);
  const byHand = forwards(a);
  expect(byHand).toContain(61_234);
  a.actions.setSettlementAverage(true);
  await a.settle();
  expect(forwards(a)).toEqual(byHand);
  a.actions.undo();
  await a.settle();
  expect(forwards(a)).toEqual(byHand);
  await a.saved();
  const { second } = a.state();
  const { text } = (await a.sessions.fileText())!;
  // A page that knows no such forwards says that it is newer, not that it is damaged.
  expect(JSON.parse(text).version).toBe(3);
  a.kill();

  expect((await back(db)).state().second).toEqual(second);
  const b = sessionBench(memoryDatabase());
  await b.open('desk.volbench.json', text);
  expect(b.state().second).toEqual(second);
  expect((await b.sessions.fileText())!.text).toBe(text);
});

test('its quotes lie in the store once, cross no more with later saves, and go once no save is about them', async () => {
  const db = memoryDatabase();
  const crossed: (readonly [boolean, boolean | null])[] = [];
  const page = sessionBench(db, sharedLocks(), (save) => (request) => {
    const { quotes, beside } = request;
    crossed.push([typeof quotes !== 'string', beside === null ? null : typeof beside !== 'string']);
    return save(request);
  });
  await page.open('btc.json', deribitBoard());
  await page.saved();
  page.actions.openSecond([new File([nextSnapshot()], 'next.json')]);
  await page.settle();
  await page.saved();
  page.actions.setWeights({ spread: 0.2 });
  await page.saved();
  page.actions.dropSecond();
  await page.saved();
  expect(crossed).toEqual([
    [true, null],
    [false, true],
    [false, false],
    [false, null],
  ]);
  expect(db.shelves.quotes.size).toBe(2);
  for (let i = 1; i <= 5; i++) {
    page.actions.setWeights({ spread: 0.2 + i / 10 });
    await page.saved();
  }
  expect(db.shelves.quotes.size).toBe(1);
  expect((await back(db)).state().second).toBeNull();
});

test('a session takes its own second file along when another board is opened, and no session that of another', async () => {
  const db = memoryDatabase();
  const page = await withSecond(db);
  const first = page.id();
  const held = page.state().second;
  await page.open('eth.json', deribitBoard({ coin: 'ETH' }));
  await page.saved();
  expect(page.state().second).toBeNull();
  const other = page.id();
  await page.sessions.open(first);
  await page.settle();
  await page.saved();
  expect(page.state().second).toEqual(held);
  await page.sessions.open(other);
  await page.settle();
  expect(page.state().second).toBeNull();

  await page.sessions.openCopy(first);
  await page.settle();
  expect(page.id()).not.toBe(first);
  expect(page.state().second).toEqual(held);
});

test('a session file takes it along to the last byte, and one without it is of the version before', async () => {
  const a = await withSecond(memoryDatabase());
  const { text } = (await a.sessions.fileText())!;
  expect(JSON.parse(text)).toMatchObject({ version: 2, second: { name: 'next.json', asOf: null } });
  const b = sessionBench(memoryDatabase());
  await b.open('desk.volbench.json', text);
  expect(b.state().second).toEqual(a.state().second);
  expect((await b.sessions.fileText())?.text).toBe(text);

  b.actions.dropSecond();
  const without = JSON.parse((await b.sessions.fileText())!.text);
  expect(without.version).toBe(1);
  expect(Object.keys(without)).not.toEqual(expect.arrayContaining(['second']));
  expect(Object.keys(without)).not.toEqual(expect.arrayContaining(['beside']));
});

test('where its quotes are damaged the board is back without it, and that is said', async () => {
  const db = memoryDatabase();
  const a = await withSecond(db);
  a.kill();
  const beside = [...db.shelves.generations.values()].at(-1) as { readonly beside: string };
  db.shelves.quotes.delete(JSON.stringify(beside.beside));

  const b = await back(db);
  expect(b.state().quotes).toEqual(a.state().quotes);
  expect(b.state().second).toBeNull();
  expect(b.said()).toContain('next.json, held beside it, cannot be read any more: drop it again.');
});

test('sessions that were saved before there were second files open as ever', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  await a.saved();
  const id = a.id();
  a.kill();
  for (const save of db.shelves.generations.values()) delete (save as { beside?: unknown }).beside;
  for (const record of db.shelves.sessions.values() as Iterable<Record<string, unknown>>) {
    record['pending'] = null;
    for (const save of record['good'] as { beside?: unknown }[]) delete save.beside;
  }

  const b = await back(db);
  expect(b.id()).toBe(id);
  expect(b.state().quotes).toEqual(a.state().quotes);
  b.actions.setWeights({ spread: 0.4 });
  await b.saved();
  expect(b.status.getState().save.kind).toBe('saved');
});
