/** Vitest inside a mutation run: the tests that are to kill the mutants of the room VOLBENCH_ROOM names. */
import { defineConfig } from 'vitest/config';
import { rooms } from './rooms.ts';

export default defineConfig({
  test: {
    include: [...(rooms[process.env['VOLBENCH_ROOM'] ?? ''] ?? [])],
    environment: 'node',
    env: { TZ: 'UTC', LC_ALL: 'C' },
    testTimeout: 30_000,
  },
});
