import type { WantedFit } from '#live/live-frame.ts';

/** Where Deribit's own market is; its test venue has prices of its own. */
const OWN = 'www.deribit.com';

/** A wanted fit whose quotes are named by the host that told them, where that is not the venue's own. */
export function namedByHost(wanted: WantedFit, host: string): WantedFit {
  if (host === OWN) return wanted;
  const { quotes } = wanted;
  const name = host.replaceAll(/[^A-Za-z0-9.-]/g, '-');
  return {
    ...wanted,
    quotes: {
      ...quotes,
      notes: [`Told by ${host}, which is not Deribit’s market.`, ...quotes.notes],
      files: quotes.files.map((file) => ({ ...file, name: file.name.replace(/^deribit/, name) })),
    },
  };
}
