/** The hand on the fit: grips, brush, locks, dropped and frozen expiries, with the mouse and with the keyboard alone. */
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { parseFitFile } from '#exporters/fit-json/parse.ts';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import {
  button,
  byHand,
  choose,
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

const BTC = 'data/deribit-book-summary/btc-2026-08-01.json';
const SPX = 'data/cboe-csv/hgnicej_spx_quotedata-3.csv';

async function open(page: Page, path: string): Promise<void> {
  await page.goto('/');
  await dropFiles(page, sharedPath(path));
  await settled(page);
}

function grip(page: Page, name: string): Locator {
  return page.getByRole('slider', { name, exact: true });
}

/** Drags from the middle of what is found, px. */
async function drag(page: Page, what: Locator, dx: number, dy: number): Promise<void> {
  const box = await what.boundingBox();
  if (box === null) throw new Error('It is not drawn.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2);
  await page.mouse.move(x + dx, y + dy);
  await page.mouse.up();
  await settled(page);
}

/** What a grip says it stands at. */
async function standsAt(of: Locator): Promise<number> {
  return Number(await of.getAttribute('aria-valuenow'));
}

for (const [name, path] of [
  ['a coin board', BTC],
  ['SPX', SPX],
] as const) {
  test.describe(`on ${name}`, () => {
    test.skip(!hasShared, 'the shared quote files are not beside this checkout');

    test('grips are dragged, hold what they say, exclude each other where they must, and let go', async ({
      page,
    }) => {
      await open(page, path);
      const expiry = await focusedExpiry(page);
      const first = await exportedFit(page);
      const names = ['Level', 'Tilt', 'Shift', 'Width', 'Put wing', 'Call wing'];
      await button(page, 'Hand on the smile').click();
      for (const each of names) await expect(grip(page, each), each).toBeVisible();

      const level = grip(page, 'Level');
      const before = await standsAt(level);
      await drag(page, level, 0, -20);
      await expect(level).toHaveAttribute('aria-valuetext', /, held$/);
      const held = await exportedFit(page);
      const vol = sliceOf(held, expiry).atm?.vol ?? 0;
      expect(vol).toBeGreaterThan(before);
      expect(vol).toBeCloseTo(await standsAt(level), 9);
      // For this expiry alone, and as a value that was set.
      const [own] = Object.values(held.settings.byExpiry);
      expect(own?.parameters).toEqual({
        atmVol: { fixed: true, value: await standsAt(level), lower: null, upper: null, set: true },
      });
      for (const slice of held.slices) {
        if (slice.expiry === sliceOf(held, expiry).expiry && slice.root === sliceOf(held, expiry).root)
          continue;
        expect(slice).toEqual(first.slices.find((s) => s.expiry === slice.expiry && s.root === slice.root));
      }

      await drag(page, grip(page, 'Tilt'), 0, -12);
      await expect(grip(page, 'Tilt')).toHaveAttribute('aria-valuetext', /held/);
      await drag(page, grip(page, 'Shift'), 24, 0);
      await expect(grip(page, 'Shift')).toHaveAttribute('aria-valuetext', /held/);
      await expect(grip(page, 'Tilt')).toHaveAttribute('aria-valuetext', /fitted$/);
      await drag(page, grip(page, 'Put wing'), 0, -15);
      await expect(grip(page, 'Put wing')).toHaveAttribute('aria-valuetext', /held/);
      await expect(button(page, 'Hold Put wing')).toHaveAttribute('aria-pressed', 'true');

      // A drag is one step.
      for (let i = 0; i < 4; i++) await button(page, 'Undo').click();
      expect(await exportedFit(page)).toEqual(first);
    });

    test('weights are brushed over strikes, an expiry is frozen and dropped by its menu, and all of it comes back', async ({
      page,
    }) => {
      await open(page, path);
      const first = await exportedFit(page);
      const chart = await smile(page).locator('.smile-chart').boundingBox();
      if (chart === null) throw new Error('The smile is not drawn.');
      const y = chart.y + chart.height - 6;
      await page.mouse.move(chart.x + 0.3 * chart.width, y);
      await page.mouse.down();
      await page.mouse.move(chart.x + 0.4 * chart.width, y);
      await page.mouse.move(chart.x + 0.7 * chart.width, y);
      await page.mouse.up();
      const panel = page.getByRole('dialog', { name: 'Weights over strikes' });
      await panel.getByRole('button', { name: '×2' }).click();
      await expect(panel.getByRole('status')).toHaveText(/^\d+ quotes × 2$/);
      const told = Number.parseInt((await panel.getByRole('status').textContent()) ?? '', 10);
      const weights = page.getByRole('region', { name: 'Weights' });
      await expect(weights).toContainText(`${told} × 2`);
      await panel.getByRole('button', { name: 'Exclude' }).click();
      await expect(panel.getByRole('status')).toHaveText(`${told} quotes excluded`);
      await page.keyboard.press('Escape');
      await expect(panel).toHaveCount(0);
      expect(Object.values(byHand(await exportedFit(page)))).toEqual(new Array(told).fill(0));
      await button(page, 'Undo').click();
      await expect(weights).toContainText(`${told} × 2`);
      await button(page, 'Undo').click();
      await expect(weights).toContainText('none');

      // The menu of the cell of the expiry in the strip.
      const expiry = await focusedExpiry(page);
      const own = sliceOf(first, expiry);
      const cell = page
        .getByRole('listbox', { name: 'Expiries' })
        .getByRole('option', { name: expiry, exact: true });
      await cell.click({ button: 'right' });
      await page.getByRole('menuitem', { name: `Freeze ${expiry}` }).click();
      await expect(cell).toContainText('frozen');
      await type(page.getByRole('spinbutton', { name: 'Spread, exponent' }), '0');
      const frozen = await exportedFit(page);
      expect(sliceOf(frozen, expiry)).toMatchObject({ frozen: true, parameters: own.parameters });
      const moved = frozen.slices.filter((slice, i) => slice.rmseVol !== first.slices[i]?.rmseVol);
      expect(moved.length).toBeGreaterThan(1);
      const rows = csvRows((await exported(page, 'Parameters (CSV)')).text);
      expect(rows.filter((row) => row['frozen'] === 'yes')).toHaveLength(1);
      await page.getByRole('tab', { name: 'Parameters' }).click();
      await expect(page.getByRole('table', { name: 'Parameters' })).toContainText(`${expiry} frozen`);
      await smile(page).getByRole('button', { name: 'Unfreeze' }).click();

      await cell.click({ button: 'right' });
      await page.getByRole('menuitem', { name: `Drop ${expiry}` }).click();
      await expect(cell).toContainText('dropped');
      await expect(smile(page)).toContainText('dropped by hand');
      const dropped = await exportedFit(page);
      expect(dropped.slices).toHaveLength(first.slices.length - 1);
      expect(dropped.settings.dropped).toHaveLength(1);
      await button(page, 'Drop or freeze the expiry').click();
      await page.getByRole('menuitem', { name: `Take ${expiry} back` }).click();
      await type(page.getByRole('spinbutton', { name: 'Spread, exponent' }), '1');
      expect(await exportedFit(page)).toEqual(first);
    });
  });
}

test('without a mouse: grips, their numbers, the brush, the band, a dropped and a frozen expiry', async ({
  page,
}) => {
  await openSample(page);
  const expiry = await focusedExpiry(page);
  const first = await exportedFit(page);
  await smile(page).focus();
  await page.keyboard.press('g');
  const level = grip(page, 'Level');
  await level.focus();
  const start = await standsAt(level);
  await page.keyboard.press('ArrowUp');
  await expect(level).toHaveAttribute('aria-valuetext', /held/);
  const step = (await standsAt(level)) - start;
  await page.keyboard.press('Shift+ArrowUp');
  expect(await standsAt(level)).toBeCloseTo(start + 11 * step, 9);
  await settled(page);
  expect(sliceOf(await exportedFit(page), expiry).atm?.vol).toBeCloseTo(start + 11 * step, 9);
  await level.focus();
  await page.keyboard.press('Delete');
  await expect(level).toHaveAttribute('aria-valuetext', /fitted$/);
  expect(await exportedFit(page)).toEqual(first);

  // Typed, as far as a smile has it: with level and put wing held a skew ends at minus half the wing.
  await type(page.getByRole('spinbutton', { name: 'Put wing, value' }), '0.5');
  await type(page.getByRole('spinbutton', { name: 'Tilt, value' }), '-9');
  await expect(page.getByText('at min').first()).toBeVisible();
  await settled(page);
  expect(await standsAt(grip(page, 'Tilt'))).toBeCloseTo(-0.25, 5);
  await page.keyboard.press('Escape');
  await button(page, 'Hold Tilt').press('Enter');
  await button(page, 'Hold Put wing').press('Enter');
  expect(await exportedFit(page)).toEqual(first);

  await smile(page).focus();
  await page.keyboard.press('b');
  const panel = page.getByRole('dialog', { name: 'Weights over strikes' });
  const strikes = first.slices.length > 0 ? panel.getByRole('spinbutton', { name: 'to strike' }) : panel;
  await expect(panel.getByRole('spinbutton', { name: 'Weights from strike' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(strikes).toBeFocused();
  await type(panel.getByRole('spinbutton', { name: 'multiply by' }), '3');
  await expect(panel.getByRole('status')).toHaveText(/^\d+ quotes × 3$/);
  await page.keyboard.press('Escape');
  expect(new Set(Object.values(byHand(await exportedFit(page))))).toEqual(new Set([3]));
  await smile(page).focus();
  await page.keyboard.press('Control+z');

  await page.keyboard.press('c');
  await expect(button(page, '95 % band')).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('c');
  await page.keyboard.press('f');
  await expect(smile(page)).toContainText('frozen');
  await page.keyboard.press('f');
  await page.keyboard.press('d');
  await expect(smile(page)).toContainText('dropped by hand');
  await settled(page);
  const strip = page.getByRole('listbox', { name: 'Expiries' });
  await strip.focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: `Take ${expiry} back` }).press('Enter');
  expect(await exportedFit(page)).toEqual(first);
});

test('worked on against the kept fit: one expiry accepted, one taken back, and the file says which it holds', async ({
  page,
}) => {
  await openSample(page);
  expect((await exportedFit(page)).standing).toBeUndefined();
  await smile(page).focus();
  await page.keyboard.press('k');
  await page.keyboard.press('g');
  const kept = await exportedFit(page);
  expect(kept.standing).toBe('accepted');
  const level = grip(page, 'Level');
  await level.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowUp');
  await settled(page);
  const away = smile(page).getByText(/^ATM −?\d+\.\d\d vp to the kept fit$/);
  await expect(away).toBeVisible();
  await expect(away).not.toHaveText('ATM 0.00 vp to the kept fit');
  expect((await exportedFit(page)).standing).toBe('working');
  await smile(page).focus();
  await page.keyboard.press('j');
  await expect(away).toHaveText('ATM 0.00 vp to the kept fit');
  const accepted = await exportedFit(page);
  expect(accepted.standing).toBe('accepted');

  await level.focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(away).not.toHaveText('ATM 0.00 vp to the kept fit');
  const expiry = await focusedExpiry(page);
  await button(page, 'Drop or freeze the expiry').click();
  await page.getByRole('menuitem', { name: `Revert ${expiry}` }).click();
  await expect(away).toHaveText('ATM 0.00 vp to the kept fit');
  expect(await exportedFit(page)).toEqual(accepted);
});

test('the card of a quote that a grip was reached over does not stand in the way of the drag', async ({
  page,
}) => {
  await openSample(page);
  await button(page, 'Hand on the smile').click();
  const box = (await grip(page, 'Level').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 30, y);
  await page.mouse.move(x, y);
  await expect(page.locator('.smile-card')).toBeVisible();
  await page.mouse.down();
  await page.mouse.move(x, y - 10);
  await page.mouse.move(x, y - 20);
  await expect(page.locator('.smile-card')).toHaveCount(0);
  await page.mouse.up();
});

test('with a strict butterfly a grip goes as far as a smile without arbitrage has it', async ({ page }) => {
  await openSample(page);
  await choose(page, 'Butterfly', 'Strict');
  const expiry = await focusedExpiry(page);
  await smile(page).focus();
  await page.keyboard.press('g');
  const free = await exportedFit(page);
  const wing = page.getByRole('spinbutton', { name: 'Put wing, value' });
  await type(wing, '4');
  await settled(page);
  await type(wing, '60');
  await settled(page);
  await expect(page.getByText(/^at max$/).first()).toBeVisible();
  await settled(page);
  const { arbitrage } = sliceOf(await exportedFit(page), expiry);
  expect(arbitrage?.minG).toBeGreaterThan(-1e-9);
  // What could not be had is no step to come back to, and its end is not said of what it was before.
  await button(page, 'Undo').click();
  expect(await exportedFit(page)).toEqual(free);
  await expect(page.getByText(/^at max$/)).toHaveCount(0);
  await expect(wing).toHaveAttribute('title', /, fitted\. /);
});

test('a lock for all expiries takes the value of each, and typing gives one to all', async ({ page }) => {
  await openSample(page);
  const first = await exportedFit(page);
  await page.getByRole('combobox', { name: 'Parameter view' }).selectOption('Raw');
  await button(page, 'Fix rho').click();
  await expect(button(page, 'Fix rho')).toHaveAttribute('aria-pressed', 'true');
  const locked = await exportedFit(page);
  expect(locked.slices.map(({ parameters }) => parameters?.['rho'])).toEqual(
    first.slices.map(({ parameters }) => parameters?.['rho']),
  );
  await expect(page.getByRole('region', { name: 'Model' })).toContainText('locked');
  await type(page.getByRole('spinbutton', { name: 'rho', exact: true }), '-0.2');
  const typed = await exportedFit(page);
  expect(new Set(typed.slices.map(({ parameters }) => parameters?.['rho']))).toEqual(new Set([-0.2]));
  await expect(page.getByRole('region', { name: 'Model' })).toContainText('set');
  await button(page, 'Fix rho').click();
  expect(await exportedFit(page)).toEqual(first);
});

test('a press with another button holds nothing, and a drag with undo in it goes on as one step', async ({
  page,
}) => {
  await openSample(page);
  const spread = page.getByRole('slider', { name: 'Spread weight', exact: true });
  const box = await spread.boundingBox();
  if (box === null) throw new Error('It is not drawn.');
  const to = (part: number) => page.mouse.move(box.x + part * box.width, box.y + box.height / 2);
  await to(0.5);
  // The menu that opens takes the release.
  await page.mouse.down({ button: 'right' });
  const cap = page.getByRole('spinbutton', { name: 'Cap, percent', exact: true });
  await type(cap, '41');
  await type(cap, '42');
  await settled(page);
  await button(page, 'Undo').press('Enter');
  await expect(cap).toHaveValue('41');
  await page.mouse.up({ button: 'right' });

  const before = await spread.inputValue();
  await to(0.3);
  await page.mouse.down();
  await to(0.35);
  await page.keyboard.press('Control+z');
  await expect(spread).toHaveValue(before);
  for (const part of [0.5, 0.6, 0.7]) await to(part);
  await page.mouse.up();
  await settled(page);
  await expect(spread).not.toHaveValue(before);
  await button(page, 'Undo').click();
  await expect(spread).toHaveValue(before);
});

test('a fit that is saved or kept in the middle of a drag is the one of its settings', async ({ page }) => {
  await openSample(page);
  await choose(page, 'Butterfly', 'Penalise');
  await choose(page, 'Calendar', 'Penalise');
  const box = await page.getByRole('slider', { name: 'Spread weight', exact: true }).boundingBox();
  if (box === null) throw new Error('It is not drawn.');
  const to = (part: number) => page.mouse.move(box.x + part * box.width, box.y + box.height / 2);
  await to(0.3);
  await page.mouse.down();
  for (const part of [0.35, 0.4, 0.45, 0.5]) {
    await to(part);
    await page.waitForTimeout(30);
  }
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  await page.keyboard.press('k');
  const saved = parseFitFile(readFileSync(await (await download).path(), 'utf8'));
  await page.mouse.up();
  const after = await exportedFit(page);
  expect(saved).toMatchObject({ ok: true, value: { settings: after.settings, slices: after.slices } });
  expect(after.standing).toBe('accepted');
});

test('what is typed after b while its panel is on its way changes no view and no quote', async ({ page }) => {
  await openSample(page);
  await page.route(/brush-popover/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  const first = await exportedFit(page);
  await page.getByRole('tab', { name: 'Heat' }).click();
  await smile(page).focus();
  await page.keyboard.type('b25e0');
  const from = page.getByRole('spinbutton', { name: 'Weights from strike' });
  await expect(from).toBeFocused();
  await expect(page.getByRole('tab', { name: 'Heat' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(from).toHaveCount(0);
  // Single keys are back with it.
  await page.keyboard.press('3');
  await expect(page.getByRole('tab', { name: 'Variance' })).toHaveAttribute('aria-selected', 'true');
  expect(await exportedFit(page)).toEqual(first);
});
