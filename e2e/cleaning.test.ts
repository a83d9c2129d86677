/** A trader cleans a board: what is left out is listed, let in again, flagged, and found in the export. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import {
  button,
  csvRows,
  exported,
  exportedFit,
  focusedExpiry,
  openSample,
  settled,
  sliceOf,
  smile,
  type,
} from './screen.ts';

const SAMPLE = join(import.meta.dirname, '../public/sample/simulated-btc.json');

function table(page: Page, name: string): Locator {
  return page.getByRole('table', { name, exact: true });
}

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole('tablist', { name: 'Tables' }).getByRole('tab', { name }).click();
}

/** The shipped board as text, changed. */
function changed(change: (board: Sample) => void): { name: string; bytes: string } {
  const board = JSON.parse(readFileSync(SAMPLE, 'utf8')) as Sample;
  change(board);
  return { name: 'changed-btc.json', bytes: JSON.stringify(board) };
}

interface Sample {
  as_of: string;
  options: { instrument_name: string; bid_price: number | null; ask_price: number | null }[];
}

test('a filter lists what it leaves out, and one of them is let in, exported and shut out again', async ({
  page,
}) => {
  await openSample(page);
  const first = await exportedFit(page);
  await page.getByRole('button', { name: /left out by In the money: list them$/ }).click();
  const quotes = table(page, 'Quotes');
  await expect(page.getByRole('combobox', { name: 'Left out' })).toHaveValue('inTheMoney');
  const box = quotes.getByRole('checkbox').first();
  await expect(box).not.toBeChecked();
  await expect(box).toHaveAttribute('title', /Left out by a filter: ITM\. Tick to let it in/);
  await box.check();
  await settled(page);
  const withIt = await exportedFit(page);
  expect(withIt.settings.filters.admitted).toHaveLength(1);
  const [symbol = ''] = withIt.settings.filters.admitted;
  const used = (fit: typeof first) => fit.slices.reduce((sum, { quotes: q }) => sum + q.used, 0);
  expect(used(withIt)).toBe(used(first) + 1);
  const csv = csvRows((await exported(page, 'Quotes (CSV)')).text);
  expect(csv.find((line) => line.symbol === symbol)?.status).toBe('used');
  await expect(page.getByText('1 let in', { exact: true })).toBeVisible();

  await page.keyboard.press('Control+z');
  expect(await exportedFit(page)).toEqual(first);
  await page.keyboard.press('Control+Shift+z');
  await settled(page);
  await button(page, 'Reset weights by hand').click();
  expect(await exportedFit(page)).toEqual(first);
});

test('a small cross on the smile is let in by a click and taken out by another', async ({ page }) => {
  await openSample(page);
  const expiry = await focusedExpiry(page);
  await button(page, 'Show in the money, dimmed').click();
  const first = await exportedFit(page);
  const crosses = smile(page).locator('.mark.filtered');
  await expect(crosses).not.toHaveCount(0);
  const before = sliceOf(first, expiry).quotes.used;
  let place: readonly [number, number] | null = null;
  // Most crosses lie under the marks of their twins out of the money: one that stands free is clicked.
  for (const cross of await crosses.all()) {
    const at = await cross.boundingBox();
    if (at === null) continue;
    place = [at.x + at.width / 2, at.y + at.height / 2];
    await page.mouse.move(...place);
    const said = await smile(page).locator('.smile-read-out').textContent();
    if (said?.includes('left out')) break;
    place = null;
  }
  if (place === null) throw new Error('No cross stands free.');
  await page.mouse.click(...place);
  await settled(page);
  const withIt = await exportedFit(page);
  expect(sliceOf(withIt, expiry).quotes.used).toBe(before + 1);
  expect(withIt.settings.filters.admitted).toHaveLength(1);
  await page.mouse.click(...place);
  expect(await exportedFit(page)).toEqual(first);
});

