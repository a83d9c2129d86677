import { expect, test, vi } from 'vitest';
import { nextSnapshot } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { memoryDatabase } from '#testing/memory-database.ts';
import { sessionBench, sharedLocks } from '#testing/session-bench.ts';
import type { SessionDatabase } from './database.ts';
import type { SaveRequest } from './save-request.ts';
import { type AskToSave, SaveCutShort } from './saver.ts';

/** Notes whether quotes crossed with each save. */
function watched() {
  const crossed: boolean[] = [];
  const requests: SaveRequest[] = [];
  const through =
    (save: AskToSave): AskToSave =>
    (request) => {
      crossed.push(typeof request.quotes !== 'string');
      requests.push(request);
      return save(request);
    };
  return { crossed, requests, through };
}

async function back(db: SessionDatabase, id: string): Promise<number> {
  const page = sessionBench(db);
  await page.sessions.open(id);
  await page.settle();
  return page.state().decisions.settings.all.weights.spread;
}

test('quotes cross with the first save that is about them, and no more', async () => {
  const { crossed, through } = watched();
  const b = sessionBench(memoryDatabase(), sharedLocks(), through);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  for (const spread of [0.2, 0.3]) {
    b.actions.setWeights({ spread });
    await b.saved();
  }
  await b.open('next.json', nextSnapshot());
  await b.saved();
  b.actions.setWeights({ spread: 0.4 });
  await b.saved();
  expect(crossed).toEqual([true, false, false, true, false]);
});

test('a board that came back is saved without its quotes', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  await a.saved();
  a.kill();
  const { crossed, through } = watched();
  const b = sessionBench(db, sharedLocks(), through);
  await b.sessions.comeBack();
  await b.settle();
  b.actions.setWeights({ spread: 0.2 });
  await b.saved();
  expect(crossed).toEqual([false]);
});

test('quotes that the browser has cleared are saved anew', async () => {
  const db = memoryDatabase();
  const { crossed, through } = watched();
  const b = sessionBench(db, sharedLocks(), through);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  for (const shelf of Object.values(db.shelves)) shelf.clear();
  b.actions.setWeights({ spread: 0.2 });
  await b.saved();
  expect(crossed).toEqual([true, false, false, true]);
  expect(b.status.getState().save.kind).toBe('saved');
  expect(await back(db, b.id())).toBe(0.2);
});

test('however long a session is edited, a save names no more than the saves that are kept', async () => {
  const { requests, through } = watched();
  const b = sessionBench(memoryDatabase(), sharedLocks(), through);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  for (let n = 1; n <= 9; n++) {
    b.actions.setWeights({ spread: n / 10 });
    await b.saved();
  }
  expect(requests.at(-1)?.known).toEqual([5, 6, 7, 8, 9]);
});

test('a save that was done though its answer was lost is no other tab’s: nothing is copied, nothing said', async () => {
  const db = memoryDatabase();
  let lost = 0;
  const b = sessionBench(db, sharedLocks(), (save) => async (request) => {
    const reply = await save(request);
    if (lost-- > 0) throw new SaveCutShort('it died');
    return reply;
  });
  // The first save of all, then one amid others, then both tries of one.
  for (const [spread, times] of [
    [0.2, 1],
    [0.3, 1],
    [0.4, 2],
    [0.5, 0],
  ] as const) {
    lost = times;
    if (spread === 0.2) await b.open('btc.json', deribitBoard());
    b.actions.setWeights({ spread });
    await b.saved();
    b.clock.advance(2000);
    await b.saved();
    expect(b.status.getState()).toMatchObject({ save: { kind: 'saved' }, notice: null });
  }
  await b.sessions.refresh();
  expect(b.status.getState().list).toHaveLength(1);
  expect(await back(db, b.id())).toBe(0.5);
});

/** A page whose saves are answered when the test says so, each asked for at once. */
function slow(db: SessionDatabase, locks = sharedLocks()) {
  let gate: Promise<void> | null = null;
  let open = (): void => undefined;
  const { requests, through } = watched();
  const b = sessionBench(db, locks, (save) =>
    through(async (request) => {
      const reply = save(request);
      await gate;
      return reply;
    }),
  );
  const hold = (): void => {
    gate = new Promise((resolve) => {
      open = resolve;
    });
  };
  return {
    b,
    requests,
    hold,
    release: () => {
      gate = null;
      open();
    },
    /** The next save of an edit is under way. */
    async saving(spread: number) {
      const before = requests.length;
      hold();
      b.actions.setWeights({ spread });
      await b.settle();
      b.clock.advance(1000);
      await vi.waitFor(() => expect(requests).toHaveLength(before + 1));
    },
  };
}

