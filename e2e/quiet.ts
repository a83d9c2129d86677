import { test as base, expect } from '@playwright/test';

/** A test whose page must throw nothing and complain of nothing, from the first load to the end. */
export const test = base.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
      });
      page.on('crash', () => complaints.push('the page crashed'));
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});
