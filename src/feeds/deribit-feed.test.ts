import { expect, test } from 'vitest';
import { chainChannels } from './channel-plan.ts';
import { DeribitFeed } from './deribit-feed.ts';
import type { FeedEffect, FeedEvent } from './feed-events.ts';
import type { FeedKept } from './feed-kept.ts';

const EXPIRY = Date.UTC(2026, 7, 7, 8);
const CALL = 'BTC-7AUG26-60000-C';
const PUT = 'BTC-7AUG26-60000-P';
const START = 1_000_000;

interface Sent {
  readonly id: number;
  readonly method: string;
  readonly params: Record<string, unknown>;
}

function begun(books: readonly number[] = []) {
  const feed = new DeribitFeed({ currency: 'BTC', base: null, books, depth: 0 }, () => 0.5);
  feed.start(START);
  expect(feed.takeEffects()).toEqual([{ kind: 'connect' }]);
  feed.opened(START);
  return feed;
}

const sent = (effects: readonly FeedEffect[]): readonly Sent[] =>
  effects.flatMap((effect) => (effect.kind === 'send' ? [JSON.parse(effect.text) as Sent] : []));
const reply = (id: number, result: unknown, at = START): string =>
  JSON.stringify({ jsonrpc: '2.0', id, result, usIn: 1000 * at, usOut: 1000 * at });
const told = (channel: string, content: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data: content } });

function streaming(names: readonly string[] = [CALL, PUT], books: readonly number[] = []) {
  const feed = begun(books);
  const requests = sent(feed.takeEffects());
  const idOf = (method: string): number => requests.find((request) => request.method === method)!.id;
  feed.message(reply(idOf('public/get_time'), 0), START);
  const chain = requests.find(({ method }) => method === 'public/subscribe')!;
  feed.message(reply(chain.id, chain.params['channels']), START);
  const list = names.map((instrument_name) => ({ instrument_name }));
  feed.message(reply(idOf('public/get_instruments'), list), START);
  return feed;
}

/** What is asked for of the instruments, when its time has come. */
function subscribing(feed: DeribitFeed): Sent {
  feed.tick(START + 400);
  return sent(feed.takeEffects()).find(({ method }) => method === 'public/subscribe')!;
}

test('the greeting asks for heartbeats, the clock, what concerns the whole chain, the instruments and a summary of the whole chain', () => {
  const requests = sent(begun().takeEffects());
  expect(requests.map(({ method }) => method)).toEqual([
    'public/set_heartbeat',
    'public/get_time',
    'public/subscribe',
    'public/get_instruments',
    'public/get_book_summary_by_currency',
    'public/get_book_summary_by_currency',
  ]);
  expect(requests[0]!.params).toEqual({ interval: 10 });
  // Trades are followed before the summary is made: none falls between the two.
  expect(requests[2]!.params['channels']).toEqual([
    'markprice.options.btc_usd',
    'deribit_price_index.btc_usd',
    'trades.option.BTC.100ms',
    'instrument.state.option.BTC',
    'platform_state',
  ]);
  expect(requests[3]!.params).toEqual({ currency: 'BTC', kind: 'option', expired: false });
});

test('channels are asked for a hundred at a time, no faster than the venue takes them', () => {
  const names = Array.from({ length: 250 }, (_, i) => `BTC-7AUG26-${1000 + i}-C`);
  const feed = streaming(names);
  const batches: { readonly at: number; readonly channels: readonly string[] }[] = [];
  for (let now = START; now < START + 3000; now += 50) {
    feed.tick(now);
    for (const { id, method, params } of sent(feed.takeEffects())) {
      if (method !== 'public/subscribe') continue;
      const channels = params['channels'] as readonly string[];
      batches.push({ at: now, channels });
      feed.message(reply(id, channels), now);
    }
  }
  expect(batches.map(({ channels }) => channels.length)).toEqual([100, 100, 50]);
  expect(new Set(batches.flatMap(({ channels }) => channels)).size).toBe(250);
  batches.slice(1).forEach(({ at }, i) => {
    expect(at - batches[i]!.at).toBeGreaterThanOrEqual(1000 / 3.3);
  });
  expect(feed.status(START).channels).toBe(255);
});

