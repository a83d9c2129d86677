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
  },
});
