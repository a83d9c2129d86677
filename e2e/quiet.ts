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
 * Arguments of a browser without any 3D: drawn by a processor it takes four fifths of
 * the time, and each redraw holds the page up.
 */
export function flat(args: readonly string[]): string[] {
  return [
    ...args.filter((arg) => !/use-gl|use-angle|swiftshader/.test(arg)),
    '--disable-gpu',
    '--disable-3d-apis',
  ];
}

/** The same without the 3D picture, for tests of what numbers come out. */
export const flatTest = test.extend<object, { launchOptions: LaunchOptions }>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, args: flat(launchOptions.args ?? []) });
    },
    { scope: 'worker' },
  ],
});
