/** One place is read over all views: pointed at in one, seen in every other; pointing selects nothing, a click does. */
import { expect, type Locator, type Page } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { gravest } from './axe.ts';
import { dropFiles } from './drop.ts';
import { framesAsked } from './page-tasks.ts';
import { flatTest, test } from './quiet.ts';
import { choose, focusedExpiry, openSample, settled, smile, type } from './screen.ts';

const BTC = 'data/deribit-book-summary/btc-2026-08-01.json';
const SPX = 'data/vol-quotes/spx_implied_vol_20230215.csv';
const NAMES = ['Heat', 'Variance', 'Residuals', 'Params', 'Term', 'Density', 'Local vol'] as const;

async function show(page: Page, name: string): Promise<Locator> {
  await page.getByRole('tab', { name, exact: true }).click();
  const view = page.getByRole('group', { name, exact: true });
  await expect(view).toBeVisible();
  return view;
}

async function open(page: Page, file: string): Promise<void> {
  await page.goto('/');
  await dropFiles(page, sharedPath(file));
  await settled(page);
}

function expiry(page: Page, name: string): Locator {
  return page.getByRole('option', { name, exact: true });
}

function quote(page: Page, strike: string): Locator {
  return page
    .getByRole('table', { name: 'Quotes', exact: true })
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name: strike, exact: true }) })
    .first();
}

flatTest(
  'a quote under the pointer is read in every view of a real board, and nothing is selected',
  async ({ page }) => {
    flatTest.skip(!hasShared, 'real boards are not at hand');
    await page.setViewportSize({ width: 1280, height: 720 });
    await open(page, BTC);
    await expiry(page, '25 Sep 2026').click();
    const said: Record<(typeof NAMES)[number], RegExp> = {
      Heat: /^54\.6 d {3}K 45.000 {3}−\d\.\d\dσ {3}vol 54\.05/,
      Variance: /^25 Sep 2026 {2}K 45.000 {2}vol 54\.05 {2}σ√T/,
      Residuals: /^25 Sep 2026 {2}45.000 P {2}0\.03 vp, 0\.1 hs$/,
      Params: /^25 Sep 2026 {3}ATM vol 35\.26 ± 0\.07$/,
      Term: /^25 Sep 2026 {3}forward vol \d\d\.\d\d$/,
      Density: /^25 Sep 2026 {3}45.000 \(−28\.7 %\) {3}below it \d\.\d %$/,
      'Local vol': /^54\.6 d {3}K 45.000 {3}−\d\.\d\dσ {3}local \d\d\.\d\d {3}implied 54\.05/,
    };
    for (const name of NAMES) {
      const view = await show(page, name);
      const line = view.locator('.figure-says');
      const finding = (await line.textContent()) ?? '';
      await quote(page, '45\u2009000').hover();
      await expect(line).toHaveText(said[name]);
      await expect(smile(page)).toContainText('45\u2009000 P');
      await page.getByRole('tab', { name, exact: true }).hover();
      await expect(line).toHaveText(finding);
    }
    expect(await focusedExpiry(page)).toBe('25 Sep 2026');
    await expect(
      page.getByRole('table', { name: 'Quotes' }).getByRole('row', { selected: true }),
    ).toHaveCount(0);
  },
);

flatTest(
  'a place pointed at in a view is marked on the smile and in the tables, and a click selects it',
  async ({ page }) => {
    flatTest.skip(!hasShared, 'real boards are not at hand');
    await page.setViewportSize({ width: 1280, height: 720 });
    await open(page, SPX);
    const before = await focusedExpiry(page);
    const term = await show(page, 'Term');
    await choose(page, 'Maturities', 'Listed expiries');
    await term
      .locator('svg')
      .first()
      .hover({ position: { x: 300, y: 40 } });
    const [name = ''] = ((await term.locator('.figure-says').textContent()) ?? '').split('   ');
    expect(name).toMatch(/^\d+ \w{3} 20\d\d/);
    await expect(term.getByRole('row', { name })).toHaveClass(/read/);
    await expect(expiry(page, name)).toHaveClass(/read/);
    expect(await focusedExpiry(page)).toBe(before);
    await page.mouse.down();
    await page.mouse.up();
    await expect.poll(() => focusedExpiry(page)).toBe(name);

    const variance = await show(page, 'Variance');
    await variance
      .locator('svg')
      .first()
      .hover({ position: { x: 150, y: 100 } });
    await expect(smile(page).locator('.smile-cursor')).toHaveCount(1);
    await page.mouse.down();
    await page.mouse.up();
    const selected = page.getByRole('table', { name: 'Quotes' }).getByRole('row', { selected: true });
    await expect(selected).toHaveCount(1);
    // The cursor stays where it was put: every other view reads it now.
    const density = await show(page, 'Density');
    await expect(density.locator('.figure-says')).toContainText('below it');
    const [strike = ''] = await selected.getByRole('cell').nth(1).allInnerTexts();
    await expect(smile(page)).toContainText(strike);
  },
);

