import { failure, type Outcome, success } from '#base/outcome.ts';

/** Where a venue is reached. */
export interface FeedAddress {
  /** Its WebSocket. */
  readonly socket: string;
  /** Its interface over HTTP, ending in a slash. */
  readonly http: string;
}

const PATH = '/ws/api/v2';
const HTTP_PATH = '/api/v2/';
/** The venue and its place for trials. */
const VENUES = ['www.deribit.com', 'test.deribit.com'];
/** A simulated venue on this machine. */
const HERE = ['localhost', '127.0.0.1'];

/** The address of a venue that may be contacted: Deribit's, its test venue's, or one on this machine. */
export function feedAddress(text: string): Outcome<FeedAddress> {
  const url = parsed(text.trim());
  const isVenue = url !== null && url.protocol === 'wss:' && VENUES.includes(url.hostname) && url.port === '';
  const isHere = url !== null && url.protocol === 'ws:' && HERE.includes(url.hostname);
  const isPlain =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '' &&
    (url.pathname === PATH || url.pathname === '/');
  if (url === null || !isPlain || !(isVenue || isHere))
    return failure(
      'invalid',
      'Live quotes come from wss://www.deribit.com, wss://test.deribit.com or ws://localhost only.',
    );
  return success({
    socket: `${url.protocol}//${url.host}${PATH}`,
    http: `${isHere ? 'http' : 'https'}://${url.host}${HTTP_PATH}`,
  });
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
