/** Sessions and files that are opened while others are on their way: what was asked for last comes. */
import { expect, test } from 'vitest';
import { nextSnapshot } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { memoryDatabase } from '#testing/memory-database.ts';
import { type SessionBench, sessionBench, sharedLocks } from '#testing/session-bench.ts';

/** A page that comes back to a session that another one has left, and `meanwhile` while it is held and not read yet. */
async function comingBack(meanwhile: (b: SessionBench) => void | Promise<void>) {
  const db = memoryDatabase();
  const locks = sharedLocks();
  const a = sessionBench(db, locks);
  await a.open('btc.json', deribitBoard());
  await a.saved();
  const id = a.id();
  a.kill();

  const page = {};
  const held = async () => (await locks.of(page).taken()).has(id);
  let isDone = false;
  const b = sessionBench(
    {
      ...db,
      async read(work) {
        const found = await db.read(work);
        if (!isDone && (await held())) {
          isDone = true;
          await meanwhile(b);
        }
        return found;
      },
    },
    locks,
  );
  await b.sessions.comeBack();
  b.service.release();
  await b.settle();
  await b.saved();
  expect(isDone).toBe(true);
  expect(b.status.getState().opening).toBe(false);
  return { b, id, isHeld: await held() };
}

const next = () => new File([nextSnapshot()], 'next.json');
const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

test('a file that is dropped while the last session is read stays, and the session waits in the list', async () => {
  const { b, id, isHeld } = await comingBack((page) => page.actions.openFiles([next()]));
  expect(b.state().quotes!.asOf).toBe(Date.UTC(2026, 7, 2, 9));
  expect(b.id()).not.toBe(id);
  expect(isHeld).toBe(false);
});

test('a file that is read, and is fitted when the last session would come, stays too', async () => {
  const { b, id } = await comingBack(async (page) => {
    page.service.hold('calibrate');
    page.actions.openFiles([next()]);
    while (page.state().loading !== null) await moment();
    expect(page.state().quotes).toBeNull();
  });
  expect(b.state().quotes!.asOf).toBe(Date.UTC(2026, 7, 2, 9));
  expect(b.id()).not.toBe(id);
});

test('the answer to a file that could not be opened is not taken away by the last session', async () => {
  const { b, isHeld } = await comingBack(async (page) => {
    await page.open('page.html', '<!doctype html><title>Options</title>');
  });
  expect(b.state().openError?.message).toMatch(/^page\.html /);
  expect(b.state().quotes).toBeNull();
  expect(isHeld).toBe(false);
});

test('a session that is opened by hand while a file is read goes on as the one it is', async () => {
  const b = sessionBench(memoryDatabase());
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const id = b.id();
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  await b.saved();
  b.service.hold('read');
  b.actions.openFiles([next()]);
  await moment();
  await b.sessions.open(id);
  b.service.release();
  await b.settle();
  await b.saved();
  expect(b.id()).toBe(id);
  expect(b.state().quotes?.asOf).not.toBe(Date.UTC(2026, 7, 2, 9));
  await b.sessions.refresh();
  expect(b.status.getState().list).toHaveLength(2);
});

test('of two sessions the one that was asked for last comes, though the other takes longer to be read', async () => {
  const db = memoryDatabase();
  const locks = sharedLocks();
  let isSlow = false;
  const b = sessionBench(
    {
      ...db,
      async read(work) {
        const found = await db.read(work);
        if (isSlow) {
          isSlow = false;
          await moment();
        }
        return found;
      },
    },
    locks,
  );
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const first = b.id();
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  await b.saved();
  const second = b.id();
  await b.sessions.begin();
  isSlow = true;
  await Promise.all([b.sessions.open(first), b.sessions.open(second)]);
  await b.settle();
  expect(b.id()).toBe(second);
  expect(b.state().quotes?.underlying).toBe('ETH');
  expect(await locks.of({}).taken()).toEqual(new Set([second]));
});

test('a session that is asked for twice is opened once, and no copy is made of it', async () => {
  const b = sessionBench(memoryDatabase());
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const id = b.id();
  await b.sessions.begin();
  await Promise.all([b.sessions.open(id), b.sessions.open(id)]);
  await b.settle();
  await b.sessions.refresh();
  expect(b.id()).toBe(id);
  expect(b.status.getState().list).toHaveLength(1);
});

