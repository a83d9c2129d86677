import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
    environment: 'node',
    // Times of day and numbers read the same on every machine.
    env: { TZ: 'UTC', LC_ALL: 'C' },
    // One test left `only` would silence the others.
    allowOnly: false,
    testTimeout: 30_000,
    // No module of the program keeps state of its own but what a function made; loading them once a worker
    // instead of once a file halves the run. Both cores of a small machine are used.
    isolate: false,
    maxWorkers: 2,
  },
});
