import { failure, type Outcome } from '#base/outcome.ts';
import type { ByteSource, FileHead, ReadProgress } from '#readers/reader.ts';
import { readJson } from './json.ts';
import { isJsonLines, isJsonText } from './json-documents.ts';
import { LIMITS, shownName } from './limits.ts';

/** Replies of venues that hold something else than quotes of options, and what to save instead. */
const KNOWN: readonly { readonly test: RegExp; readonly is: string; readonly wanted: string }[] = [
  {
    test: /"method"\s*:\s*"subscription"/,
    is: 'a recording of Deribit messages',
    wanted: 'Record the channels ticker, quote or book of options',
  },
  {
    test: /"instId"\s*:/,
    is: 'an OKX reply',
    wanted: 'Save public/opt-summary and market/tickers of options',
  },
  {
    test: /"optionSymbols"\s*:|"exercisePrice"\s*:|"highPriceLimit"\s*:/,
    is: 'a Binance options reply',
    wanted: 'Save eapi/v1/ticker and eapi/v1/mark',
  },
  {
    test: /"retCode"\s*:/,
    is: 'a Bybit reply',
    wanted: 'Save v5/market/tickers with category=option',
  },
];

/** Longest text that is looked at as an error: whatever holds more holds something else, too. */
const MOST_OF_ERROR = 2000;

/** What a venue says in place of quotes, such as `10028 too_many_requests`; null for any other text. */
function saidInstead(text: string): string | null {
  if (!text.startsWith('{') || text.length > MOST_OF_ERROR) return null;
  const code = /"(?:code|retCode)"\s*:\s*"?(-?[1-9]\d*)/.exec(text)?.[1];
  const words = /"(?:msg|retMsg|message)"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  if (code === undefined || words === undefined) return null;
  return `${code} ${words}`.replace(/[^ -~]/g, '').slice(0, 80);
}

/** True for a reply of a venue that is known and holds no quotes of options. */
export function isVenueReply(text: string): boolean {
  return saidInstead(text.trim()) !== null || KNOWN.some(({ test }) => test.test(text));
}

/**
 * The failure for text that no reader takes: where it stops being JSON if it begins as such, else what it looks like
 * and what is read instead.
 */
export async function* otherShape(
  source: ByteSource,
  head: FileHead,
): AsyncGenerator<ReadProgress, Outcome<never>, void> {
  const isSmall = source.size !== null && source.size <= LIMITS.jsonBytes;
  if (isSmall && isJsonText(head.text()) && !isJsonLines(head)) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
  }
  return failure('unrecognised', sentence(head), source.name);
}

function sentence(head: FileHead): string {
  const shown = shownName(head.name);
  const text = head.text().trim();
  if (text === '[]') return `${shown} holds an empty JSON list and nothing else. Save the option list again.`;
  if (text === '{}') return `${shown} holds an empty JSON object and nothing else. Save the quotes again.`;
  if (!isJsonText(text)) {
    return `${shown} is text, but no table of quotes. Expected a header line naming strike, expiry, type, and bid and ask or their vols.`;
  }
  const said = saidInstead(text);
  if (said !== null) return `${shown} is an error reply of a venue (${said}), not quotes. Ask again.`;
  const known = KNOWN.find(({ test }) => test.test(text));
  if (known !== undefined) {
    return `${shown} looks like ${known.is}, but holds no quotes of options. ${known.wanted}, and open that.`;
  }
  const keys = topKeys(text);
  const found = keys.length === 0 ? '' : ` (found: ${keys.join(', ')})`;
  return `${shown} is JSON of a shape that is not known${found}. Expected a Deribit book summary, or a CSV with strike, expiry, type, bid and ask.`;
}

/** The first keys of the document, as the head shows them. */
function topKeys(text: string): readonly string[] {
  const keys = [...text.slice(0, 4000).matchAll(/"([A-Za-z0-9_ .-]{1,40})"\s*:/g)].map(
    (match) => match[1] as string,
  );
  return [...new Set(keys)].slice(0, 6);
}
