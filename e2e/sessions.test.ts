import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { button, byHand, exported, exportedFit, openSample, settled, type } from './screen.ts';

const cap = (page: Page) => page.getByRole('spinbutton', { name: 'Cap, percent', exact: true });
const mark = (page: Page) => page.getByText(/^Saved \d\d:\d\d:\d\dZ$/);
const menu = (page: Page) => page.getByRole('dialog', { name: 'Sessions' });

/** An edit, and the mark that says it would survive. */
async function edit(page: Page, percent: string): Promise<void> {
  await type(cap(page), percent);
  await settled(page);
  await expect(mark(page)).toBeVisible();
}

async function openMenu(page: Page): Promise<void> {
  await button(page, 'Sessions').click();
  await expect(menu(page).getByRole('button', { name: 'Reset layout' })).toBeVisible();
}

test('Escape leaves the field of a new name and keeps the name, and only then closes the list', async ({
  page,
}) => {
  await openSample(page);
  // The list is read as it is opened.
  await expect(page.getByRole('banner')).toContainText('Saved ');
  await openMenu(page);
  const rename = menu(page).getByRole('button', { name: /^Rename / });
  const before = await rename.getAttribute('aria-label');
  await rename.click();
  await page.keyboard.type('Another');
  await page.keyboard.press('Escape');
  await expect(menu(page).getByRole('textbox')).toHaveCount(0);
  await expect(rename).toHaveAttribute('aria-label', before ?? '');
  await expect(rename).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu(page)).toHaveCount(0);
});

test('a board is back after a reload with its fit, its undo and its place, and a session can be named, left, opened, deleted and taken back', async ({
  page,
}) => {
  await openSample(page);
  await page.getByRole('checkbox', { name: /^Use / }).nth(4).uncheck();
  await page.getByRole('tab', { name: 'Parameters' }).click();
  await edit(page, '37');
  const before = await exportedFit(page);

  await page.reload();
  await settled(page);
  await expect(cap(page)).toHaveValue('37');
  await expect(page.getByRole('tab', { name: 'Parameters' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('the saved one to the last bit');
  const after = await exportedFit(page);
  expect(after).toEqual(before);
  expect(Object.keys(byHand(after))).toHaveLength(1);
  await button(page, 'Undo').click();
  await expect(cap(page)).toHaveValue('25');

  await openMenu(page);
  await expect(menu(page)).toContainText(before.source.files[0]!.name);
  await menu(page)
    .getByRole('button', { name: /^Rename / })
    .click();
  const name = menu(page).getByRole('textbox');
  await name.fill('Expiry day');
  await name.press('Enter');
  await expect(menu(page).getByRole('button', { name: 'Open Expiry day' })).toBeDisabled();
  await menu(page).getByRole('button', { name: 'New' }).click();
  await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible();

  await openMenu(page);
  await menu(page).getByRole('button', { name: 'Delete Expiry day' }).click();
  await menu(page).getByRole('button', { name: 'Undo: delete Expiry day' }).press('Enter');
  await menu(page).getByRole('button', { name: 'Open Expiry day' }).press('Enter');
  await settled(page);
  await expect(cap(page)).toHaveValue('25');
});

test('a second tab opens a copy, and what either does is kept beside the other', async ({
  page,
  context,
}) => {
  await openSample(page);
  await edit(page, '40');
  const second = await context.newPage();
  await second.goto('/');
  await expect(second.getByRole('alert')).toContainText('is open in another tab');
  await second.getByRole('button', { name: 'Open a copy' }).click();
  await settled(second);
  await expect(cap(second)).toHaveValue('40');
  await edit(second, '50');
  await edit(page, '60');
  await openMenu(second);
  await expect(menu(second).getByRole('listitem')).toHaveCount(2);
  const elsewhere = menu(second).getByText('open in another tab: opens a copy');
  await expect(elsewhere).toBeVisible();
  const cut = await elsewhere.evaluate(
    (words) => words.getBoundingClientRect().right - words.parentElement!.getBoundingClientRect().right,
  );
  expect(cut).toBeLessThanOrEqual(0.5);
  await second.keyboard.press('Escape');
  await second.reload();
  await settled(second);
  await expect(cap(second)).toHaveValue('50');
  await second.close();
  await page.reload();
  await settled(page);
  await expect(cap(page)).toHaveValue('60');
});

test('a session file opens elsewhere to the same bytes, and a damaged one is refused in a line', async ({
  page,
  browser,
}) => {
  await openSample(page);
  await edit(page, '55');
  const { name, text } = await exported(page, 'Session');
  expect(name).toBe('simulated-btc.volbench.json');

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const other = await context.newPage();
  await other.goto(page.url());
  await dropFiles(other, { name, bytes: text });
  await settled(other);
  await expect(cap(other)).toHaveValue('55');
  await expect(mark(other)).toBeVisible();
  expect((await exported(other, 'Session')).text).toBe(text);
  await dropFiles(other, { name, bytes: text.replace('"cap":0.55', '"cap":0.65') });
  await expect(other.getByRole('alert')).toContainText('its checksum does not hold');
  await expect(cap(other)).toHaveValue('55');
  await context.close();
});

test('where the store refuses, that is said, the session can be taken away, and it is saved once there is room', async ({
  page,
}) => {
  await openSample(page);
  await expect(mark(page)).toBeVisible();
  const saving = page.workers().find((worker) => worker.url().includes('saving-entry'));
  if (saving === undefined) throw new Error('No worker saves.');
  await saving.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    const full = { is: false };
    Object.defineProperty(globalThis, 'full', { value: full });
    IDBObjectStore.prototype.put = function (...given: Parameters<typeof put>) {
      if (full.is) throw new DOMException('no room', 'QuotaExceededError');
      return put.apply(this, given);
    };
  });
  const fill = (is: boolean) =>
    saving.evaluate((to) => {
      (globalThis as unknown as { full: { is: boolean } }).full.is = to;
    }, is);
  await fill(true);
  await type(cap(page), '45');
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('Not saved: the browser has no room left for it.');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    notice.getByRole('button', { name: 'Export session file…' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.volbench\.json$/);
  await fill(false);
  await edit(page, '46');
  await expect(notice).toHaveCount(0);

  // What it refuses of a session that is closed can be taken away still.
  await fill(true);
  await type(cap(page), '47');
  await openMenu(page);
  await button(page, 'New').click();
  await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible();
  await expect(notice).toContainText('was not saved: the browser has no room left for it.');
  const [lost] = await Promise.all([
    page.waitForEvent('download'),
    notice.getByRole('button', { name: 'Export session file…' }).click(),
  ]);
  expect(readFileSync(await lost.path(), 'utf8')).toContain('0.47');
});
