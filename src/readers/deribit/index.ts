export { deribitBookSummary, deribitTickers } from './documents.ts';
