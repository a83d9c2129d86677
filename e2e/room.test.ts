/** What is read on the smallest screen the page is made for: nothing of it is cut. */
import { expect, type Locator } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { openSample, settled } from './screen.ts';

test.use({ viewport: { width: 1280, height: 720 } });

/** Pixels of what is in it that do not show. */
function hidden(of: Locator): Promise<number> {
  return of.evaluate((element) => element.scrollWidth - element.clientWidth);
}

test('the count of quotes excluded by hand', async ({ page }) => {
  await openSample(page);
  await page.getByRole('checkbox', { name: /^Use / }).first().uncheck();
  await settled(page);
  const count = page.getByRole('region', { name: 'Weights' }).getByText('1 excluded');
  await expect(count).toBeVisible();
  expect(await hidden(count)).toBe(0);
});

test('every tab of the tables, on a board of twin expiries and thousands of arbitrages', async ({ page }) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/yahoo/SPX_all_20260130.csv'));
  await settled(page);
  const tabs = page.getByRole('tablist', { name: 'Tables' });
  await expect(tabs.getByRole('tab', { name: /^Arbitrage/ })).toContainText(/\d/);
  await expect(page.getByRole('combobox', { name: 'Show' })).toContainText('SPXW');
  expect(await hidden(tabs)).toBe(0);
  const last = (await page.getByRole('button', { name: 'Maximise' }).boundingBox())!;
  expect(last.x + last.width).toBeLessThanOrEqual(1280);
});