flatTest(
  'every view says what it shows, has its table, and shows the place of the cursor by keys alone',
  async ({ page }) => {
    await openSample(page);
    await smile(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const findings = [
      /^\d+ expiries, ATM \d/,
      /cross/,
      /through the fit|inside bid-ask/,
      /^ATM vol \d.* expiries/,
      /^ATM \d.*30 d: ATM/,
      /median .* 90 % in/,
      /local vol/i,
    ];
    for (const [i, name] of NAMES.entries()) {
      await page.keyboard.press(String(i + 2));
      const view = page.getByRole('group', { name, exact: true });
      await expect(view).toHaveAccessibleDescription(findings[i] ?? /./);
      await expect(view.locator('.figure-says')).toHaveText(/ {2}/);
      const toTable = view.getByRole('radio', { name: 'Table' });
      if ((await toTable.count()) > 0) {
        await toTable.focus();
        await page.keyboard.press('Space');
        await expect(view.getByRole('row')).not.toHaveCount(0);
        await page.keyboard.press('ArrowLeft');
        await expect(view.getByRole('table')).toHaveCount(0);
      } else await expect(view.getByRole('table').first()).toBeVisible();
      await expect(view.getByRole('button', { name: 'Copy' })).toBeVisible();
      await smile(page).focus();
    }
  },
);

test('the surface shows the place that is read without a draw, and keys and buttons move its camera', async ({
  page,
}) => {
  // Drawn by the processor, a move of the camera costs what it has pixels.
  await page.setViewportSize({ width: 1280, height: 720 });
  await openSample(page);
  const surface = page.getByRole('group', { name: 'Surface' });
  await expect(surface.locator('canvas').first()).toBeVisible();
  await smile(page).focus();
  // Without a cursor yet, the first step lands in the middle.
  await page.keyboard.press('ArrowRight');
  const ring = surface.locator('.surface-over circle');
  await expect(ring).toBeVisible();
  // Nobody touches it: it asks for no frame, each of which would cost the page a pass over all it shows.
  await expect.poll(() => framesAsked(page)).toBe(0);
  const place = async () => (await ring.boundingBox()) ?? { x: 0, y: 0 };
  const start = await place();
  await surface.getByRole('button', { name: 'Turn left' }).click();
  await expect
    .poll(async () => Math.hypot((await place()).x - start.x, (await place()).y - start.y))
    .toBeGreaterThan(3);
  const turned = await place();
  await surface.focus();
  await page.keyboard.press('+');
  await expect
    .poll(async () => Math.hypot((await place()).x - turned.x, (await place()).y - turned.y))
    .toBeGreaterThan(1);
  await page.keyboard.press('Home');
  await expect
    .poll(async () => Math.hypot((await place()).x - start.x, (await place()).y - start.y))
    .toBeLessThan(2);
  // Where nothing lies under the pointer; a hand that rested there turns the wheel by one notch.
  const drawn = await surface.locator('.plot-canvas').boundingBox();
  if (drawn === null) throw new Error('It is not drawn.');
  await page.mouse.move(drawn.x + 4, drawn.y + drawn.height - 4);
  await expect.poll(() => framesAsked(page)).toBe(0);
  await page.mouse.wheel(0, -40);
  const zoomed = async () => Math.hypot((await place()).x - start.x, (await place()).y - start.y);
  await expect.poll(zoomed).toBeGreaterThan(1);
  expect(await zoomed()).toBeLessThan(60);
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await page.getByRole('combobox', { name: 'Moneyness axis' }).selectOption('delta');
  await expect(surface).toContainText('against delta and log time');
  await page.getByRole('combobox', { name: 'Time scale' }).selectOption('root');
  await expect(surface).toContainText('against delta and √time');
  await expect(ring).toBeVisible();
  expect(await gravest(page, '.board-views [role=tabpanel]')).toEqual([]);

  // Points are read by the pointer also where they were drawn while it was elsewhere.
  await type(page.getByRole('spinbutton', { name: 'Spread, exponent' }), '0');
  await settled(page);
  const says = surface.locator('.figure-says');
  const cursor = await says.innerText();
  const { x, y } = await place();
  let n = 0;
  await expect
    .poll(async () => {
      n++;
      await page.mouse.move(x + 6 + 5 * (n % 9) - 20, y + 6);
      return says.innerText();
    })
    .not.toBe(cursor);
});

test('the surface comes to where a button turns it also just after it was drawn anew', async ({ page }) => {
  await openSample(page);
  const surface = page.getByRole('group', { name: 'Surface' });
  const drawing = surface.locator('.plot-canvas');
  await expect(drawing.locator('canvas').first()).toBeVisible();
  await expect.poll(() => framesAsked(page)).toBe(0);
  // In the page, for the two must lie no farther apart than a quick hand has them.
  await surface.evaluate(async (view) => {
    const axis = view.querySelector('select');
    const turn = view.querySelector('button[aria-label="Turn left"]');
    if (axis === null || !(turn instanceof HTMLElement)) throw new Error('There is nothing to turn it by.');
    axis.value = 'delta';
    axis.dispatchEvent(new Event('change', { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    turn.click();
  });
  await expect.poll(() => framesAsked(page)).toBe(0);
  const before = await drawing.screenshot();
  // A pointer that comes has it look again.
  const box = await drawing.boundingBox();
  if (box === null) throw new Error('It is not drawn.');
  await page.mouse.move(box.x + 4, box.y + box.height - 4);
  await expect.poll(() => framesAsked(page)).toBe(0);
  expect(before.equals(await drawing.screenshot())).toBe(true);
});

test.describe('by touch', () => {
  test.use({ hasTouch: true });

  test('of two fingers on the surface the one that stays goes on turning it', async ({ page }) => {
    await openSample(page);
    const drawing = page.getByRole('group', { name: 'Surface' }).locator('.plot-canvas');
    await expect(drawing.locator('canvas').first()).toBeVisible();
    await expect.poll(() => framesAsked(page)).toBe(0);
    const box = await drawing.boundingBox();
    if (box === null) throw new Error('It is not drawn.');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const fingers = await page.context().newCDPSession(page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...touchPoints: { x: number; y: number; id: number }[]
    ) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', { x, y, id: 1 });
    await touch('touchStart', { x, y, id: 1 }, { x: x + 60, y, id: 2 });
    await touch('touchEnd', { x, y, id: 1 });
    await expect.poll(() => framesAsked(page)).toBe(0);
    const before = await drawing.screenshot();
    await touch('touchMove', { x: x + 100, y: y + 5, id: 2 });
    await expect.poll(async () => before.equals(await drawing.screenshot())).toBe(false);
    await touch('touchEnd', { x: x + 100, y: y + 5, id: 2 });
  });
});

flatTest('what lies over the smile reads nothing of what is below it', async ({ page }) => {
  await openSample(page);
  const line = (await show(page, 'Variance')).locator('.figure-says');
  const finding = (await line.textContent()) ?? '';
  await smile(page).hover();
  await expect(line).toContainText('K ');
  await page.keyboard.press('b');
  const panel = page.getByRole('dialog', { name: 'Weights over strikes' });
  const exclude = panel.getByRole('button', { name: 'Exclude' });
  await exclude.hover();
  await expect(line).toHaveText(finding);
  // Along the button, as a hand comes to rest on it.
  const box = await exclude.boundingBox();
  if (box === null) throw new Error('It is not drawn.');
  await page.mouse.move(box.x + 4, box.y + box.height - 4);
  await page.mouse.move(box.x + 8, box.y + box.height - 4);
  await expect(line).toHaveText(finding);
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await page.mouse.move(2, 2);
  await expect(line).toHaveText(finding);
});
