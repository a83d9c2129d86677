/** The 3D picture is that of its figure and of its camera, however it was come to. */
import { expect, type Locator, type Page } from '@playwright/test';
import { framesAsked } from './page-tasks.ts';
import { test } from './quiet.ts';
import { button, openSample, settled } from './screen.ts';

/** Width of the buttons over the picture, px: they show where the pointer and the focus are. */
const BUTTONS = 70;

/** The picture beside its buttons, once nothing in it moves any more. */
async function still(page: Page, drawing: Locator): Promise<Buffer> {
  // A scene that was told to move draws for half a second.
  await page.waitForTimeout(700);
  await expect.poll(() => framesAsked(page)).toBe(0);
  const box = await drawing.boundingBox();
  if (box === null) throw new Error('It is not drawn.');
  return page.screenshot({ clip: { ...box, width: box.width - BUTTONS } });
}

async function surface(page: Page): Promise<Locator> {
  const drawing = page.getByRole('group', { name: 'Surface' }).locator('.plot-canvas');
  await expect(drawing.locator('canvas').first()).toBeVisible();
  return drawing;
}

async function drawnAnew(page: Page): Promise<Buffer> {
  await page.getByRole('tab', { name: 'Heat', exact: true }).click();
  await expect(page.getByRole('group', { name: 'Heat', exact: true })).toBeVisible();
  await page.getByRole('tab', { name: '3D', exact: true }).click();
  // Away from the tabs, which lie beside what is pictured.
  await page.mouse.move(2, 2);
  return still(page, await surface(page));
}

test.beforeEach(async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await openSample(page);
});

test('from above and back: the surface is the one that is drawn anew, and nearer is nearer', async ({
  page,
}) => {
  test.setTimeout(90_000);
  const drawing = await surface(page);
  const start = await still(page, drawing);
  await button(page, 'Top').click();
  const above = await still(page, drawing);
  expect(above.equals(await drawnAnew(page))).toBe(true);
  await button(page, 'Nearer').click();
  const near = await still(page, drawing);
  expect(near.equals(above)).toBe(false);
  expect(near.equals(await drawnAnew(page))).toBe(true);
  const box = await drawing.boundingBox();
  if (box === null) throw new Error('It is not drawn.');
  await page.mouse.move(box.x + 4, box.y + box.height - 4);
  await page.mouse.wheel(0, 40);
  await page.mouse.move(2, 2);
  expect((await still(page, drawing)).equals(above)).toBe(true);
  await button(page, 'Reset').click();
  expect((await still(page, drawing)).equals(start)).toBe(true);
});

test('a 3D view that the browser took back throws nothing, and comes back as it was', async ({ page }) => {
  const drawing = await surface(page);
  const start = await still(page, drawing);
  await drawing.evaluate((plot) => {
    const canvas = plot.querySelector('canvas');
    const gl = canvas?.getContext('webgl') ?? canvas?.getContext('experimental-webgl');
    (gl as WebGLRenderingContext).getExtension('WEBGL_lose_context')?.loseContext();
  });
  await button(page, 'Try again').click();
  await page.mouse.move(2, 2);
  expect((await still(page, await surface(page))).equals(start)).toBe(true);
});

test('the surface is seen from where it was left once the page is loaded again', async ({ page }) => {
  const axis = page.getByLabel('Moneyness axis');
  await axis.selectOption('strike');
  await button(page, 'Front').click();
  const left = await still(page, await surface(page));
  await expect(page.getByText(/^Saved \d\d:\d\d:\d\dZ$/)).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(axis).toHaveValue('strike');
  await page.mouse.move(2, 2);
  expect((await still(page, await surface(page))).equals(left)).toBe(true);
});
