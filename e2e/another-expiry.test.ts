/** The hand on the smile when another expiry comes under it: nothing of the one before goes along. */
import { expect } from '@playwright/test';
import { flatTest as test } from './quiet.ts';
import { button, choose, openSample, settled, smile, type } from './screen.ts';

test('a drag does not go on with the expiry that is focused in the middle of it', async ({ page }) => {
  await openSample(page);
  await button(page, 'Hand on the smile').click();
  const level = page.getByRole('slider', { name: 'Level', exact: true });
  const box = (await level.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const by of [10, 20]) await page.mouse.move(x, y - by);
  await expect(level).toHaveAttribute('aria-valuetext', /held$/);
  await page.keyboard.press('p');
  await expect(level).toHaveAttribute('aria-valuetext', /fitted$/);
  for (const by of [30, 40]) await page.mouse.move(x, y - by);
  await page.mouse.up();
  await settled(page);
  await expect(level).toHaveAttribute('aria-valuetext', /fitted$/);
  await page.keyboard.press('n');
  await expect(level).toHaveAttribute('aria-valuetext', /held$/);
  await button(page, 'Undo').click();
  await expect(level).toHaveAttribute('aria-valuetext', /fitted$/);
  await expect(button(page, 'Undo')).toBeDisabled();
});

test('with a strict butterfly what one expiry could not have says nothing of another', async ({ page }) => {
  await openSample(page);
  await choose(page, 'Butterfly', 'Strict');
  await button(page, 'Hand on the smile').click();
  const wing = page.getByRole('spinbutton', { name: 'Put wing, value' });
  await type(wing, '4');
  await settled(page);
  await type(wing, '60');
  await expect(page.getByText(/^at max$/).first()).toBeVisible();
  await expect(wing).toHaveAttribute('title', /^4\.0/);
  await smile(page).focus();
  await page.keyboard.press('p');
  const own = await wing.inputValue();
  await type(wing, '60');
  await expect(wing).toHaveAttribute('title', /at max/);
  await settled(page);
  // The last that this expiry had a smile for is its fitted one.
  await expect.poll(async () => Number(await wing.inputValue())).toBeCloseTo(Number(own), 1);
});
