/** Messages of Deribit's JSON-RPC over a WebSocket, as they come in and as they are sent. */
import { numberField, textField } from '#readers/io/field-number.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';

/** A message of the venue, told apart by what it asks of the client. */
export type DeribitMessage =
  | {
      readonly kind: 'reply';
      readonly id: number;
      readonly result: unknown;
      /** The venue's clock when the request came in and when the reply left, ms; NaN where it does not say. */
      readonly receivedAt: number;
      readonly repliedAt: number;
    }
  | { readonly kind: 'refusal'; readonly id: number | null; readonly code: number; readonly message: string }
  | { readonly kind: 'notification'; readonly channel: string; readonly content: unknown }
  /** A heartbeat; `wantsAnswer` where the connection is closed unless it is answered. */
  | { readonly kind: 'heartbeat'; readonly wantsAnswer: boolean }
  /** Neither of these: no JSON, or a shape that the venue does not send. */
  | { readonly kind: 'unknown'; readonly text: string };

/** What of a strange message is kept to be told. */
const SHOWN = 80;

const unknown = (text: string): DeribitMessage => ({
  kind: 'unknown',
  text: text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text,
});

/** One message as text. */
export function readMessage(text: string): DeribitMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unknown(text);
  }
  if (!isJsonObject(value)) return unknown(text);
  const error = field(value, 'error');
  const id = numberField(value, 'id');
  if (isJsonObject(error)) return refusal(Number.isNaN(id) ? null : id, error);
  const params = field(value, 'params');
  const method = textField(value, 'method');
  if (method === 'subscription' && isJsonObject(params) && textField(params, 'channel') !== '')
    return { kind: 'notification', channel: textField(params, 'channel'), content: field(params, 'data') };
  if (method === 'heartbeat' && isJsonObject(params))
    return { kind: 'heartbeat', wantsAnswer: textField(params, 'type') === 'test_request' };
  if (!Number.isNaN(id) && field(value, 'result') !== undefined)
    return {
      kind: 'reply',
      id,
      result: field(value, 'result'),
      receivedAt: numberField(value, 'usIn') / 1000,
      repliedAt: numberField(value, 'usOut') / 1000,
    };
  return unknown(text);
}

function refusal(id: number | null, error: JsonObject): DeribitMessage {
  return {
    kind: 'refusal',
    id,
    code: numberField(error, 'code'),
    message: textField(error, 'message').slice(0, SHOWN),
  };
}

/** A request as text. */
export function requestText(id: number, method: string, params: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}
