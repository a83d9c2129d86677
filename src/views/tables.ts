import { lazy } from 'react';
import { arbitrageTable } from './arbitrage/index.tsx';
import { messagesTable } from './messages/index.tsx';
import { quotesTable } from './quotes/index.tsx';
import type { TableView } from './view.ts';

/** A table without a figure beside its label, fetched when it is first shown. */
function fetched(id: TableView['id'], label: string, load: () => Promise<TableView>): TableView {
  return {
    id,
    label,
    Count: null,
    Tools: lazy(async () => ({ default: (await load()).Tools ?? Nothing })),
    Component: lazy(async () => ({ default: (await load()).Component })),
  };
}

function Nothing(): null {
  return null;
}

/** Every table, in the order of its tab. */
export const tables: readonly TableView[] = [
  quotesTable,
  fetched('parameters', 'Parameters', async () => (await import('./parameters/index.tsx')).parametersTable),
  fetched('models', 'Models', async () => (await import('./models/index.tsx')).modelsTable),
  fetched('compare', 'Compare', async () => (await import('./compare/table.tsx')).compareTable),
  fetched('forwards', 'Forwards', async () => (await import('./forwards/index.tsx')).forwardsTable),
  arbitrageTable,
  messagesTable,
];
