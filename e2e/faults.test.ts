import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { holdWorkers, slide } from '../tools/soak/faulty-page.ts';
import { flat } from './quiet.ts';
import { exportedFit, fitStatus, settled } from './screen.ts';

const BOARD = join(import.meta.dirname, '../public/sample/simulated-btc.json');

test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, args: flat(launchOptions.args ?? []) }),
});

function open(page: Page): Promise<void> {
  return page.locator('input[type="file"]').first().setInputFiles(BOARD);
}

/** Parameters of all expiries to the last digit. */
async function parameters(page: Page): Promise<string> {
  const { slices } = await exportedFit(page);
  return JSON.stringify(slices.map(({ expiry, parameters }) => [expiry, parameters]));
}

test('a worker that is killed while it reads or fits costs nothing but the time', async ({ page }) => {
  const uncaught: string[] = [];
  page.on('pageerror', ({ message }) => uncaught.push(message));
  await holdWorkers(page);
  await page.goto('/');
  await open(page);
  await settled(page);
  await slide(page, 'Spread weight', 0.6);
  const unkilled = await parameters(page);

  for (const after of [0, 3]) {
    await slide(page, 'Spread weight', 1.4);
    await settled(page);
    await slide(page, 'Spread weight', 0.6, after);
    await page.waitForFunction(() => window.faulty.settled !== null);
    await settled(page);
    expect(await parameters(page)).toBe(unkilled);
  }
  await page.evaluate(() => {
    const input = document.querySelector('input[type="file"]');
    input?.addEventListener('change', () => window.faulty.kill(8), { capture: true, once: true });
  });
  await open(page);
  await page.waitForFunction(() => window.faulty.settled !== null);
  await settled(page);
  expect(await parameters(page)).toBe(unkilled);
  expect(uncaught).toEqual([]);
});

test('a calculation that cannot be loaded is told with what to do, and is there after a reload', async ({
  page,
}) => {
  const script = /assets\/entry-[^/]*\.js$/;
  await page.route(script, (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto('/');
  await open(page);
  await expect(page.getByRole('alert')).toContainText(
    'The calculation could not be started (no reason was given). Reload the page.',
  );
  await expect(fitStatus(page)).not.toHaveAttribute('data-phase', 'running');
  await page.unroute(script);
  await page.reload();
  await open(page);
  await settled(page);
});
