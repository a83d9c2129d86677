import { arbitrageTable } from './arbitrage/index.tsx';
import { forwardsTable } from './forwards/index.tsx';
import { messagesTable } from './messages/index.tsx';
import { modelsTable } from './models/index.tsx';
import { parametersTable } from './parameters/index.tsx';
import { quotesTable } from './quotes/index.tsx';
import type { TableView } from './view.ts';

/** Every table, in the order of its tab. */
export const tables: readonly TableView[] = [
  quotesTable,
  parametersTable,
  modelsTable,
  forwardsTable,
  arbitrageTable,
  messagesTable,
];