test('an edit that follows one whose save is under way is sent before the answer when the page is left', async () => {
  const db = memoryDatabase();
  const { b, requests, release, saving } = slow(db);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  await saving(0.2);
  b.actions.setWeights({ spread: 0.3 });
  const before = requests.length;
  const flushed = b.sessions.flush();
  await b.settle();
  expect(requests).toHaveLength(before + 1);
  await vi.waitFor(async () => expect(await back(db, b.id())).toBe(0.3), 5000);
  expect(b.status.getState().save.kind).toBe('saving');
  release();
  await flushed;
  await b.saved();
  expect(b.status.getState()).toMatchObject({ save: { kind: 'saved' }, notice: null });
  await b.sessions.refresh();
  expect(b.status.getState().list).toHaveLength(1);
});

test('what was taken back while a save is under way is saved as it is then', async () => {
  const db = memoryDatabase();
  const { b, release, saving } = slow(db);
  await b.open('btc.json', deribitBoard());
  b.actions.setWeights({ spread: 0.4 });
  await b.saved();
  await saving(0.2);
  b.actions.undo();
  const flushed = b.sessions.flush();
  await vi.waitFor(async () => expect(await back(db, b.id())).toBe(0.4), 5000);
  release();
  await flushed;
});

test('the last edit is kept where another board comes while the save before it is under way', async () => {
  const db = memoryDatabase();
  const { b, release, saving } = slow(db);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const id = b.id();
  await saving(0.2);
  b.actions.setWeights({ spread: 0.3 });
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  release();
  await b.saved();
  expect(b.status.getState().notice).toBeNull();
  expect(await back(db, id)).toBe(0.3);
});

test('without locks the last edit of a board that is left for another is not lost unsaid', async () => {
  const db = memoryDatabase();
  const a = sessionBench(db);
  await a.open('btc.json', deribitBoard());
  await a.saved();
  const other = sessionBench(db);
  await other.sessions.open(a.id());
  await other.settle();
  other.actions.setWeights({ spread: 0.1 });
  await other.saved();
  a.actions.setWeights({ spread: 0.9 });
  await a.open('eth.json', deribitBoard({ coin: 'ETH' }));
  await a.settle();
  expect(a.status.getState().notice?.text).toMatch(/^The last change of “BTC 1 Aug 2026” was not saved/);
  expect(await back(db, other.id())).toBe(0.1);
});

test('of two saves that both lose to another tab one copy is made', async () => {
  const db = memoryDatabase();
  const { b, release, saving } = slow(db);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const id = b.id();
  const other = sessionBench(db);
  await other.sessions.open(id);
  await other.settle();
  other.actions.setWeights({ spread: 0.1 });
  await other.saved();
  await saving(0.2);
  b.actions.setWeights({ spread: 0.3 });
  const flushed = b.sessions.flush();
  await b.settle();
  release();
  await flushed;
  await b.saved();
  await b.sessions.refresh();
  expect(b.status.getState()).toMatchObject({ save: { kind: 'saved' } });
  expect(b.status.getState().list).toHaveLength(2);
  expect([await back(db, id), await back(db, b.id())]).toEqual([0.1, 0.3]);
});

test('of two saves under a worker that dies the newer one alone is made again', async () => {
  const db = memoryDatabase();
  let dying: SaveRequest[] | null = null;
  let die = (): void => undefined;
  const b = sessionBench(db, sharedLocks(), (save) => (request) => {
    if (dying === null) return save(request);
    dying.push(request);
    const before = die;
    return new Promise((_, reject) => {
      die = () => {
        before();
        reject(new SaveCutShort('it died'));
      };
    });
  });
  await b.open('btc.json', deribitBoard());
  await b.saved();
  dying = [];
  b.actions.setWeights({ spread: 0.2 });
  await b.settle();
  b.clock.advance(1000);
  b.actions.setWeights({ spread: 0.3 });
  const flushed = b.sessions.flush();
  await b.settle();
  expect(dying).toHaveLength(2);
  dying = null;
  const generations = db.shelves.generations.size;
  die();
  await flushed;
  expect(db.shelves.generations.size).toBe(generations + 1);
  await b.saved();
  expect(b.status.getState()).toMatchObject({ save: { kind: 'saved' }, notice: null });
  expect(await back(db, b.id())).toBe(0.3);
});

