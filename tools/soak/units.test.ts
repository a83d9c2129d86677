import { expect, test } from 'vitest';
import { unitGuard } from './units.ts';

test('volatilities in the other unit give the same surface, in both units a failure that names their column', async () => {
  const { figures, faults } = await unitGuard({ tell: () => undefined });
  expect(faults).toEqual([]);
  expect(figures).toMatchObject({ formats: 27, same_surface: 27, mixed_refused: 26, not_read: 1 });
});