test('a file that is dropped while a session opened by hand is read comes in its place', async () => {
  const db = memoryDatabase();
  let dropped: File[] = [];
  const b = sessionBench({
    ...db,
    async read(work) {
      const found = await db.read(work);
      b.actions.openFiles(dropped.splice(0));
      return found;
    },
  });
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const id = b.id();
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  await b.saved();
  dropped = [next()];
  await b.sessions.open(id);
  await b.settle();
  expect(b.state().quotes?.asOf).toBe(Date.UTC(2026, 7, 2, 9));
  expect(b.id()).not.toBe(id);
  await b.sessions.open(id);
  await b.settle();
  expect(b.id()).toBe(id);
});

/** A page with two sessions: that of ETH lies in the store, that of BTC is open. */
async function withTwo() {
  const locks = sharedLocks();
  const b = sessionBench(memoryDatabase(), locks);
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  await b.saved();
  const eth = b.id();
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const spread = () => b.state().decisions.settings.all.weights.spread;
  return { b, locks, eth, btc: b.id(), spread };
}

test('what is edited while another session is fitted stays with the board it was done to', async () => {
  const { b, eth, btc, spread } = await withTwo();
  b.service.hold('calibrate');
  await b.sessions.open(eth);
  b.actions.setWeights({ spread: 0.25 });
  b.actions.setWeights({ spread: 0.5 });
  expect([b.id(), b.state().quotes?.underlying]).toEqual([btc, 'BTC']);
  b.service.release();
  await b.saved();
  expect([b.id(), b.state().quotes?.underlying, spread()]).toEqual([eth, 'ETH', 1]);
  await b.sessions.open(btc);
  await expect.poll(() => [b.id(), spread()]).toEqual([btc, 0.5]);
  b.actions.undo();
  expect(spread()).toBe(0.25);
});

test('where another session is called off before it is there, the open one goes on being saved', async () => {
  const { b, locks, eth, btc, spread } = await withTwo();
  b.service.hold('calibrate');
  await b.sessions.open(eth);
  b.actions.cancel();
  b.service.release();
  b.actions.setWeights({ spread: 0.5 });
  await b.saved();
  expect(b.id()).toBe(btc);
  expect(await locks.of({}).taken()).toEqual(new Set([btc]));
  await b.sessions.begin();
  await b.sessions.open(btc);
  await b.saved();
  expect(spread()).toBe(0.5);
});

test('the session on the screen, asked for while another is on its way, stays', async () => {
  const { b, locks, eth, btc } = await withTwo();
  b.service.hold('calibrate');
  await b.sessions.open(eth);
  await b.sessions.open(eth);
  await b.sessions.open(btc);
  b.service.release();
  await b.saved();
  expect([b.id(), b.state().quotes?.underlying]).toEqual([btc, 'BTC']);
  expect(await locks.of({}).taken()).toEqual(new Set([btc]));
  await b.sessions.refresh();
  expect(b.status.getState().list).toHaveLength(2);
});

test('a session file that is taken while another session is fitted holds the board that is shown, under its name', async () => {
  const { b, eth } = await withTwo();
  const name = b.status.getState().current?.name;
  b.service.hold('calibrate');
  await b.sessions.open(eth);
  const file = await b.sessions.fileText();
  expect(file?.name).toBe(name);
  expect(file?.text).toContain('BTC-28AUG26');
  b.service.release();
});

test('a file that is dropped a moment after New is opened, and what was changed a moment before it is saved', async () => {
  const { b, btc, spread } = await withTwo();
  b.actions.setWeights({ spread: 0.5 });
  const begun = b.sessions.begin();
  b.actions.openFiles([next()]);
  await begun;
  await b.saved();
  expect(b.state().quotes?.asOf).toBe(Date.UTC(2026, 7, 2, 9));
  expect(b.id()).not.toBe(btc);
  expect(spread()).toBe(1);
  await b.sessions.open(btc);
  await b.saved();
  expect(spread()).toBe(0.5);
});

test('a session that is read when New is asked for does not come', async () => {
  const { b, locks, eth } = await withTwo();
  await Promise.all([b.sessions.open(eth), b.sessions.begin()]);
  await b.saved();
  expect(b.state().quotes).toBeNull();
  expect(await locks.of({}).taken()).toEqual(new Set());
});
