import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropFiles } from './drop.ts';
import { flatTest, test } from './quiet.ts';
import {
  button,
  byHand,
  choice,
  choose,
  exportedFit,
  focusedExpiry,
  power,
  settled,
  sliceOf,
  slider,
  smile,
  type,
} from './screen.ts';

const sample = join(import.meta.dirname, '../public/sample/simulated-btc.json');
const first = hasShared ? sharedPath('data/deribit-book-summary/btc-2026-08-01.json') : sample;

interface Row {
  instrument_name: string;
  bid_price: number | null;
  ask_price: number | null;
}
interface Board {
  as_of: string;
  futures: Row[];
  options: Row[];
}

/** Numbers in [0, 1) from a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The board half a minute later: every future a little off, every option a tick up, down or where it was. */
function moved(text: string, seed: number): string {
  const random = seeded(seed);
  const board = JSON.parse(text) as Board;
  const tick = 0.0001;
  return JSON.stringify({
    ...board,
    as_of: new Date(Date.parse(board.as_of) + 30_000).toISOString(),
    options: board.options.map((row) => {
      const by = Math.round(2 * random() - 1) * tick;
      const shift = (price: number | null) => (price === null || price <= 2 * tick ? price : price + by);
      return { ...row, bid_price: shift(row.bid_price), ask_price: shift(row.ask_price) };
    }),
  });
}

