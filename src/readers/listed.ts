import { barchartTable } from './barchart/index.ts';
import { brokerChain } from './broker-chain/index.ts';
import { cboeDelayedQuotes } from './cboe/delayed.ts';
import { nestedSlices } from './nested-slices/index.ts';
import { nseChain } from './nse/index.ts';
import type { QuoteReader } from './reader.ts';
import { schwabChain } from './schwab/index.ts';
import { volMatrix } from './vol-matrix/index.ts';
import { volArrays } from './vol-table/arrays.ts';
import { volTable } from './vol-table/index.ts';
import { yahooChain } from './yahoo/index.ts';

/** Formats of options on shares, indices and their futures. */
export const listedReaders: readonly QuoteReader[] = [
  cboeDelayedQuotes,
  yahooChain,
  nseChain,
  schwabChain,
  barchartTable,
  nestedSlices,
  brokerChain,
  volArrays,
  volTable,
  volMatrix,
];
