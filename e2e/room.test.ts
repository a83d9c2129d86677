/** What is read on the smallest screen the page is made for: nothing of it is cut. */
import { expect, type Locator } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { openSample, settled, type } from './screen.ts';

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

test('the grips as numbers, and the end that one of them has come to', async ({ page }) => {
  await openSample(page);
  await page.getByRole('button', { name: 'Hand on the smile', exact: true }).click();
  await type(page.getByRole('spinbutton', { name: 'Level, value' }), '80');
  await settled(page);
  await type(page.getByRole('spinbutton', { name: 'Put wing, value' }), '0');
  await settled(page);
  const bar = page.locator('.hand-bar');
  await expect(bar.getByText(/^at min$/)).toBeVisible();
  const fields = bar.locator('.hand-field');
  for (const each of await fields.all()) expect(await hidden(each)).toBe(0);
  const room = (await bar.boundingBox())!;
  const last = (await fields.last().boundingBox())!;
  expect(last.x + last.width).toBeLessThanOrEqual(room.x + room.width);
});
