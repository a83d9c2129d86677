/** How sure a fit is: the band behind the smile, quotes held out, samples drawn anew. */
import { expect } from '@playwright/test';
import { flatTest as test } from './quiet.ts';
import { openSample } from './screen.ts';

test.use({ viewport: { width: 1440, height: 900 } });

test('the band stands behind the smile until it is switched off', async ({ page }) => {
  await openSample(page);
  const band = page.locator('.smile-confidence');
  await expect(band).toHaveAttribute('d', /^M.*Z$/);
  const tool = page.getByRole('button', { name: '95 % band' });
  await expect(tool).toHaveAttribute('aria-pressed', 'true');
  await tool.click();
  await expect(band).toHaveCount(0);
});

test('quotes are held out and samples drawn on request, told in Parameters and Messages, and called off', async ({
  page,
}) => {
  await openSample(page);
  await page.getByRole('tab', { name: 'Parameters' }).click();
  await page.getByRole('button', { name: 'Hold out' }).click();
  await expect(page.getByRole('columnheader', { name: 'Held out' })).toBeVisible();
  await page.getByRole('button', { name: 'Bootstrap' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('cancelled', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Bootstrap' }).click();
  const interval = page.getByRole('columnheader', { name: 'ATM 95 %' });
  await expect(interval).toBeVisible({ timeout: 60_000 });
  await page.getByRole('tab', { name: /^Messages/ }).click();
  await expect(page.getByText('Bootstrap of 300 samples')).toBeVisible();
});
