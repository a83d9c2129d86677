import { expect, type Page } from '@playwright/test';
import type { KeyCommand } from '#views/help/key-map.ts';
import { flatTest as test } from './quiet.ts';
import { button, byHand, exportedFit, focusedExpiry, openSample, settled, slider, smile } from './screen.ts';

const status = (page: Page) => page.getByRole('contentinfo');
const help = (page: Page) => page.getByRole('dialog', { name: 'Help' });
const readOut = (page: Page) => smile(page).locator('.smile-read-out');

/** Tried with the hand itself and with the surface: hand.test.ts, linked-views.test.ts, paste.test.ts. */
type Elsewhere = 'camera' | 'paste' | 'hand' | 'brush' | 'band' | 'drop' | 'freeze';

/** What each key of the help sheet does, one after another on one board; a new command is no command until it is here. */
const EFFECTS: Record<Exclude<KeyCommand, Elsewhere>, (page: Page) => Promise<void>> = {
  'next-expiry': async (page) => {
    const here = await focusedExpiry(page);
    const expiries = await page
      .getByRole('listbox', { name: 'Expiries' })
      .getByRole('option')
      .evaluateAll((options) => options.map((option) => option.getAttribute('aria-label')));
    await page.keyboard.press('n');
    expect(await focusedExpiry(page)).toBe(expiries[expiries.indexOf(here) + 1]);
  },
  'previous-expiry': async (page) => {
    const here = await focusedExpiry(page);
    await page.keyboard.press('p');
    expect(await focusedExpiry(page)).not.toBe(here);
  },
  view: async (page) => {
    const tabs = page.getByRole('tablist', { name: 'Views' }).getByRole('tab');
    for (const place of [8, 2]) {
      await page.keyboard.press(String(place));
      await expect(tabs.nth(place - 1)).toHaveAttribute('aria-selected', 'true');
    }
  },
  cursor: async (page) => {
    await smile(page).focus();
    await page.keyboard.press('End');
    const last = await readOut(page).textContent();
    await page.keyboard.press('ArrowLeft');
    expect(await readOut(page).textContent()).not.toBe(last);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
  },
  'toggle-quote': async (page) => {
    await page.keyboard.press('e');
    await expect(readOut(page)).toContainText('excluded');
    await page.keyboard.press('e');
    await expect(readOut(page)).not.toContainText('excluded');
  },
  'weight-up': async (page) => {
    await page.keyboard.press('+');
    expect(Object.values(byHand(await exportedFit(page)))).toEqual([2]);
  },
  'weight-down': async (page) => {
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    expect(Object.values(byHand(await exportedFit(page)))).toEqual([0.5]);
  },
  'weight-reset': async (page) => {
    await page.keyboard.press('0');
    expect(byHand(await exportedFit(page))).toEqual({});
  },
  fix: async (page) => {
    await page.getByRole('spinbutton', { name: 'Skew', exact: true }).focus();
    await smile(page).focus();
    await page.keyboard.press('l');
    await expect(button(page, 'Fix Skew')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('l');
    await expect(button(page, 'Fix Skew')).toHaveAttribute('aria-pressed', 'false');
  },
  'all-strikes': async (page) => {
    await page.keyboard.press('a');
    await expect(smile(page).getByText(/\d+ more/)).toHaveCount(0);
    await page.keyboard.press('a');
  },
  keep: async (page) => {
    await page.keyboard.press('k');
    await expect(status(page)).toContainText('kept fit');
  },
  revert: async (page) => {
    await page.keyboard.press('e');
    await expect(readOut(page)).toContainText('excluded');
    await settled(page);
    await page.keyboard.press('r');
    await expect(readOut(page)).not.toContainText('excluded');
  },
  // What is accepted is what the expiry is taken back to.
  accept: async (page) => {
    await page.keyboard.press('e');
    await expect(readOut(page)).toContainText('excluded');
    await settled(page);
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await expect(readOut(page)).not.toContainText('excluded');
    await settled(page);
    await page.keyboard.press('r');
    await expect(readOut(page)).toContainText('excluded');
    await page.keyboard.press('e');
  },
  tables: async (page) => {
    await page.keyboard.press('t');
    await expect(button(page, 'Restore')).toBeVisible();
  },
  close: async (page) => {
    await page.keyboard.press('Escape');
    await expect(button(page, 'Maximise')).toBeVisible();
  },
  help: async (page) => {
    await page.keyboard.press('?');
    await expect(help(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(help(page)).toHaveCount(0);
  },
  open: async (page) => {
    await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
  },
  save: async (page) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+s')]);
    expect(file.suggestedFilename()).toMatch(/\.fit\.json$/);
  },
  undo: async (page) => {
    const spread = slider(page, 'Spread weight');
    await spread.focus();
    await page.keyboard.press('ArrowUp');
    await expect(spread).toHaveValue('1.1');
    await page.keyboard.press('Control+z');
    await expect(spread).toHaveValue('1');
  },
  redo: async (page) => {
    await page.keyboard.press('Control+Shift+Z');
    await expect(slider(page, 'Spread weight')).toHaveValue('1.1');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+y');
    await expect(slider(page, 'Spread weight')).toHaveValue('1.1');
  },
};

test('every key of the help sheet does what the sheet says', async ({ page }) => {
  test.setTimeout(90_000);
  // Dialogues are caught only from the first listener on, and that takes a moment.
  page.on('filechooser', () => undefined);
  await openSample(page);
  for (const [command, act] of Object.entries(EFFECTS)) {
    await test.step(command, () => act(page));
    await settled(page);
  }
});

test('the whole sheet of keys is seen at 1280 without scrolling', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('/');
  await button(page, 'Help').click();
  const sheet = help(page).getByRole('tabpanel');
  await expect(sheet.getByRole('checkbox', { name: 'Single keys on' })).toBeVisible();
  expect(await sheet.evaluate((panel) => panel.scrollHeight - panel.clientHeight)).toBe(0);
});
