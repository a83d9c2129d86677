/** The rooms whose tests are tested, each with the tests that must kill: its own, and quick ones that are about it. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  math: ['src/math/**/*.test.ts'],
  pricing: ['src/pricing/**/*.test.ts'],
  // The contract every model keeps is tested where a model can be fitted.
  models: ['src/models/**/*.test.ts', 'src/calibration/model-contract.test.ts'],
  calibration: ['src/calibration/**/*.test.ts'],
};

/** Tests of whole boards that take seconds each: at every change they would take hours. */
export const slow: readonly string[] = [
  'src/calibration/strict-boards.test.ts',
  'src/calibration/strict-cost-boards.test.ts',
  'src/calibration/surface-boards.test.ts',
  'src/calibration/sabr-calibration.test.ts',
];
