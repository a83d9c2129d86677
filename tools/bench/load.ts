import { createHash } from 'node:crypto';
import type { QuoteSet } from '#market/quote-set.ts';
import { blackPrice } from '#pricing/black76.ts';
import { readFiles } from '#readers/index.ts';
import type { ByteSource } from '#readers/reader.ts';

/**
 * A listed option board as CSV text of 11 columns: OCC-like symbol, expiration, strike, type, bid, ask, sizes, volume, open
 * interest and forward; `rows` options over 40 expiries. The same number of rows gives the same text.
 */
export function makeBoardCsv(rows: number): string {
  const lines = ['symbol,expiration,strike,type,bid,ask,bid_size,ask_size,volume,open_interest,forward'];
  const expiries = 40;
  const strikes = Math.ceil(rows / (2 * expiries));
  for (let e = 0; e < expiries; e++) {
    const day = new Date(Date.UTC(2026, 10, 27) + 7 * e * 86_400_000).toISOString().slice(0, 10);
    const t = (7 * (e + 1)) / 365;
    const forward = 5000 * Math.exp(0.03 * t);
    for (let s = 0; s < strikes && lines.length <= rows; s++) {
      const strike =
        Math.round(forward * Math.exp(4 * 0.2 * Math.sqrt(t) * ((2 * s) / strikes - 1)) * 1000) / 1000;
      const k = Math.log(strike / forward);
      const vol = 0.17 - 0.12 * k + 0.35 * k * k;
      for (const isCall of [true, false]) {
        if (lines.length > rows) break;
        const price = blackPrice(forward, strike, t, vol, isCall);
        const code = String(Math.round(strike * 1000)).padStart(8, '0');
        const symbol = `SPXW${day.slice(2).replaceAll('-', '')}${isCall ? 'C' : 'P'}${code}`;
        const bid = Math.floor(price * 0.985 * 20) / 20;
        const ask = Math.ceil(price * 1.015 * 20 + 1) / 20;
        lines.push(
          `${symbol},${day},${strike},${isCall ? 'call' : 'put'},${bid.toFixed(2)},${ask.toFixed(2)},${1 + (s % 40)},${1 + ((3 * s) % 50)},${(7 * s) % 900},${(13 * s) % 4000},${forward.toFixed(2)}`,
        );
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Text as a file in memory, in chunks of 1 MB as a disk gives them. */
export function textSource(name: string, text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    size: bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20));
    },
    sha256: async () => createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Reads a source to its QuoteSet; throws the failure's sentence. */
export async function readBoard(source: ByteSource): Promise<QuoteSet> {
  const reading = readFiles([source], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  if (!step.value.ok) throw new Error(step.value.error.message);
  return step.value.value;
}
