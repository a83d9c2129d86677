import { expect, test } from 'vitest';
import type { FeedLook } from '#store/live/feed-look.ts';
import { nextSnapshot } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { memoryDatabase } from '#testing/memory-database.ts';
import { sessionBench } from '#testing/session-bench.ts';

const LOOK: FeedLook = {
  mode: 'live',
  freshness: 'fresh',
  isConnecting: false,
  isOver: false,
  word: 'Live',
  rest: '',
  spoken: 'Live',
  frozen: false,
  expiries: {},
  filtered: {},
};

test('a live market alone is saved once a minute, what the hand decides at once, and all of it when it is frozen or left', async () => {
  const b = sessionBench(memoryDatabase());
  await b.open('a.json', deribitBoard());
  await b.saved();
  const savedAt = () => {
    const { save } = b.status.getState();
    return save.kind === 'saved' ? save.at : null;
  };
  const settle = async () => {
    await b.settle();
    for (let i = 0; i < 50; i++) await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const { feed } = b.workbench;
  const first = b.state().quotes;
  if (first === null) throw new Error('no quotes');
  const other = sessionBench(memoryDatabase());
  await other.open('b.json', nextSnapshot());
  const second = other.state().quotes;
  if (second === null) throw new Error('no quotes');

  feed.show({ feed: LOOK });
  const before = savedAt();
  feed.snapshot(second, false);
  await settle();
  expect(b.state().quotes).toBe(second);
  b.clock.advance(30_000);
  await settle();
  expect(savedAt()).toBe(null);
  b.clock.advance(30_001);
  await expect.poll(savedAt).toBeGreaterThan(before ?? 0);

  b.actions.setWeights({ spread: 0.4 });
  await settle();
  b.clock.advance(361);
  await expect.poll(savedAt).not.toBe(null);
  const byHand = savedAt();

  feed.snapshot(first, false);
  await settle();
  expect(savedAt()).toBe(null);
  feed.show({ feed: { ...LOOK, frozen: true } });
  await expect.poll(savedAt).toBeGreaterThan(byHand ?? 0);
});