test('a test request is answered at once', () => {
  const feed = streaming();
  feed.takeEffects();
  feed.message('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}', START);
  expect(feed.takeEffects()).toEqual([]);
  feed.message('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}', START);
  expect(sent(feed.takeEffects()).map(({ method }) => method)).toEqual(['public/test']);
});

test('a change that does not follow on the last makes its book unknown, and takes its channel up again', () => {
  const feed = streaming([CALL], [EXPIRY]);
  const channel = `book.${CALL}.100ms`;
  const { id, params } = subscribing(feed);
  expect(params['channels']).toContain(channel);
  feed.message(reply(id, params['channels']), START);
  const step = (type: string, change_id: number, prev_change_id?: number): string =>
    told(channel, {
      type,
      instrument_name: CALL,
      timestamp: START,
      change_id,
      prev_change_id,
      bids: [],
      asks: [],
    });
  feed.message(step('snapshot', 10), START);
  feed.message(step('change', 11, 10), START);
  expect(feed.takeEvents().filter(({ kind }) => kind === 'notification')).toHaveLength(2);
  feed.message(step('change', 13, 12), START);
  expect(feed.takeEvents()).toEqual([{ kind: 'gap', instruments: [CALL] }] satisfies FeedEvent[]);
  feed.message(step('change', 14, 13), START);
  expect(feed.takeEvents()).toEqual([]);
  feed.tick(START + 800);
  expect(sent(feed.takeEffects()).map(({ method, params: { channels } }) => [method, channels])).toEqual([
    ['public/unsubscribe', [channel]],
    ['public/subscribe', [channel]],
  ]);
  expect(feed.status(START).gaps).toBe(1);
});

test('silence is asked into, then taken for a dead connection, and it is tried again five seconds after the last try', () => {
  const feed = streaming();
  feed.takeEffects();
  feed.tick(START + 2100);
  expect(sent(feed.takeEffects()).some(({ method }) => method === 'public/test')).toBe(true);
  feed.tick(START + 5100);
  expect(feed.takeEffects().map(({ kind }) => kind)).toEqual(['disconnect']);
  expect(feed.status(START + 5100).phase).toBe('waiting');
  for (let now = START + 5100; now < START + 7000 && feed.status(now).phase === 'waiting'; now += 100)
    feed.tick(now);
  expect(feed.takeEffects()).toEqual([{ kind: 'connect' }]);
});

test('a venue that never answers is given up after a minute of tries at most each, and asked again only by hand', () => {
  const feed = new DeribitFeed({ currency: 'ETH', base: null, books: [], depth: 0 }, () => 0.5);
  feed.start(START);
  let [now, tries] = [START, 0];
  for (; now < START + 20 * 60_000 && feed.status(now).phase !== 'given-up'; now += 250) {
    feed.tick(now);
    for (const { kind } of feed.takeEffects()) {
      if (kind !== 'connect') continue;
      tries++;
      feed.closed(now);
    }
  }
  expect(tries).toBe(12);
  expect(feed.status(now)).toMatchObject({ phase: 'given-up', freshness: 'offline' });
  expect(feed.takeEvents().at(-1)).toMatchObject({ kind: 'notice' });
  feed.start(now);
  expect(feed.takeEffects()).toEqual([{ kind: 'connect' }]);
});

test('freshness goes by the newest timestamp of the venue on the venue’s clock, and nothing is fresh before that is known', () => {
  const feed = begun();
  const ahead = 5000;
  const requests = sent(feed.takeEffects());
  const idOf = (method: string): number => requests.find((request) => request.method === method)!.id;
  feed.message(reply(idOf('public/get_instruments'), [{ instrument_name: CALL }]), START);
  feed.message(told(`quote.${CALL}`, { instrument_name: CALL, timestamp: START + ahead }), START);
  expect(feed.status(START).freshness).toBe('stale');
  feed.message(reply(idOf('public/get_time'), 0, START + ahead + 20), START + 40);
  expect(feed.status(START + 40).clock).toEqual({ offset: ahead, error: 20 });
  expect(feed.status(START + 40).freshness).toBe('fresh');
  expect(feed.status(START + 2480).freshness).toBe('fresh');
  expect(feed.status(START + 2481).freshness).toBe('late');
  expect(feed.status(START + 10_000).freshness).toBe('stale');
  feed.clockSet(START + 41);
  expect(feed.status(START + 41).freshness).toBe('stale');
});