test('a save whose answer was lost is named until the next one is heard of', async () => {
  const { requests, through } = watched();
  let isLost = false;
  const b = sessionBench(memoryDatabase(), sharedLocks(), (save) =>
    through(async (request) => {
      const reply = await save(request);
      if (isLost) throw new SaveCutShort('it died');
      return reply;
    }),
  );
  await b.open('btc.json', deribitBoard());
  await b.saved();
  const named: number[] = [];
  for (const spread of [0.2, 0.3, 0.4]) {
    isLost = spread === 0.2;
    b.actions.setWeights({ spread });
    await b.saved();
    named.push(requests.at(-1)?.unanswered.length ?? 0);
  }
  expect(named).toEqual([1, 2, 0]);
});

test('after a lost answer the save of another tab is still never overwritten', async () => {
  const db = memoryDatabase();
  let isLost = false;
  const a = sessionBench(db, sharedLocks(), (save) => (request) => {
    if (isLost) throw new SaveCutShort('it died');
    return save(request);
  });
  await a.open('btc.json', deribitBoard());
  await a.saved();
  isLost = true;
  a.actions.setWeights({ spread: 0.9 });
  await a.saved();
  const other = sessionBench(db);
  await other.sessions.open(a.id());
  await other.settle();
  other.actions.setWeights({ spread: 0.1 });
  await other.saved();
  isLost = false;
  a.clock.advance(2000);
  await a.saved();
  expect(a.status.getState().notice?.text).toMatch(/was changed in another tab/);
  expect(await back(db, a.id())).toBe(0.9);
  expect(await back(db, other.id())).toBe(0.1);
});

test('a save counts only if it is read as it was written, and the one before stays', async () => {
  const db = memoryDatabase();
  let isDamaging = false;
  const failing: SessionDatabase = {
    ...db,
    async write(work) {
      const value = await db.write(work);
      const newest = [...db.shelves.generations.values()].at(-1) as { text: string } | undefined;
      if (isDamaging && newest !== undefined)
        newest.text = newest.text.replace('"spread":0.3', '"spread":0.8');
      return value;
    },
  };
  const b = sessionBench(failing);
  await b.open('btc.json', deribitBoard());
  b.actions.setWeights({ spread: 0.2 });
  await b.saved();
  isDamaging = true;
  b.actions.setWeights({ spread: 0.3 });
  await b.saved();
  const { save } = b.status.getState();
  expect(save).toMatchObject({ kind: 'failed', why: expect.stringContaining('what was read back is not') });
  expect(await back(db, b.id())).toBe(0.2);
  isDamaging = false;
  b.clock.advance(2000);
  await b.saved();
  expect(await back(db, b.id())).toBe(0.3);
});

test('quotes that are read otherwise than they were written are not taken for the right ones', async () => {
  const db = memoryDatabase();
  let isDamaging = true;
  const failing: SessionDatabase = {
    ...db,
    async write(work) {
      const value = await db.write(work);
      for (const set of db.shelves.quotes.values()) {
        const { bid } = (set as { packed: { columns: { bid: Float64Array } } }).packed.columns;
        if (isDamaging) bid[0] = (bid[0] ?? 0) + 1;
      }
      return value;
    },
  };
  const b = sessionBench(failing);
  await b.open('btc.json', deribitBoard());
  await b.saved();
  expect(b.status.getState().save.kind).toBe('failed');
  expect(db.shelves.quotes.size).toBe(0);
  isDamaging = false;
  b.clock.advance(2000);
  await b.saved();
  expect(b.status.getState().save.kind).toBe('saved');
  expect(await back(db, b.id())).toBe(1);
});

test('a transaction that is done a second time, its end unheard, leaves the save it made', async () => {
  const db = memoryDatabase();
  const twice: SessionDatabase = {
    ...db,
    async write(work) {
      await db.write(work);
      return db.write(work);
    },
  };
  const b = sessionBench(twice);
  await b.open('btc.json', deribitBoard());
  b.actions.setWeights({ spread: 0.2 });
  await b.saved();
  expect(b.status.getState()).toMatchObject({ save: { kind: 'saved' }, notice: null });
  expect(await back(db, b.id())).toBe(0.2);
});