test('arbitrage among the quotes stands in its table and leads to the quote', async ({ page }) => {
  await openSample(page);
  await tab(page, 'Arbitrage');
  await expect(page.getByText(/^None: no bid can be sold against asks/)).toBeVisible();
  const file = changed(({ options }) => {
    const calls = options
      .filter(
        ({ instrument_name: name, bid_price: bid }) => name.endsWith('-C') && bid !== null && bid > 0.01,
      )
      .sort((a, b) => strikeOf(a.instrument_name) - strikeOf(b.instrument_name));
    const day = calls[0]?.instrument_name.split('-')[1];
    const [, lower, upper] = calls.filter(({ instrument_name: name }) => name.includes(`-${day}-`));
    if (lower === undefined || upper === undefined || lower.ask_price === null) throw new Error('No calls.');
    upper.bid_price = Number((lower.ask_price + 0.01).toFixed(4));
    upper.ask_price = Number((lower.ask_price + 0.02).toFixed(4));
  });
  await dropFiles(page, file);
  await settled(page);
  const rows = table(page, 'Arbitrage').getByRole('row');
  await expect(rows.nth(1)).toContainText(/vertical|butterfly|box|pair/);
  await rows.nth(1).click();
  await expect(rows.nth(1)).toHaveAttribute('aria-selected', 'true');
  await tab(page, 'Messages');
  await expect(page.getByText(/^▲?Arbitrage among the quotes, .* gain /).first()).toBeVisible();
  await page.getByRole('button', { name: 'Show arbitrage' }).first().click();
  await expect(rows.nth(1)).toBeVisible();
});

function strikeOf(name: string): number {
  return Number(name.split('-')[2]);
}

test('ages are unknown without stamps, and the filter says so', async ({ page }) => {
  await openSample(page);
  const field = page.getByRole('spinbutton', { name: 'Older than, s' });
  await expect(field).toBeDisabled();
  await expect(page.locator('.limit-row', { has: field })).toHaveAttribute('title', /age unknown/);
});

test('an expiry in its last half hour is left out until its average is priced', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await openSample(page);
  const { slices } = await exportedFit(page);
  const nearest = slices[0]?.expiry ?? '';
  const file = changed((board) => {
    board.as_of = new Date(Date.parse(nearest) - 20 * 60_000).toISOString();
  });
  await dropFiles(page, file);
  await settled(page);
  await type(page.getByRole('spinbutton', { name: 'Expiry within, h' }), '0');
  const out = await exportedFit(page);
  expect(out.slices.map(({ expiry }) => expiry)).not.toContain(nearest);
  const dropped = out.source.quotes.dropped.find(({ reason }) => reason === 'settlement-window');
  expect(dropped?.count).toBeGreaterThan(0);

  // The expiry in focus lies at the other end of the table.
  await page.getByRole('listbox', { name: 'Expiries' }).getByRole('option').last().click();
  await tab(page, 'Messages');
  const said = page.getByRole('listitem').filter({ hasText: 'is being averaged' });
  await said.getByRole('button', { name: 'Show forwards' }).click();
  const rows = table(page, 'Forwards').getByRole('row');
  const marked = rows.and(page.getByRole('row', { selected: true }));
  await expect(marked).toHaveAttribute('aria-rowindex', '2');
  await expect(marked).toBeInViewport({ ratio: 0.8 });
  await expect(marked.getByRole('spinbutton', { name: /^Average so far of / })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('p');
  await expect(marked).not.toHaveAttribute('aria-rowindex', '2');
  await page.getByRole('checkbox', { name: 'Settlement average' }).check();
  await type(page.getByRole('spinbutton', { name: /^Average so far of / }), String(slices[0]?.forward));
  const priced = await exportedFit(page);
  const slice = priced.slices.find(({ expiry }) => expiry === nearest);
  expect(slice?.t).toBeCloseTo(20 / 3 / (365 * 24 * 60), 12);
  expect(slice?.status).not.toBe('ok');
  expect(priced.settings.market.settlementAverage).toBe(true);
});

test('a message says how low an expiry reads hours before its settlement average, and leads to its row', async ({
  page,
}) => {
  await openSample(page);
  const { slices } = await exportedFit(page);
  const nearest = slices[0]?.expiry ?? '';
  const said = page.getByRole('listitem').filter({ hasText: 'paid on the average of the index' });
  await tab(page, 'Messages');
  await expect(said).toHaveCount(0);

  const before = (minutes: number) =>
    changed((board) => {
      board.as_of = new Date(Date.parse(nearest) - minutes * 60_000).toISOString();
    });
  await dropFiles(page, before(40));
  await settled(page);
  await expect(page.getByRole('listitem').filter({ hasText: 'too close to expiry' })).toBeVisible();
  await expect(said).toHaveCount(0);
  await type(page.getByRole('spinbutton', { name: 'Expiry within, h' }), '0.5');
  await settled(page);
  await expect(said).toContainText('low by 29 %, 40 as 28.3');

  await dropFiles(page, before(120));
  await settled(page);
  await page.getByRole('listbox', { name: 'Expiries' }).getByRole('option').last().click();
  await tab(page, 'Messages');
  await expect(said).toContainText(
    'last 30 minutes, which is not priced. Its volatilities read low by 8.7 %',
  );
  await said.getByRole('button', { name: 'Show forwards' }).click();
  const row = table(page, 'Forwards').getByRole('row', { selected: true });
  // The last columns lie beyond the edge of a narrow window.
  await expect(row).toBeInViewport({ ratio: 0.8 });
  expect(await row.getAttribute('aria-rowindex')).toBe('2');

  await page.getByRole('checkbox', { name: 'Settlement average' }).check();
  await settled(page);
  await tab(page, 'Messages');
  await expect(said).toHaveCount(0);
});

