/** Escape amid a drag puts back what was there before it, and what moves on until the release changes nothing. */
import { expect, type Locator, type Page } from '@playwright/test';
import { flatTest as test } from './quiet.ts';
import { button, exportedFit, openSample, settled, smile } from './screen.ts';

/** Drags from the middle of what is found, calls it off, goes on, and lets go. */
async function calledOff(page: Page, what: Locator, moved: () => Promise<unknown>): Promise<void> {
  const box = await what.boundingBox();
  if (box === null) throw new Error('It is not drawn.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const before = await moved();
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const by of [10, 20, 30]) await page.mouse.move(x + by, y - by);
  expect(await moved()).not.toEqual(before);
  await page.keyboard.press('Escape');
  await expect.poll(moved).toEqual(before);
  for (const by of [40, -10]) await page.mouse.move(x + by, y - by);
  expect(await moved()).toEqual(before);
  await page.mouse.up();
  expect(await moved()).toEqual(before);
}

test('a grip, a slider, a brush and a splitter go back with Escape, without a step to undo', async ({
  page,
}) => {
  await openSample(page);
  const first = await exportedFit(page);
  await button(page, 'Hand on the smile').click();
  for (const name of ['Level', 'Spread weight']) {
    const slider = page.getByRole('slider', { name, exact: true });
    await expect(slider).toBeVisible();
    await calledOff(page, slider, () => slider.getAttribute('aria-valuetext'));
  }
  await settled(page);
  expect(await exportedFit(page)).toEqual(first);

  const brush = page.locator('.smile-brush');
  const chart = (await smile(page).locator('.smile-chart').boundingBox())!;
  await page.mouse.move(chart.x + 0.3 * chart.width, chart.y + chart.height - 6);
  await page.mouse.down();
  for (const part of [0.4, 0.5])
    await page.mouse.move(chart.x + part * chart.width, chart.y + chart.height - 6);
  await expect(brush).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.mouse.move(chart.x + 0.6 * chart.width, chart.y + chart.height - 6);
  await page.mouse.up();
  await expect(brush).toHaveCount(0);
  await expect(button(page, 'Undo')).toBeDisabled();

  for (const name of ['Width of the Fit panel', 'Height of the tables']) {
    const line = page.getByRole('separator', { name });
    await calledOff(page, line, () => line.boundingBox());
  }
  expect(await page.evaluate(() => localStorage.getItem('volbench.screen'))).toContain('"layout":{}');
});

test('a press with another button moves no splitter', async ({ page }) => {
  await openSample(page);
  const line = page.getByRole('separator', { name: 'Width of the Fit panel' });
  const before = (await line.boundingBox())!;
  await page.mouse.move(before.x + before.width / 2, before.y + before.height / 2);
  await page.mouse.down({ button: 'right' });
  await page.mouse.move(before.x + 60, before.y + before.height / 2);
  expect(await line.boundingBox()).toEqual(before);
});

test('a splitter that loses the pointer to another button does not follow it when it only passes', async ({
  page,
}) => {
  await openSample(page);
  const line = page.getByRole('separator', { name: 'Width of the Fit panel' });
  const box = (await line.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 10, y);
  await page.mouse.down({ button: 'right' });
  await page.mouse.up({ button: 'right' });
  await page.mouse.move(x + 25, y);
  await page.mouse.up();
  const left = (await line.boundingBox())!;
  for (const by of [3, 4, 5]) await page.mouse.move(left.x + by, y);
  expect(await line.boundingBox()).toEqual(left);
});