test('instruments that are listed or settle while connected are followed and left', () => {
  const feed = streaming([CALL]);
  feed.takeEvents();
  feed.takeEffects();
  const state = (instrument_name: string, word: string): string =>
    told('instrument.state.option.BTC', { instrument_name, state: word, timestamp: START });
  feed.message(state(PUT, 'created'), START);
  feed.message(state('ETH-7AUG26-3000-C', 'created'), START);
  feed.message(state(CALL, 'settled'), START);
  expect(feed.takeEvents()).toEqual([
    { kind: 'instruments', listed: [PUT], gone: [] },
    { kind: 'instruments', listed: [], gone: [CALL] },
  ]);
  feed.tick(START + 400);
  const channels = sent(feed.takeEffects()).flatMap(
    ({ params }) => (params['channels'] as string[] | undefined) ?? [],
  );
  expect(channels).toContain(`quote.${PUT}`);
  expect(channels).not.toContain(`quote.${CALL}`);
});

test('the trades of a chain are followed by its currency, and their stamps count for freshness', () => {
  const feed = streaming();
  const plan = { currency: 'USDC', base: 'SOL', books: [], depth: 0 } as const;
  expect(chainChannels(plan)).toContain('trades.option.USDC.100ms');
  feed.takeEvents();
  const trade = { instrument_name: CALL, timestamp: START + 3000, trade_seq: 1, price: 0.01, amount: 1 };
  feed.message(told('trades.option.BTC.100ms', [trade]), START + 3000);
  expect(feed.status(START + 3000)).toMatchObject({ stamp: START + 3000, freshness: 'fresh' });
  expect(feed.takeEvents()).toMatchObject([{ kind: 'notification', channel: 'trades.option.BTC.100ms' }]);
});

test('order books are moved to another expiry: the old ones are left before the new ones are asked for, at the venue’s pace', () => {
  const later = 'BTC-14AUG26-60000-C';
  const names = Array.from({ length: 130 }, (_, i) => `BTC-7AUG26-${1000 + i}-C`);
  const feed = streaming([...names, later], [EXPIRY]);
  const batches: (readonly [at: number, method: string, channels: readonly string[]])[] = [];
  const run = (from: number, to: number): void => {
    for (let now = from; now < to; now += 50) {
      feed.tick(now);
      for (const { id, method, params } of sent(feed.takeEffects())) {
        if (!method.includes('subscribe')) continue;
        const channels = params['channels'] as readonly string[];
        batches.push([now, method, channels]);
        feed.message(reply(id, channels), now);
      }
    }
  };
  run(START, START + 1500);
  expect(feed.status(START).channels).toBe(266);
  const held = `book.${names[0]}.100ms`;
  const snapshot = (change_id: number): string =>
    told(held, {
      type: 'snapshot',
      instrument_name: names[0],
      timestamp: START,
      change_id,
      bids: [],
      asks: [],
    });
  feed.message(snapshot(1), START + 1500);
  feed.takeEvents();
  batches.length = 0;
  feed.followBooks([Date.UTC(2026, 7, 14, 8)], START + 1500);
  expect(feed.takeEvents()).toEqual([{ kind: 'books-left', instruments: names }] satisfies FeedEvent[]);
  // What was on its way is no book any more.
  feed.message(snapshot(2), START + 1510);
  expect(feed.takeEvents()).toEqual([]);
  const second = new DeribitFeed(
    { currency: 'BTC', base: null, books: [Date.UTC(2026, 7, 14, 8)], depth: 0 },
    () => 0.5,
  );
  second.resume(JSON.parse(JSON.stringify(feed.keep())) as FeedKept);
  expect(second.keep()).toEqual(feed.keep());
  run(START + 1500, START + 4000);
  expect(batches.map(([, method, channels]) => [method, channels.length])).toEqual([
    ['public/unsubscribe', 100],
    ['public/unsubscribe', 30],
    ['public/subscribe', 1],
  ]);
  expect(batches.at(-1)![2]).toEqual([`book.${later}.100ms`]);
  batches.slice(1).forEach(([at], i) => {
    expect(at - batches[i]![0]).toBeGreaterThanOrEqual(1000 / 3.3);
  });
  expect(feed.status(START).channels).toBe(266 - 130 + 1);
});

