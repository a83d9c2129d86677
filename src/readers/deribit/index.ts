import type { QuoteReader } from '#readers/reader.ts';
import { deribitBookSummary, deribitTickers } from './documents.ts';
import { deribitJoined } from './joined.ts';
import { deribitRecording } from './recording.ts';
import { deribitTable } from './table.ts';
import { typedChain } from './typed-chain.ts';
import { deribitWebBoard } from './web-board.ts';

/** Deribit's replies and messages, and the shapes in which people keep them. */
export const deribitReaders: readonly QuoteReader[] = [
  deribitBookSummary,
  deribitTickers,
  deribitRecording,
  deribitJoined,
  deribitTable,
  deribitWebBoard,
  typedChain,
];
