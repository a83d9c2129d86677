/** What follows from a fit, in the views beside the Smile. */
import { expect, type Page } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { gravest } from './axe.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { focusedExpiry, openSample, settled } from './screen.ts';

const SHOWN = '.board-views [role=tabpanel]';

async function show(page: Page, name: string) {
  await page.getByRole('tab', { name, exact: true }).click();
  const view = page.getByRole('group', { name, exact: true });
  await expect(view).toBeVisible();
  return view;
}

test.use({ viewport: { width: 1280, height: 720 } });

test('heat, variance, residuals, parameters, term structure, density and local volatility are shown and can be read', async ({
  page,
}) => {
  // A look at every view by axe, one after the other.
  test.slow();
  await openSample(page);
  const variance = await show(page, 'Variance');
  await expect(variance.locator('.variance-line').first()).toBeVisible();
  const between = page.getByRole('table', { name: 'Forward variance' }).getByRole('row');
  const expiries = page.getByRole('listbox', { name: 'Expiries' }).getByRole('option');
  await expect(between).toHaveCount(await expiries.count());
  const second = between.nth(2).getByRole('button');
  const [, later] = (await second.innerText()).split(' – ');
  await second.click();
  await expect.poll(() => focusedExpiry(page)).toMatch(new RegExp(`^${later}`));
  expect(await gravest(page, SHOWN)).toEqual([]);

  await show(page, 'Residuals');
  const through = page.getByRole('table', { name: 'Quotes through the fit' }).getByRole('row');
  const farthest = through.nth(1);
  const [expiry = '', strike = ''] = (await farthest.innerText()).split('\t');
  await farthest.getByRole('button').click();
  await expect.poll(() => focusedExpiry(page)).toBe(expiry.trim());
  await expect(page.getByRole('group', { name: 'Smile' })).toContainText(strike.trim());
  expect(await gravest(page, SHOWN)).toEqual([]);

  const heat = await show(page, 'Heat');
  await heat.locator('svg').hover();
  await expect(heat).toContainText(/vol \d+\.\d\d/);
  await heat.locator('label', { hasText: 'Table' }).click();
  const byExpiry = page.getByRole('table', { name: 'Implied volatility by expiry' }).getByRole('row');
  await expect(byExpiry).toHaveCount(1 + (await expiries.count()));
  expect(await gravest(page, SHOWN)).toEqual([]);

  const params = await show(page, 'Params');
  const dots = params.locator('.params-mark circle');
  const titles = params.locator('svg text.faint');
  await expect(dots.first()).toBeVisible();
  expect(await dots.count()).toBe((await titles.count()) * (await expiries.count()));
  expect(await gravest(page, SHOWN)).toEqual([]);

  const term = await show(page, 'Term');
  await expect(term.locator('svg circle').first()).toBeVisible();
  const table = page.getByRole('table', { name: 'Term structure' });
  await expect(table.getByRole('row', { name: /^30 d/ })).toContainText(/\d+\.\d\d/);
  const reversal = table.getByRole('row', { name: /^30 d/ }).getByRole('cell').nth(2);
  const adjusted = await reversal.innerText();
  const convention = page.getByRole('combobox', { name: 'Delta convention' });
  await convention.selectOption(
    (await convention.inputValue()) === 'forward' ? 'premium-adjusted' : 'forward',
  );
  await expect(reversal).not.toHaveText(adjusted);
  expect(await gravest(page, SHOWN)).toEqual([]);

  await page.getByRole('radiogroup', { name: 'Time' }).getByLabel('Weighted days').check();
  const monthVol = table.getByRole('row', { name: /^30 d/ }).getByRole('cell').nth(0);
  const byCalendar = await monthVol.innerText();
  await page.getByRole('spinbutton', { name: 'Saturday or Sunday, weight' }).fill('0');
  await page.keyboard.press('Enter');
  await expect(term).toContainText('weighted days');
  await expect(monthVol).not.toHaveText(byCalendar);
  await page.getByRole('button', { name: 'Event days' }).press('Enter');
  const days = page.getByRole('dialog', { name: 'Event days' });
  await days.getByRole('textbox', { name: 'Day', exact: true }).fill('2026-02-30');
  await page.keyboard.press('Enter');
  await expect(days.getByRole('alert')).toHaveText('✕ 2026-02-30 is no day of the calendar.');
  await days.getByRole('textbox', { name: 'Day', exact: true }).fill('2026-12-16');
  await page.keyboard.press('Enter');
  await expect(days.getByRole('spinbutton', { name: 'Weight of 16 Dec 2026' })).toHaveValue('2');
  await page.keyboard.press('Escape');
  const answer = term.getByRole('group', { name: 'Ask the surface' });
  await answer.getByRole('textbox', { name: 'Time to ask for' }).fill('30 d');
  await expect(answer).toContainText(`${await monthVol.innerText()} %`);
  expect(await gravest(page, SHOWN)).toEqual([]);
  for (let step = 0; step < 3; step++) await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('radiogroup', { name: 'Time' }).getByLabel('Calendar time')).toBeChecked();
  await expect(monthVol).toHaveText(byCalendar);

  const density = await show(page, 'Density');
  await expect(density.locator('svg path.figure-line').first()).toBeVisible();
  const quantiles = page.getByRole('table', { name: 'Quantiles' });
  const prices = await quantiles
    .getByRole('row', { name: /^Smile/ })
    .getByRole('cell')
    .allInnerTexts();
  const numbers = prices.map((text) => Number(text.replace(/[^\d.]/g, '')));
  expect(numbers).toHaveLength(7);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(await gravest(page, SHOWN)).toEqual([]);

  const local = await show(page, 'Local vol');
  await expect(local.locator('canvas')).toBeVisible();
  await page.getByRole('button', { name: /^Reprice/ }).click();
  await expect(local.locator('output')).toContainText(/bp of vol|vol points/);
  expect(await gravest(page, SHOWN)).toEqual([]);
});

