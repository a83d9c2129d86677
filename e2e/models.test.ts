/** The Models table: every model on one board, when it is asked for. */
import { expect } from '@playwright/test';
import { gravest } from './axe.ts';
import { flatTest as test } from './quiet.ts';
import { openSample } from './screen.ts';

test.use({ viewport: { width: 1280, height: 720 } });

test('models are compared when asked, one is taken by a click, and a slider makes them old', async ({
  page,
}) => {
  await openSample(page);
  await page.getByRole('tab', { name: 'Models' }).click();
  await page.getByRole('button', { name: 'Maximise' }).click();
  const table = page.getByRole('table', { name: 'Models' });
  const row = (name: string) => table.getByRole('row', { name: new RegExp(`^${name} `) }).first();
  await expect(row('eSSVI')).toBeVisible();
  await expect(table).not.toContainText(/\d\.\d/);

  await page.getByRole('button', { name: 'Compare models' }).click();
  await expect(row('SVI')).toContainText(/\d\.\d\d/);
  await expect(page.getByRole('button', { name: 'Compare again' })).toBeVisible({ timeout: 60_000 });
  for (const name of ['eSSVI', 'SABR', 'Heston', 'Bates']) {
    await expect(row(name)).toContainText(/\d\.\d\d.* %/);
  }
  expect(await gravest(page, '.board-tables')).toEqual([]);

  await page.getByRole('button', { name: 'Fit with eSSVI' }).click();
  await expect(page.getByRole('combobox', { name: 'Model', exact: true })).toHaveValue('essvi');
  await expect(row('eSSVI')).toContainText('chosen');
  await expect(table).not.toContainText('older settings');
  await page.getByRole('slider', { name: 'Spread' }).press('ArrowRight');
  await expect(row('SABR')).toContainText('older settings');
  await expect(page.getByRole('button', { name: 'Compare again' })).toBeVisible();
});

test('a comparison that is called off keeps what is done', async ({ page }) => {
  await openSample(page);
  await page.getByRole('tab', { name: 'Models' }).click();
  await page.getByRole('button', { name: 'Compare models' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Compare again' })).toBeVisible();
  await expect(page.getByText(/of \d+, cancelled/)).toBeVisible();
});
