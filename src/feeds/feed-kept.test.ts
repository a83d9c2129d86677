import { expect, test } from 'vitest';
import { DeribitFeed } from './deribit-feed.ts';
import type { FeedKept } from './feed-kept.ts';

const START = Date.UTC(2026, 7, 1, 17);
const CALL = 'BTC-7AUG26-60000-C';
const PLAN = { currency: 'BTC', base: null, books: [Date.UTC(2026, 7, 7, 8)], depth: 0 } as const;

function begun(): DeribitFeed {
  const feed = new DeribitFeed(PLAN, () => 0.5);
  feed.start(START);
  feed.opened(START);
  const sent = feed
    .takeEffects()
    .flatMap((effect) =>
      effect.kind === 'send' ? [JSON.parse(effect.text) as { id: number; method: string }] : [],
    );
  for (const { id, method } of sent) {
    const result = method === 'public/get_instruments' ? [{ instrument_name: CALL }] : [];
    feed.message(
      JSON.stringify({ jsonrpc: '2.0', id, result, usIn: 1000 * (START + 20), usOut: 1000 * (START + 20) }),
      START + 40,
    );
  }
  return feed;
}

const messages = (feed: DeribitFeed): unknown[] => {
  const book = (type: string, change_id: number, prev_change_id: number, at: number): string =>
    JSON.stringify({
      jsonrpc: '2.0',
      method: 'subscription',
      params: {
        channel: `book.${CALL}.100ms`,
        data: { type, instrument_name: CALL, timestamp: at, change_id, prev_change_id, bids: [], asks: [] },
      },
    });
  const out: unknown[] = [];
  for (const [type, change, before, at] of [
    ['change', 11, 10, 100],
    ['change', 13, 12, 200],
    ['snapshot', 20, 19, 300],
  ] as const) {
    feed.message(book(type, change, before, START + at), START + at);
    feed.tick(START + at);
    out.push(feed.takeEvents(), feed.takeEffects(), feed.status(START + at));
  }
  feed.tick(START + 9000);
  out.push(feed.takeEffects(), feed.status(START + 9000));
  return out;
};

test('a feed that goes on from where another stood, written and read, does and tells what that other does', () => {
  const feed = begun();
  feed.message(
    `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.${CALL}.100ms","data":{"type":"snapshot","instrument_name":"${CALL}","timestamp":${START},"change_id":10,"bids":[],"asks":[]}}}`,
    START + 50,
  );
  feed.takeEvents();
  feed.takeEffects();
  const second = new DeribitFeed(PLAN, () => 0.5);
  second.resume(JSON.parse(JSON.stringify(feed.keep())) as FeedKept);
  expect(second.keep()).toEqual(feed.keep());
  expect(second.status(START + 60)).toEqual(feed.status(START + 60));
  expect(messages(second)).toEqual(messages(feed));
});
