import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropAt, dropFiles } from './drop.ts';
import { tabTo } from './keys.ts';
import { flatTest as test } from './quiet.ts';
import { button, focusedExpiry, settled, slider, smile, type } from './screen.ts';

const DERIBIT = 'data/deribit-book-summary/btc-2026-08-01.json';
const BYBIT = 'data/transcoded/bybit_v5_tickers_option_BTC.json';
const SPX = ['3', '5'].map((part) => `data/cboe-csv/hgnicej_spx_quotedata-${part}.csv`);
const SPX_LATER = 'data/yahoo/SPX_all_20260130.csv';

interface Tickers {
  result: { list: { symbol: string; bid1Price: string; ask1Price: string; bid1Size: string }[] };
}

/** Bybit's quotes with one call three tenths dearer, of which two can be sold. */
function dearer(symbol: string): string {
  const file = JSON.parse(readFileSync(sharedPath(BYBIT), 'utf8')) as Tickers;
  const row = file.result.list.find((each) => each.symbol === symbol);
  if (row === undefined) throw new Error(`${symbol} is not in the file`);
  row.bid1Price = String(Math.round(Number(row.bid1Price) * 1.3));
  row.ask1Price = String(Math.round(Number(row.ask1Price) * 1.3));
  row.bid1Size = '2';
  return JSON.stringify(file);
}

function list(page: Page) {
  return page.getByRole('table', { name: 'Compare', exact: true });
}

/** Figures of a row of a table by the text of its first cell. */
async function cells(page: Page, table: string | RegExp, row: string): Promise<string[]> {
  const found = page
    .getByRole('table', { name: table })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: row, exact: true }) });
  return found.getByRole('cell').allTextContents();
}

/** Numbers whose groups of three stand on two lines. */
function brokenNumbers(within: Locator): Promise<string[]> {
  return within.evaluate((element) => {
    const broken: string[] = [];
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      for (const { 0: number, index } of (node.nodeValue ?? '').matchAll(/\d+(?:\u2009\d{3})+/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + number.length);
        if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(number);
      }
    }
    return broken;
  });
}

function number(text: string | undefined): number {
  return Number((text ?? '').replace('\u2212', '-').replace('+', ''));
}

test('a fit is kept, a setting changes: what changed stands in figures and in words', async ({
  page,
  context,
}) => {
  test.skip(!hasShared, 'no real file beside the checkout');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await dropFiles(page, sharedPath(DERIBIT));
  await settled(page);
  const expiry = await focusedExpiry(page);
  await page.getByRole('tab', { name: 'A|B' }).click();
  await button(page, 'Keep this fit (k)').click();
  const view = page.getByRole('group', { name: 'Compare' });
  await expect(view.getByText('Settings are the same.')).toBeVisible();
  const [kept, same, none] = await cells(page, `Changes on ${expiry}`, 'ATM');
  expect(same).toBe(kept);
  expect(none).toBe('0.00');

  await slider(page, 'Spread weight').focus();
  await page.keyboard.press('Home');
  await settled(page);
  await expect(view.getByText('Spread weight 1 → 0')).toBeVisible();
  // The title of the Smile has the figure of the fit on the screen, and A is what it was.
  const shown = /ATM (\d+\.\d\d)/.exec((await smile(page).locator('header').textContent()) ?? '')?.[1];
  const changed = async () => (await cells(page, `Changes on ${expiry}`, 'ATM'))[1];
  await expect.poll(changed).toBe(shown);
  const [a, b, by] = await cells(page, `Changes on ${expiry}`, 'ATM');
  expect(a).toBe(kept);
  expect(Math.abs(number(b) - number(a) - number(by))).toBeLessThan(0.011);
  const [, , rmse] = await cells(page, `Changes on ${expiry}`, 'RMSE');
  expect(number(rmse)).toBeGreaterThan(0);

  // All expiries in the table, taken away as it stands.
  await page.getByRole('tab', { name: 'Compare' }).click();
  await expect(list(page).getByRole('columnheader', { name: 'ATM A' })).toBeVisible();
  await page.getByRole('tabpanel', { name: 'Compare' }).waitFor();
  // What is marked stands in bold, and whole: a verdict that turned among it.
  await page.keyboard.press('t');
  const marked = list(page).locator('td.compare-marked');
  await expect(marked.filter({ hasText: 'turned' }).first()).toBeVisible();
  const cut = await marked.evaluateAll((all) =>
    all.flatMap((cell) => {
      const { paddingLeft, paddingRight } = getComputedStyle(cell);
      const room =
        cell.getBoundingClientRect().width - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
      const text = document.createRange();
      text.selectNodeContents(cell);
      return text.getBoundingClientRect().width > room ? [cell.textContent] : [];
    }),
  );
  expect(cut).toEqual([]);
  await page.keyboard.press('t');
  await button(page, 'Copy').last().click();
  await expect(page.getByText('13 rows copied')).toBeVisible();
  const [head = '', ...rows] = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  const at = (name: string) => head.split('\t').indexOf(name);
  const row = rows.map((line) => line.split('\t')).find(([name]) => name === expiry) ?? [];
  expect(row[at('ATM A')]).toBe(kept);
  expect(row[at('ATM B')]).toBe(b);
  expect(at('rho change')).toBe(-1);
  expect(head).toContain('Min vol % in s.e.');
  expect(head + rows.join('')).not.toContain('\u2212');
});