test('a view that is not shown is not in the page', async ({ page }) => {
  await openSample(page);
  await show(page, 'Density');
  await expect(page.getByRole('group', { name: 'Term', exact: true })).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Local vol', exact: true })).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Surface', exact: true })).toHaveCount(0);
});

test('the delta chosen for a board settled in coin is told where it is copied, and is not that of one that is not', async ({
  page,
  context,
}) => {
  test.skip(!hasShared, 'no real file beside the checkout');
  await openSample(page);
  await show(page, 'Term');
  const convention = page.getByRole('combobox', { name: 'Delta convention' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const each of ['forward', 'premium-adjusted']) {
    await convention.selectOption(each);
    await page
      .getByRole('group', { name: 'Term', exact: true })
      .getByRole('button', { name: 'Copy' })
      .click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain(`\tRR25 ${each}\t`);
  }
  await dropFiles(page, sharedPath('data/cboe-csv/hgnicej_spx_quotedata-5.csv'));
  await expect(page.getByRole('banner')).toContainText('SPX');
  await settled(page);
  await expect(convention).toHaveValue('forward');
});

test('a copied table says what its numbers are, as the screen does', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openSample(page);
  const corner = async (view: string, says: string) => {
    await show(page, view);
    await page.getByRole('group', { name: view, exact: true }).getByRole('button', { name: 'Copy' }).click();
    await expect
      .poll(async () => (await page.evaluate(() => navigator.clipboard.readText())).split('\t')[0])
      .toBe(says);
  };
  await corner('Heat', 'Expiry, implied vol %');
  await corner('Local vol', 'Expiry, local vol %');
  await corner('Residuals', 'Expiry, half-spreads, by k/(σ√T)');
  await page.getByRole('radio', { name: 'Vol points' }).check();
  await corner('Residuals', 'Expiry, vol points, by k/(σ√T)');

  // Messages are pasted in the order in which they are read.
  await page.getByRole('tab', { name: /^Messages/ }).click();
  const signs = page.getByRole('region', { name: 'Messages' }).getByRole('img');
  const shown = await signs.evaluateAll((all) => all.map((sign) => sign.getAttribute('aria-label')));
  expect(new Set(shown).size).toBeGreaterThan(1);
  await page.getByRole('button', { name: 'Copy' }).last().click();
  await expect
    .poll(async () => {
      const lines = (await page.evaluate(() => navigator.clipboard.readText())).trim().split('\n');
      return lines.slice(1).map((line) => line.split('\t')[0]);
    })
    .toEqual(shown);
});
