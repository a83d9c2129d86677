/** The venue's book summary over HTTP, for want of a socket. */
import { field, isJsonObject } from '#readers/io/json.ts';

/** A reply that takes longer is not waited for, ms. */
const REPLY_MS = 10_000;

/** What is needed of `fetch`. */
export type Fetch = (address: string, options: { readonly signal: AbortSignal }) => Promise<Response>;

/** Rows of the book summary. */
export interface PolledChain {
  readonly options: readonly unknown[];
  readonly futures: readonly unknown[];
}

/**
 * Options and futures of a currency, asked for once.
 *
 * @param http the venue's interface over HTTP, ending in a slash
 * @throws Error where the venue does not answer in time, or with no list
 */
export async function pollChain(fetch: Fetch, http: string, currency: string): Promise<PolledChain> {
  const rowsOf = async (kind: 'option' | 'future'): Promise<readonly unknown[]> => {
    const address = `${http}public/get_book_summary_by_currency?currency=${currency}&kind=${kind}`;
    const reply = await fetch(address, { signal: AbortSignal.timeout(REPLY_MS) });
    const content: unknown = await reply.json();
    const rows = isJsonObject(content) ? field(content, 'result') : undefined;
    if (!Array.isArray(rows)) throw new Error(`the venue answered ${reply.status}`);
    return rows;
  };
  const [options, futures] = await Promise.all([rowsOf('option'), rowsOf('future')]);
  return { options, futures };
}