test('a book that is asked for and left before the venue has answered is left at the venue, too', () => {
  const feed = streaming([CALL], [EXPIRY]);
  const first = subscribing(feed);
  feed.followBooks([], START + 500);
  feed.message(reply(first.id, first.params['channels']), START + 600);
  // Those of the chain, and the quote.
  expect(feed.status(START).channels).toBe(6);
  feed.tick(START + 800);
  expect(sent(feed.takeEffects()).map(({ method, params: { channels } }) => [method, channels])).toEqual([
    ['public/unsubscribe', [`book.${CALL}.100ms`]],
  ]);
});

test('too many requests end the session, and the next try waits half a minute at least, a minute at most', () => {
  const feed = streaming();
  feed.takeEffects();
  feed.message('{"jsonrpc":"2.0","id":99,"error":{"code":10028,"message":"too_many_requests"}}', START);
  expect(feed.takeEffects().map(({ kind }) => kind)).toEqual(['disconnect']);
  expect(feed.takeEvents().at(-1)).toEqual({
    kind: 'notice',
    message: 'Deribit refused a request: too_many_requests (10028).',
  });
  feed.tick(START + 29_900);
  expect(feed.takeEffects()).toEqual([]);
  feed.tick(START + 60_000);
  expect(feed.takeEffects().map(({ kind }) => kind)).toEqual(['connect']);
});

test('channels that are refused are asked for again, and the others go on', () => {
  const feed = streaming();
  const { id, params } = subscribing(feed);
  feed.message(JSON.stringify({ id, error: { code: -32602, message: 'Invalid params' } }), START + 500);
  expect(feed.takeEffects()).toEqual([]);
  const asked: unknown[] = [];
  for (let now = START + 500; now < START + 10_000; now += 100) {
    feed.message(told('deribit_price_index.btc_usd', { timestamp: now }), now);
    feed.tick(now);
    for (const request of sent(feed.takeEffects())) {
      if (request.method === 'public/subscribe') asked.push(request.params['channels']);
    }
  }
  expect(asked).toEqual([params['channels']]);
  expect(feed.status(START + 10_000).phase).toBe('streaming');
});

test.each([[[]], [null], [{}]])(
  'a list of instruments that is none (%j) ends no chain that stands',
  (list) => {
    const feed = streaming();
    feed.takeEvents();
    feed.takeEffects();
    feed.closed(START);
    feed.tick(START + 6000);
    feed.opened(START + 6000);
    const { id } = sent(feed.takeEffects()).find(({ method }) => method === 'public/get_instruments')!;
    feed.message(reply(id, list), START + 6000);
    expect(feed.takeEffects()).toEqual([{ kind: 'disconnect' }]);
    expect(feed.takeEvents()).toEqual([
      { kind: 'notice', message: 'Deribit sent no list of instruments; it is asked again.' },
    ]);
    expect(feed.keep().listed).toEqual([CALL, PUT]);
  },
);

test('a venue that lists nothing of a chain is connected all the same', () => {
  expect(streaming([]).status(START).phase).toBe('streaming');
});

test.each(['', 'x', '[]', '{}', 'null', '{"jsonrpc":"2.0","method":"subscription"}'])(
  'what is no message of the protocol is told and changes nothing: %j',
  (text) => {
    const feed = streaming();
    feed.takeEvents();
    feed.message(text, START);
    expect(feed.takeEvents()).toEqual([
      { kind: 'notice', message: `Deribit sent what is no message of its protocol: ${text}` },
    ]);
    expect(feed.status(START).phase).toBe('streaming');
  },
);

test('a long message that is none is told as cut off, and a refusal without a word as such', () => {
  const feed = streaming();
  feed.takeEvents();
  feed.message('y'.repeat(90), START);
  feed.message('{"error":{}}', START);
  expect(feed.takeEvents()).toEqual([
    { kind: 'notice', message: `Deribit sent what is no message of its protocol: ${'y'.repeat(80)}…` },
    { kind: 'notice', message: 'Deribit refused a request: it does not say why.' },
  ]);
});

test('disconnecting by hand stops everything', () => {
  const feed = streaming();
  feed.takeEffects();
  feed.stop();
  expect(feed.takeEffects()).toEqual([{ kind: 'disconnect' }]);
  feed.tick(START + 60_000);
  feed.closed(START + 60_000);
  expect(feed.takeEffects()).toEqual([]);
  expect(feed.status(START + 60_000).freshness).toBe('offline');
});
