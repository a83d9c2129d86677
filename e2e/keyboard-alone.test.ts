import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { parseFitFile } from '#exporters/fit-json/parse.ts';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { focused, focusIsDrawn, tabTo } from './keys.ts';
import { flatTest as test } from './quiet.ts';
import {
  button,
  byHand,
  choice,
  focusedExpiry,
  openSample,
  power,
  settled,
  slider,
  smile,
} from './screen.ts';

const BOARDS = [
  { name: 'BTC', path: 'data/deribit-book-summary/btc-2026-08-01.json' },
  { name: 'SPX', path: 'data/cboe-csv/hgnicej_spx_quotedata-5.csv' },
] as const;

/** The file that the Export menu hands over, by keys only. */
async function exportByKeys(page: Page) {
  await tabTo(page, 'button Export');
  await page.keyboard.press('Enter');
  const item = page.getByRole('menuitem', { name: 'Fit (JSON)', exact: true });
  await expect(item).toBeVisible();
  for (let n = 0; n < 10 && !/Fit \(JSON\)/.test(await focused(page)); n++) {
    await page.keyboard.press('ArrowDown');
  }
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  const parsed = parseFitFile(readFileSync(await download.path(), 'utf8'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

for (const { name, path } of BOARDS) {
  test(`a whole session by keyboard alone: ${name}`, async ({ page }) => {
    test.skip(!hasShared, 'no real file beside the checkout');
    test.setTimeout(90_000);
    // Dialogues are caught only from the first listener on, and that takes a moment.
    page.on('filechooser', () => undefined);
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
    await chooser.setFiles(sharedPath(path));
    await settled(page);

    // Expiry: by its key, and in the list by arrows.
    const first = await focusedExpiry(page);
    await page.keyboard.press('p');
    const before = await focusedExpiry(page);
    if (before === first) await page.keyboard.press('n');
    expect(await focusedExpiry(page)).not.toBe(first);
    await tabTo(page, 'listbox Expiries');
    expect(await focusIsDrawn(page)).toBe(true);
    await page.keyboard.press(before === first ? 'ArrowLeft' : 'ArrowRight');
    await expect.poll(() => focusedExpiry(page)).toBe(first);

    // Quote: the cursor, out and in again, then a weight.
    await tabTo(page, 'group Smile');
    expect(await focusIsDrawn(page)).toBe(true);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const readOut = smile(page).locator('.smile-read-out');
    await page.keyboard.press('e');
    await expect(readOut).toContainText('excluded');
    await page.keyboard.press('e');
    await expect(readOut).not.toContainText('excluded');
    await page.keyboard.press('+');
    await settled(page);

    // Table: its tab by arrows, its rows under one stop.
    await tabTo(page, /^tab Quotes/);
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('table', { name: 'Parameters' })).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('table', { name: 'Quotes' })).toBeVisible();
    await tabTo(page, /^input Use /);
    const row = await focused(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    const out = await focused(page);
    expect(out).toMatch(/^input Use /);
    expect(out).not.toBe(row);
    await page.keyboard.press('Space');
    await settled(page);

    // Slider and radio: the Tab key goes round, and every stop is drawn.
    await tabTo(page, 'input Spread weight');
    expect(await focusIsDrawn(page)).toBe(true);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect(slider(page, 'Spread weight')).toHaveValue('1.2');
    await tabTo(page, 'input Report');
    expect(await focusIsDrawn(page)).toBe(true);
    await page.keyboard.press('ArrowRight');
    await expect(choice(page, 'Butterfly', 'Penalise')).toBeChecked();
    await settled(page);

    // View: by its key, away from fields.
    await page.keyboard.press('2');
    await expect(page.getByRole('tab', { name: 'Heat' })).toHaveAttribute('aria-selected', 'true');

    const fit = await exportByKeys(page);
    expect(power(fit, 'spread')).toBe(1.2);
    expect(Object.values(byHand(fit))).toEqual([2]);
    expect(JSON.stringify(fit.settings)).toContain('"penalise"');

    // Back, a step a gesture: the radio, the slider, the weight.
    await page.keyboard.press('Control+z');
    await expect(choice(page, 'Butterfly', 'Report')).toBeChecked();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect(slider(page, 'Spread weight')).toHaveValue('1');
    // The tick taken and set again, and the weight.
    for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z');
    await settled(page);
    const undone = await exportByKeys(page);
    expect(byHand(undone)).toEqual({});
  });
}

test('what was typed or chosen is undone from where it was', async ({ page }) => {
  await openSample(page);
  const cap = page.getByRole('spinbutton', { name: 'Cap, percent', exact: true });
  const before = await cap.inputValue();
  await cap.fill('40');
  await cap.press('Enter');
  await settled(page);
  // What is typed is the field's own to take back.
  await cap.press('End');
  await cap.press('7');
  await expect(cap).toHaveValue('407');
  await cap.press('Control+z');
  await expect(cap).toHaveValue('40');
  await cap.press('Escape');
  await cap.press('Control+z');
  await expect(cap).toHaveValue(before);
  await expect(button(page, 'Undo')).toBeDisabled();
  await cap.press('Control+y');
  await expect(cap).toHaveValue('40');

  const model = page.getByRole('combobox', { name: 'Model', exact: true });
  await model.selectOption('sabr');
  await settled(page);
  await model.press('Control+z');
  await expect(model).toHaveValue('svi');
});

test('tables over the charts take the focus from what they cover and give it back', async ({ page }) => {
  await openSample(page);
  await smile(page).focus();
  await page.keyboard.press('t');
  await expect.poll(() => focused(page)).toMatch(/^tab Quotes/);
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toMatch(/^group Smile/);
});

test('a splitter moves by arrows and gives its default back', async ({ page }) => {
  test.skip(!hasShared, 'no real file beside the checkout');
  await page.goto('/');
  await page.locator('input[type=file]').setInputFiles(sharedPath(BOARDS[1].path));
  await settled(page);
  for (const [splitter, key] of [
    ['Width of the Fit panel', 'ArrowRight'],
    ['Width of the Smile', 'ArrowLeft'],
    ['Height of the tables', 'ArrowUp'],
  ] as const) {
    const line = page.getByRole('separator', { name: splitter });
    const at = async () => (await line.boundingBox()) ?? { x: 0, y: 0 };
    await line.focus();
    const start = await at();
    await page.keyboard.press(key);
    await page.keyboard.press(key);
    const moved = await at();
    expect(Math.hypot(moved.x - start.x, moved.y - start.y), splitter).toBeGreaterThan(8);
    await page.keyboard.press('Enter');
    expect(await at()).toEqual(start);
  }
  await page.getByRole('separator', { name: 'Width of the Fit panel' }).focus();
  for (let n = 0; n < 12; n++) await page.keyboard.press('ArrowLeft');
  const cut = await page
    .locator('.fit-panel')
    .evaluate((panel) =>
      [...panel.querySelectorAll('button, .row-label')]
        .filter((of) => of.scrollWidth > of.clientWidth)
        .map((of) => of.textContent),
    );
  expect(cut, 'words of the narrowest Fit panel').toEqual([]);
});

test('the keyboard stays near a control that is gone or out of use once it was pressed', async ({ page }) => {
  await openSample(page);
  const press = async (control: Locator, after: RegExp) => {
    await control.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toMatch(after);
  };
  await smile(page).focus();
  await page.keyboard.press('f');
  await press(smile(page).getByRole('button', { name: 'Unfreeze' }), /^group Smile/);
  await page.keyboard.press('d');
  await press(smile(page).getByRole('button', { name: 'Take back' }), /^group Smile/);
  await settled(page);
  await page.keyboard.press('Home');
  await page.keyboard.press('e');
  await press(button(page, 'Reset weights by hand'), /^button Weights over strikes/);
  await page.keyboard.press('k');
  await press(button(page, 'Drop the kept fit'), /^button Keep$/);
  const undo = button(page, 'Undo');
  for (let steps = 0; steps < 20 && (await undo.isEnabled()); steps++) await undo.press('Enter');
  await expect.poll(() => focused(page)).toMatch(/^button .*Redo$/);

  await button(page, 'Sessions').press('Enter');
  const menu = page.getByRole('dialog', { name: 'Sessions' });
  await press(menu.getByRole('button', { name: /^Rename / }), /^input New name of /);
  await page.keyboard.type('Alpha');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('button Rename Alpha');
  await press(menu.getByRole('button', { name: 'Delete Alpha' }), /^button Undo: delete Alpha$/);
  await press(menu.getByRole('button', { name: 'Undo: delete Alpha' }), /^button Open Alpha$/);
});
