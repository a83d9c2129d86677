import { expect, test } from 'vitest';
import { numericFields } from './files/fields.ts';
import { plainFiles } from './files/plain.ts';
import { inject, VALUES, WHERE } from './non-finite.ts';

test('a number that is none reaches no fit and no export, whichever field of whichever format it stands in', async () => {
  const tally = { files: 0, fits: 0, refused: 0, faults: [] };
  const places = Object.keys(WHERE);
  let turn = 0;
  for (const file of plainFiles()) {
    for (const field of numericFields(file)) {
      // Every value meets every place as the fields go by.
      const value = VALUES[turn % VALUES.length] ?? 'NaN';
      await inject(
        file,
        field,
        value,
        places[Math.floor(turn / VALUES.length) % places.length] ?? 'all',
        tally,
      );
      turn++;
    }
  }
  expect(tally.faults).toEqual([]);
  expect(tally.files).toBeGreaterThan(300);
  expect(tally.fits).toBeGreaterThan(200);
});
