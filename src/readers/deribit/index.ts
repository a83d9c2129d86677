export { deribitBookSummary, deribitTickers } from './documents.ts';
export { deribitRecording } from './recording.ts';
