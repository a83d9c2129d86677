/** Seed of the board in public/sample. */
export const SAMPLE_SEED = 20_261_120;
