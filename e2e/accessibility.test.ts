import { expect } from '@playwright/test';
import { gravest } from './axe.ts';
import { flatTest as test } from './quiet.ts';

test.use({ viewport: { width: 1280, height: 720 } });

test('axe finds nothing serious', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible();
  expect(await gravest(page)).toEqual([]);

  await page.getByRole('button', { name: 'Try the sample' }).click();
  const status = page.getByRole('status', { name: 'Fit status' });
  await expect(status).toHaveAttribute('data-phase', 'done');
  expect(await gravest(page)).toEqual([]);

  for (const name of [/^Parameters/, /^Forwards/, /^Messages/]) {
    await page.getByRole('tab', { name }).click();
    expect(await gravest(page, '[role=tabpanel]')).toEqual([]);
  }
});
