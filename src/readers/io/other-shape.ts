import type { FileHead } from '#readers/reader.ts';
import { shownName } from './limits.ts';

const KNOWN: readonly { readonly test: RegExp; readonly is: string }[] = [
  { test: /"method"\s*:\s*"subscription"/, is: 'a recording of Deribit messages' },
  { test: /"retCode"\s*:/, is: 'a Bybit reply' },
  { test: /"instId"\s*:/, is: 'an OKX reply' },
  { test: /"bidIV"\s*:|"highPriceLimit"\s*:|"exercisePrice"\s*:/, is: 'a Binance options reply' },
  { test: /"(?:put|call)ExpDateMap"\s*:/, is: 'a Schwab option chain' },
  { test: /"records"\s*:[\s\S]*"expiryDates"/, is: 'an NSE option chain' },
  { test: /"optionChain"\s*:|"underlyingSymbol"\s*:/, is: 'a Yahoo option chain' },
  {
    test: /"security_type"\s*:\s*"(?:spot|forward|option)"/,
    is: 'a typed chain of spot, forwards and options',
  },
];

/** The sentence for text that no reader takes: what it looks like, and what is read instead. */
export function otherShape(head: FileHead): string {
  const shown = shownName(head.name);
  const text = head.text().trimStart();
  if (!/^[[{]/.test(text)) {
    return `${shown} is text, but no table of quotes. Expected a header line naming strike, expiry, type, and bid and ask or their vols.`;
  }
  const known = KNOWN.find(({ test }) => test.test(text));
  if (known !== undefined) {
    return `${shown} looks like ${known.is}, which is not read yet. Save the quotes as CSV with strike, expiry, type, bid and ask.`;
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