test('what was done by hand is told whole in the narrowest panel', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await openSample(page);
  const quotes = table(page, 'Quotes');
  await quotes.getByRole('checkbox').nth(1).uncheck();
  await type(quotes.getByRole('spinbutton', { name: /^Weight of/ }).nth(3), '4');
  await settled(page);
  const words = page.getByText('1 excluded, 1 × 4', { exact: true });
  await expect(words).toBeVisible();
  expect(await words.evaluate((span) => span.scrollWidth - span.clientWidth)).toBe(0);
  await button(page, 'Weights over strikes…').click();
  await expect(page.getByRole('dialog', { name: /weights over strikes/i })).toBeVisible();
});

test('quotes without a spread are told by their error, and nothing is inside or through', async ({
  page,
}) => {
  await page.goto('/');
  const vols = [34, 30, 28, 25, 23.5, 22, 22.5, 21.9, 23].map(
    (vol, i) => `100,0.25,${80 + 5 * i},${vol / 100}`,
  );
  const bytes = ['spot,maturity_years,strike,implied_vol', ...vols].join('\n');
  await dropFiles(page, { name: 'mids_20100301.csv', bytes });
  await settled(page);
  const line = page.getByRole('status', { name: 'Fit status' });
  await expect(line).toContainText('RMSE');
  await expect(line).not.toContainText('inside');
  await expect(smile(page)).toContainText('no bid-ask to measure in half-spreads');
  await expect(smile(page)).not.toContainText('through');
  const cell = page.getByRole('listbox', { name: 'Expiries' }).getByRole('option').first();
  await expect(cell).toHaveAttribute('aria-description', /RMSE \d\.\d\d$/);
  await expect(cell).not.toContainText('▲');
  await button(page, 'Through the fit only').click();
  await expect(page.getByText('No quote has a bid-ask to be through.')).toBeVisible();
  await tab(page, 'Parameters');
  await expect(table(page, 'Parameters').getByRole('cell', { name: '–' }).first()).toBeVisible();
  await page.getByRole('tab', { name: 'Residuals' }).click();
  await expect(page.getByRole('group', { name: 'Residuals', exact: true })).toContainText(
    'No bid-ask; farthest',
  );
  await expect(page.getByRole('table', { name: 'Quotes through the fit' })).toHaveCount(0);
});

test('a strike that is a share of the spot is read whole', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('/');
  const vols = [34, 30, 28, 25, 23, 22, 22].map((vol, i) => `2772.7,0.25,${0.8613 + 0.05 * i},${vol / 100}`);
  const bytes = ['spot,maturity_years,strike_over_spot,implied_vol', ...vols].join('\n');
  await dropFiles(page, { name: 'shares_20100301.csv', bytes });
  await settled(page);
  const cell = table(page, 'Quotes').getByRole('cell', { name: '2 388.1265', exact: true });
  await expect(cell).toBeVisible();
  expect(await cell.evaluate((td) => td.scrollWidth - td.clientWidth)).toBe(0);
});

test('what is left out is one number in the Filters and in the status line, with quotes that had expired', async ({
  page,
}) => {
  test.skip(!hasShared, 'no real file beside the checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/cboe-csv/spy_20250516_quotedata.csv'));
  await settled(page);
  const filters = page.getByRole('region', { name: 'Filters' });
  await expect(filters.getByText('Expired or no forward')).toBeVisible();
  const said = /(\d+(?:\u2009\d{3})*) left out/;
  const [, left] = said.exec((await page.locator('.status-counts').textContent()) ?? '') ?? [];
  expect(left).toBeDefined();
  await expect(filters).toContainText(`${left} left out`);
});
