/** Rows of a question as they would be read. Apart, so that the page loads it with the first question only. */
export { readSample, type SampleReading, type SampleRow } from '#readers/csv/sample-rows.ts';
