/** Texts of Deribit's JSON-RPC as its side writes them, and what it keeps of a connection. */
import { RateLimit } from './rate-limit.ts';

/** Something to send to one connection. */
export interface Outgoing {
  readonly to: number;
  readonly text: string;
}

/** What the venue keeps of one connection. */
export interface Connection {
  readonly channels: Set<string>;
  readonly limit: RateLimit;
  heartbeatMs: number | null;
  heartbeatAt: number;
  /** A test request waits for its answer since then. */
  asked: number | null;
  /** Its session is over. */
  ended: boolean;
}

export interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface VenueError {
  readonly code: number;
  readonly message: string;
}

/** Time the venue waits for the answer to its test request before it hangs up. */
const ANSWER_MS = 5000;
export const METHOD_NOT_FOUND: VenueError = { code: -32601, message: 'Method not found' };
export const BAD_REQUEST: VenueError = { code: -32700, message: 'Parse error' };
/** The venue's own words for what it refuses with. */
export const TOO_MANY_REQUESTS: VenueError = { code: 10028, message: 'too_many_requests' };
export const MAINTENANCE: VenueError = { code: 11051, message: 'system_maintenance' };

export function newConnection(now: number): Connection {
  return {
    channels: new Set(),
    limit: new RateLimit(now),
    heartbeatMs: null,
    heartbeatAt: now,
    asked: null,
    ended: false,
  };
}

/**
 * Heartbeats that are due.
 *
 * @returns null where the client has not answered and is hung up on
 */
export function heartbeats(connection: Connection, now: number): readonly string[] | null {
  const { heartbeatMs, asked } = connection;
  if (heartbeatMs === null) return [];
  if (asked !== null) return now - asked <= ANSWER_MS ? [] : null;
  if (now - connection.heartbeatAt < heartbeatMs) return [];
  connection.heartbeatAt = now;
  connection.asked = now;
  return ['heartbeat', 'test_request'].map((type) =>
    JSON.stringify({ jsonrpc: '2.0', method: 'heartbeat', params: { type } }),
  );
}

/** Answer to what concerns a connection alone; `has` tells which channels there are. Undefined for another method. */
export function answerOfConnection(
  connection: Connection,
  { method, params }: Request,
  now: number,
  has: (channel: string) => boolean,
): unknown {
  switch (method) {
    case 'public/set_heartbeat':
      connection.heartbeatMs = Math.max(10, Number(params['interval'])) * 1000;
      connection.heartbeatAt = now;
      return 'ok';
    case 'public/subscribe':
      return channelsOf(params).filter((channel) => {
        if (!has(channel)) return false;
        connection.channels.add(channel);
        return true;
      });
    case 'public/unsubscribe':
      return channelsOf(params).filter((channel) => connection.channels.delete(channel));
    default:
      return undefined;
  }
}

/** @param stamp the venue's clock, ms */
export function replyText(id: unknown, result: unknown, stamp: number): string {
  const us = Math.round(stamp * 1000);
  return JSON.stringify({ jsonrpc: '2.0', id, result, usIn: us, usOut: us, usDiff: 0, testnet: true });
}

export function refusalText(id: unknown, error: VenueError): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error, testnet: true });
}

export function requestOf(text: string): Request | null {
  try {
    const { id, method, params } = JSON.parse(text) as Record<string, unknown>;
    if (typeof method !== 'string') return null;
    return { id, method, params: typeof params === 'object' && params !== null ? { ...params } : {} };
  } catch {
    return null;
  }
}

/**
 * What a message of a client is answered: a refusal, or the reply to its request with what it came to.
 *
 * @param venue its `faults.refusal` is given in place of one answer
 * @returns with the channels that are subscribed from now on
 */
export function answered(
  connection: Connection,
  id: number,
  text: string,
  now: number,
  venue: {
    readonly faults: { refusal: VenueError | null };
    answer(request: Request): unknown;
    /** The venue's clock, ms. */
    readonly stamp: number;
  },
): { readonly outgoing: readonly Outgoing[]; readonly subscribed: readonly string[] } {
  const refused = (of: unknown, error: VenueError) => ({
    outgoing: [{ to: id, text: refusalText(of, error) }],
    subscribed: [],
  });
  const request = requestOf(text);
  if (request === null) return refused(null, BAD_REQUEST);
  const { faults } = venue;
  const refusal = connection.limit.allows(request.method, now) ? faults.refusal : TOO_MANY_REQUESTS;
  if (refusal !== null) {
    faults.refusal = null;
    connection.ended = refusal.code === TOO_MANY_REQUESTS.code;
    return refused(request.id, refusal);
  }
  connection.asked = null;
  const result = venue.answer(request);
  if (result === undefined) return refused(request.id, METHOD_NOT_FOUND);
  return {
    outgoing: [{ to: id, text: replyText(request.id, result, venue.stamp) }],
    subscribed: request.method === 'public/subscribe' ? (result as readonly string[]) : [],
  };
}

function channelsOf(params: Readonly<Record<string, unknown>>): readonly string[] {
  const { channels } = params as { readonly channels?: unknown };
  return Array.isArray(channels) ? channels.filter((channel) => typeof channel === 'string') : [];
}

export function notification(channel: string, content: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data: content } });
}