test('another venue is dropped on the right edge: its dear quote leads the list and is shown everywhere', async ({
  page,
  context,
}) => {
  test.skip(!hasShared, 'no real file beside the checkout');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await dropFiles(page, sharedPath(DERIBIT));
  await settled(page);
  const figures = page.getByRole('status', { name: 'Fit status' }).locator('.status-shown');
  const before = await figures.textContent();
  await dropAt(page, 0.9, { name: 'bybit.json', bytes: dearer('BTC-25SEP26-70000-C-USDT') });

  // The board stays what it was; the list says who stands where against its fit.
  const first = list(page).getByRole('row').nth(1);
  await expect(first).toContainText('25 Sep 2026');
  await expect(page.getByRole('banner').getByText('btc-2026-08-01.json')).toBeVisible();
  expect(await figures.textContent()).toBe(before);
  const read = (await first.getByRole('cell').allTextContents()).join(' ');
  expect(read.replaceAll('\u2009', ' ')).toMatch(/70 000 C ▲ rich/);
  expect(read).toMatch(/ 2$/);
  await page.getByRole('tab', { name: 'A|B' }).click();
  const view = page.getByRole('group', { name: 'Compare' });
  await expect(
    view
      .getByText(
        /^Bybit against Deribit: \d+ of 352 quotes through the model.*70.000 call, rich \d+\.\d half-spreads\.$/,
      )
      .first(),
  ).toBeVisible();
  await expect(view.getByText('Deribit 17:58:04Z, Bybit 17:58:04Z: the same time')).toBeVisible();
  // At whichever width its line ends, no strike is broken over two.
  for (let width = 1280; width < 1600; width += 16) {
    await page.setViewportSize({ width, height: 900 });
    expect(await brokenNumbers(view), `at ${width} px`).toEqual([]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  // A click shows the quote in the smile of its expiry, by the name of the board.
  await first.click();
  await expect.poll(() => focusedExpiry(page)).toBe('25 Sep 2026');
  await expect(smile(page).locator('.smile-read-out')).toContainText('70\u2009000 C');
  await expect(smile(page).getByText('Bybit', { exact: true })).toBeVisible();

  // Its bid is above the ask of Deribit, until fees eat the gain.
  const gain = () => first.getByRole('cell').nth(-2).textContent();
  const unpaid = number((await gain()) ?? '');
  expect(unpaid).toBeGreaterThan(0);
  await type(page.getByRole('spinbutton', { name: 'Fee of a leg, bp' }), '3');
  await expect.poll(async () => number((await gain()) ?? '')).toBeCloseTo(unpaid - 6, 1);

  // Filters: only what is through, only sizes of two or more; the rest goes, and so does the copy.
  const length = async () => Number(await list(page).getAttribute('aria-rowcount')) - 1;
  expect(await length()).toBe(352);
  await button(page, 'Through only').click();
  await expect.poll(length).toBeLessThan(100);
  await type(page.getByRole('spinbutton', { name: 'Least size' }), '2');
  await expect.poll(length).toBe(1);
  await button(page, 'Copy').last().click();
  const [head = '', row = ''] = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  const cell = (name: string) => row.split('\t')[head.split('\t').indexOf(name)];
  expect([cell('Expiry'), cell('Strike'), cell('C/P'), cell('Side'), cell('Sell at')]).toEqual([
    '25 Sep 2026',
    '70000',
    'C',
    'rich',
    'Bybit',
  ]);

  // It is kept with the session, and is back with it.
  await expect(page.getByText(/^Saved \d\d:\d\d:\d\dZ$/)).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(first).toContainText('25 Sep 2026');
  await expect.poll(length).toBe(1);
});

test('boards months apart, by keyboard alone: what they share is compared, and that they are apart is said', async ({
  page,
}) => {
  test.skip(!hasShared, 'no real file beside the checkout');
  // With the first listener dialogues are asked for; one that is there before the key leaves no time in which they are not.
  page.on('filechooser', () => undefined);
  await page.goto('/');
  await expect(button(page, 'Try the sample')).toBeVisible();
  const [opened] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
  await opened.setFiles(SPX.map((path) => sharedPath(path)));
  await settled(page);
  await page.keyboard.press('9');
  await expect(page.getByRole('tab', { name: 'A|B' })).toHaveAttribute('aria-selected', 'true');
  await tabTo(page, 'input Kept fit');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, 'button Open a second file to compare…');
  const [second] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
  await second.setFiles(sharedPath(SPX_LATER));

  const view = page.getByRole('group', { name: 'Compare' });
  await expect(
    view.getByText(/^▲ 1 Oct 2025 20:00:00Z, 30 Jan 2026 21:00:00Z: 121\.0 d later$/),
  ).toBeVisible();
  await expect(view.getByText(/^Not of one moment/).first()).toBeVisible();
  const both = page.getByRole('table', { name: 'Expiries of both' });
  await expect(both.getByRole('row')).toHaveCount(5);
  await tabTo(page, 'button 30 Sep 2026');
  await page.keyboard.press('Enter');
  await expect.poll(() => focusedExpiry(page)).toBe('30 Sep 2026');
  await expect(smile(page).getByText('30 Jan \u201926', { exact: true })).toBeVisible();
  // Nothing is offered as a trade between quotes of different days.
  await tabTo(page, /^tab Quotes/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(list(page).getByRole('row').nth(1)).toBeVisible();
  const rows = await list(page).getByRole('row').allTextContents();
  const crossing = (await list(page).getByRole('columnheader').allTextContents()).indexOf('Cross vp');
  expect(crossing).toBeGreaterThan(0);
  expect(rows.length).toBeGreaterThan(3);
  await expect(list(page).getByRole('row').nth(1).getByRole('cell').nth(crossing)).toHaveText('\u2013');
});
