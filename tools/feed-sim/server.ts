import type { IncomingMessage, ServerResponse } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { listenOnLoopback } from '../loopback.ts';
import { type ChainShape, SimulatedChain } from './chain.ts';
import { MAINTENANCE, TOO_MANY_REQUESTS } from './protocol.ts';
import { SimulatedTrades } from './trades.ts';
import { SimulatedVenue, type Venue } from './venue.ts';

/** How a venue is served, and what befalls it; all of it may be left out. */
export interface ServeOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** Every so many ms: a change of a book is lost, all connections break, a session ends for too many requests, requests meet maintenance. */
  readonly gapEvery?: number;
  readonly dropEvery?: number;
  readonly limitEvery?: number;
  readonly maintenanceEvery?: number;
  /** So long after it has opened nothing more is heard of a connection, ms. */
  readonly silentAfter?: number;
}

/** What `startFeedSim` is asked for; all of it may be left out. */
export interface FeedSimOptions extends ServeOptions {
  readonly seed?: number;
  /** Root of its instruments: `BTC`, `SOL_USDC`. */
  readonly root?: string;
  readonly shape?: Partial<ChainShape>;
  /** Options that are quoted anew at a step of 100 ms besides those that the market has left; a twentieth of all unless said. */
  readonly movesAStep?: number;
  /** Trades in a minute over the whole chain, in the mean; 30 unless said. */
  readonly trades?: number;
  /** Venue's clock less this machine's, ms. */
  readonly skew?: number;
}

/** A venue that listens. */
export interface FeedSim<V extends Venue = SimulatedVenue> {
  readonly port: number;
  /** Address of its WebSocket. */
  readonly address: string;
  readonly venue: V;
  /** Connections that stand. */
  readonly connections: number;
  /** Messages sent so far. */
  readonly sent: number;
  /** All connections break without a closing word. */
  drop(): void;
  /** Nothing more comes on the connections that stand, and nobody says so. */
  silence(): void;
  close(): Promise<void>;
}

/** Path of the venue's WebSocket, and of its interface over HTTP. */
const PATH = '/ws/api/v2';
const HTTP_PATH = '/api/v2/';
const STEP_MS = 100;
/** Trades in a minute. */
const TRADES = 30;
/** A client that reads so little that this much waits for it is hung up on, as the venue does. */
const MOST_WAITING = 16 * 1024 * 1024;
const DAY = 86_400_000;

interface Client {
  readonly socket: WebSocket;
  readonly openedAt: number;
  silent: boolean;
}

/** Starts a simulated Deribit on this machine. */
export function startFeedSim(options: FeedSimOptions = {}): Promise<FeedSim> {
  const { seed = 1, root = 'BTC', shape = {} } = options;
  const start = Date.now();
  const chain = new SimulatedChain(seed, start, root, shape);
  const trades = new SimulatedTrades(chain, seed, start, options.trades ?? TRADES);
  const moves = options.movesAStep ?? Math.max(1, Math.round(chain.listed.length / 20));
  const venue = new SimulatedVenue(chain, moves, true, trades);
  venue.skew = options.skew ?? 0;
  return serveVenue(venue, options);
}

/** Serves a venue on both loopback addresses: WebSocket, and book summary, instruments and time over HTTP. */
export async function serveVenue<V extends Venue>(venue: V, options: ServeOptions = {}): Promise<FeedSim<V>> {
  const clients = new Map<number, Client>();
  let sent = 0;

  const send = (outgoing: readonly { readonly to: number; readonly text: string }[]): void => {
    for (const { to, text } of outgoing) {
      const client = clients.get(to);
      if (client === undefined || client.silent || client.socket.readyState !== client.socket.OPEN) continue;
      if (client.socket.bufferedAmount > MOST_WAITING) client.socket.close(1013, 'connection_too_slow');
      else {
        client.socket.send(text);
        sent++;
      }
    }
  };
  const { port, servers } = await listenOnLoopback(
    (request, response) => answerHttp(venue, request, response),
    options.port ?? 0,
    options.port === undefined || options.port === 0 ? 100 : 1,
  );
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on('connection', (socket: WebSocket) => {
    const id = venue.connect(Date.now());
    const client: Client = { socket, openedAt: Date.now(), silent: false };
    clients.set(id, client);
    socket.on('message', (content: RawData) => {
      if (!client.silent) send(venue.receive(id, textOf(content), Date.now()));
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      venue.disconnect(id);
      clients.delete(id);
    });
  });
  for (const server of servers)
    server.on('upgrade', (request, socket, head) => {
      if (request.url?.split('?', 1)[0] !== PATH) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
    });

  const drop = (): void => {
    for (const { socket } of clients.values()) socket.terminate();
  };
  const timers = [
    setInterval(() => {
      const now = Date.now();
      const { outgoing, hungUp } = venue.step(now);
      send(outgoing);
      for (const id of hungUp) clients.get(id)?.socket.close(1008, 'session ended');
      const { silentAfter } = options;
      if (silentAfter === undefined) return;
      for (const client of clients.values()) if (now - client.openedAt >= silentAfter) client.silent = true;
    }, STEP_MS),
  ];
  const every = (ms: number | undefined, act: () => void): void => {
    if (ms !== undefined) timers.push(setInterval(act, Math.min(ms, DAY)));
  };
  every(options.gapEvery, () => {
    venue.faults.lostChanges++;
  });
  every(options.dropEvery, drop);
  every(options.limitEvery, () => {
    venue.faults.refusal = TOO_MANY_REQUESTS;
  });
  every(options.maintenanceEvery, () => {
    venue.faults.refusal = MAINTENANCE;
    send(venue.tellMaintenance(true));
  });
  return {
    port,
    address: `ws://localhost:${port}${PATH}`,
    venue,
    get connections() {
      return clients.size;
    },
    get sent() {
      return sent;
    },
    drop,
    silence() {
      for (const client of clients.values()) client.silent = true;
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      drop();
      await Promise.all(
        servers.map((server) => {
          const closed = new Promise((resolve) => server.close(resolve));
          server.closeAllConnections();
          return closed;
        }),
      );
    },
  };
}

function textOf(content: RawData): string {
  if (Array.isArray(content)) return Buffer.concat(content).toString('utf8');
  return Buffer.from(content as Buffer).toString('utf8');
}

/** What the venue answers over HTTP: any page may read it. */
function answerHttp(venue: Venue, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const method = pathname.startsWith(HTTP_PATH) ? pathname.slice(HTTP_PATH.length) : '';
  const reply =
    request.method === 'GET' ? venue.httpReply(method, Object.fromEntries(searchParams), Date.now()) : null;
  response.writeHead(reply === null ? 404 : 200, {
    'Content-Type': 'application/json',
    'Access-Control-Allow-Origin': '*',
    'Cache-Control': 'no-store',
  });
  response.end(
    reply ?? JSON.stringify({ jsonrpc: '2.0', error: { code: -32601, message: 'Method not found' } }),
  );
}
