import type { QuoteSet } from '#market/quote-set.ts';

/** Where Deribit's own market is; its test venue has prices of its own. */
const OWN = 'www.deribit.com';

/** Quotes by the name of the host that told them, where that is known and not the venue's own. */
export function namedByHost(quotes: QuoteSet, host: string | null): QuoteSet {
  if (host === null || host === OWN) return quotes;
  const teller = host.replaceAll(/[^A-Za-z0-9.:-]/g, '-');
  const name = teller.replaceAll(':', '-');
  return {
    ...quotes,
    notes: [`Told by ${teller}, which is not Deribit’s market.`, ...quotes.notes],
    files: quotes.files.map((file) => ({ ...file, name: file.name.replace(/^deribit/, name) })),
  };
}
