import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type FeedSim, type FeedSimOptions, startFeedSim } from './server.ts';

const SMALL = { expiries: 2, strikesASide: 2, pace: 1 };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function started(options: FeedSimOptions = {}): Promise<FeedSim> {
  const sim = await startFeedSim({ shape: SMALL, ...options });
  cleanups.push(() => sim.close());
  return sim;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly code: number };
  readonly params?: { readonly channel?: string; readonly data?: Readonly<Record<string, unknown>> };
}

/** A connection whose messages are waited for one by one. */
async function connected(sim: FeedSim) {
  const socket = new WebSocket(sim.address);
  cleanups.push(() => socket.terminate());
  const come: Message[] = [];
  socket.on('message', (text) => come.push(JSON.parse(String(text)) as Message));
  await once(socket, 'open');
  let id = 0;
  return {
    socket,
    ask(method: string, params: object): number {
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }));
      return id;
    },
    async next(isIt: (message: Message) => boolean): Promise<Message> {
      for (;;) {
        const message = come.shift();
        if (message === undefined) await once(socket, 'message');
        else if (isIt(message)) return message;
      }
    },
  };
}

test('a client subscribes over a real socket and is told a snapshot and its changes in order', async () => {
  const sim = await started({ movesAStep: 20, skew: 4000 });
  const { ask, next } = await connected(sim);
  const timed = ask('public/get_time', {});
  const { result } = await next((message) => message.id === timed);
  expect(Math.abs(Number(result) - 4000 - Date.now())).toBeLessThan(2000);
  const name = sim.venue.chain.listed[0]!.name;
  const channel = `book.${name}.100ms`;
  const subscribed = ask('public/subscribe', { channels: [channel, 'book.BTC-1JAN20-1-C.100ms'] });
  expect(await next((message) => message.id === subscribed)).toMatchObject({ result: [channel] });
  const told = () => next(({ params }) => params?.channel === channel);
  const snapshot = (await told()).params!.data!;
  const change = (await told()).params!.data!;
  expect([snapshot['type'], change['type']]).toEqual(['snapshot', 'change']);
  expect(change['prev_change_id']).toBe(snapshot['change_id']);
});

test('a client that follows the trades of the chain is told them over a real socket', async () => {
  const sim = await started({ trades: 6000 });
  const { ask, next } = await connected(sim);
  const channel = 'trades.option.BTC.100ms';
  ask('public/get_book_summary_by_currency', { currency: 'BTC', kind: 'option' });
  const subscribed = ask('public/subscribe', { channels: [channel, 'trades.option.ETH.100ms'] });
  expect(await next((message) => message.id === subscribed)).toMatchObject({ result: [channel] });
  const { params } = await next((message) => message.params?.channel === channel);
  const [trade] = params!.data as unknown as { instrument_name: string; direction: string }[];
  expect(['buy', 'sell']).toContain(trade!.direction);
  expect(sim.venue.chain.option(trade!.instrument_name)).not.toBeNull();
});

test('the book summary is answered over HTTP on the same port, to any page', async () => {
  const sim = await started();
  const base = `http://localhost:${sim.port}/api/v2/public`;
  const reply = await fetch(`${base}/get_book_summary_by_currency?currency=BTC&kind=option`);
  expect(reply.headers.get('access-control-allow-origin')).toBe('*');
  const { result } = (await reply.json()) as { result: { instrument_name: string }[] };
  expect(result.map((row) => row.instrument_name)).toEqual(sim.venue.chain.listed.map(({ name }) => name));
  expect((await fetch(`${base}/buy`)).status).toBe(404);
});

test('a session that asks for too much is refused with the venue’s error and ended', async () => {
  const sim = await started();
  const { socket, ask, next } = await connected(sim);
  const closed = once(socket, 'close');
  for (let i = 0; i < 12; i++) ask('public/subscribe', { channels: [] });
  expect((await next(({ error }) => error !== undefined)).error).toMatchObject({ code: 10028 });
  expect((await closed)[0]).toBe(1008);
});

test('two servers cannot have one port, and a closed one gives it back', async () => {
  const first = await started();
  await expect(startFeedSim({ port: first.port })).rejects.toThrow(`Port ${first.port} is taken.`);
  await first.close();
  const second = await started({ port: first.port });
  expect(second.port).toBe(first.port);
});
