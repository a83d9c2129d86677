import { test as base, expect, type LaunchOptions } from '@playwright/test';

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

/**
 * The same without the 3D picture, for tests of what numbers come out: drawn by a processor it takes four
 * fifths of the time, and each redraw holds the page up.
 */
export const flatTest = test.extend<object, { launchOptions: LaunchOptions }>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--disable-3d-apis'] });
    },
    { scope: 'worker' },
  ],
});