/** The same board of another coin. */
function renamed(text: string, coin: string): string {
  return text.replaceAll(/"BTC-/g, `"${coin}-`).replaceAll(/"BTC"/g, `"${coin}"`);
}

/** Where the eye of the 3D picture is, as the picture itself holds it. */
async function camera(page: Page): Promise<unknown> {
  return page.getByRole('group', { name: 'Surface' }).evaluate((surface) => {
    const plot = surface.querySelector('.js-plotly-plot') as unknown as {
      layout: { scene: { camera: unknown } };
      _fullLayout: { scene: { _scene: { getCamera(): unknown } } };
    };
    return JSON.parse(JSON.stringify(plot._fullLayout.scene._scene.getCamera()));
  });
}

const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'number' ? Number(v.toFixed(6)) : v)));

flatTest('the next snapshot keeps settings, locks, exclusions and focus', async ({ page }) => {
  flatTest.setTimeout(120_000);
  const seed = 20_260_801;
  console.log(`snapshot seed ${seed}`);
  const text = readFileSync(first, 'utf8');
  await page.goto('/');
  await dropFiles(page, first);
  await settled(page);

  // Another expiry, two exclusions, a weight, a lock of all and a lock of one, a constraint, the loss.
  await page.getByRole('listbox', { name: 'Expiries' }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  const expiry = await focusedExpiry(page);
  const dots = smile(page).locator('.mark:not(.excluded):not(.filtered) circle.dot');
  await dots.nth(1).click();
  await dots.nth(4).click();
  await slider(page, 'Spread weight').focus();
  await page.keyboard.press('End');
  await page.getByRole('combobox', { name: 'Parameter view' }).selectOption('Raw');
  await choose(page, 'Scope', 'This expiry');
  await button(page, 'Fix rho').click();
  await choose(page, 'Scope', 'All expiries');
  await choose(page, 'Calendar', 'Penalise');
  await choose(page, 'Loss', 'Huber');
  await type(page.getByRole('spinbutton', { name: 'Bid below, ticks' }), '3');
  const before = await exportedFit(page);
  expect(Object.keys(byHand(before))).toHaveLength(2);

  await dropFiles(page, { name: 'btc-later.json', bytes: moved(text, seed) });
  await expect(page.getByRole('banner')).toContainText('btc-later.json');
  const after = await exportedFit(page);
  expect(after.source.files[0]?.name).toBe('btc-later.json');
  expect(after.source.asOf).not.toBe(before.source.asOf);
  expect(after.settings).toEqual(before.settings);
  expect(await focusedExpiry(page)).toBe(expiry);
  await expect(choice(page, 'Calendar', 'Penalise')).toBeChecked();
  await expect(slider(page, 'Spread weight')).toHaveAttribute('aria-valuetext', '2.0');
  // The lock still holds at its value while everything around it moved.
  expect(sliceOf(after, expiry).parameters?.['rho']).toBe(sliceOf(before, expiry).parameters?.['rho']);
  expect(sliceOf(after, expiry).parameters?.['a']).not.toBe(sliceOf(before, expiry).parameters?.['a']);
  expect(sliceOf(after, expiry).quotes.excludedBy.find(({ reason }) => reason === 'excluded')?.count).toBe(
    sliceOf(before, expiry).quotes.excludedBy.find(({ reason }) => reason === 'excluded')?.count,
  );
  // The fit of the snapshot before is there to be drawn towards.
  await button(page, 'Penalties').click();
  await type(page.getByRole('spinbutton', { name: 'Fit before, strength' }), '1');
  await page.keyboard.press('Escape');
  const drawn = (await exportedFit(page)).settings.prior;
  expect(drawn).toMatchObject({ strength: 1, model: 'svi', asOf: before.source.asOf });

  // A third file is of another underlying: model, weights and filters stay, what names instruments goes, and that is said.
  await dropFiles(page, { name: 'eth.json', bytes: renamed(text, 'ETH') });
  await expect(page.getByRole('banner')).toContainText('eth.json');
  const other = await exportedFit(page);
  expect(other.source.underlying).toBe('ETH');
  expect(byHand(other)).toEqual({});
  expect(other.settings.byExpiry).toEqual({});
  expect(other.settings.prior).toBeNull();
  expect(power(other, 'spread')).toBe(2);
  expect(other.settings.loss).toEqual(before.settings.loss);
  expect(other.settings.constraints).toEqual(before.settings.constraints);
  expect(other.settings.filters).toEqual(before.settings.filters);
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages).toContainText(
    'Dropped with BTC: 2 weights or exclusions by hand, 1 expiry with settings of its own',
  );
});

flatTest('an exclusion whose instrument is gone is listed, and kept for the file after', async ({ page }) => {
  const board = JSON.parse(readFileSync(sample, 'utf8')) as Board;
  await page.goto('/');
  await dropFiles(page, { name: 'one.json', bytes: JSON.stringify(board) });
  await settled(page);
  await smile(page).locator('.mark:not(.excluded):not(.filtered) circle.dot').nth(2).click();
  const one = await exportedFit(page);
  const [symbol = ''] = Object.keys(byHand(one));
  expect(symbol).toMatch(/^BTC-/);

  const without = { ...board, options: board.options.filter((row) => row.instrument_name !== symbol) };
  await dropFiles(page, { name: 'two.json', bytes: JSON.stringify(without) });
  await expect(page.getByRole('banner')).toContainText('two.json');
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText(symbol);
  await dropFiles(page, { name: 'three.json', bytes: JSON.stringify(board) });
  await expect(page.getByRole('banner')).toContainText('three.json');
  const three = await exportedFit(page);
  expect(byHand(three)).toEqual({ [symbol]: 0 });
  expect(three.slices).toEqual(one.slices);
});

test('the next snapshot keeps the camera', async ({ page }) => {
  // Drawn by the processor, a move of the camera costs what it has pixels.
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('/');
  await dropFiles(page, first);
  await settled(page);
  const surface = page.getByRole('group', { name: 'Surface' });
  await expect(surface.locator('canvas').first()).toBeVisible();

  // The camera is turned by hand, and it moves.
  const standard = rounded(await camera(page));
  const box = await surface.locator('canvas').first().boundingBox();
  if (box === null) throw new Error('The surface is not drawn.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 20, { steps: 3 });
  await page.mouse.move(x + 110, y + 40, { steps: 3 });
  await page.mouse.up();
  await expect.poll(async () => rounded(await camera(page))).not.toEqual(standard);
  // The last move of a drag is drawn a frame after its release.
  await page.evaluate(async () => {
    for (let n = 0; n < 4; n++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
  const turned = rounded(await camera(page));

  await dropFiles(page, { name: 'btc-later.json', bytes: moved(readFileSync(first, 'utf8'), 20_260_802) });
  await expect(page.getByRole('banner')).toContainText('btc-later.json');
  await settled(page);
  // Several redraws later the eye is where the hand left it.
  await page.keyboard.press('n');
  await page.keyboard.press('p');
  await page.waitForTimeout(700);
  expect(rounded(await camera(page))).toEqual(turned);
});
