import { expect, type Page } from '@playwright/test';
import { flatTest as test } from './quiet.ts';
import { button, openSample, settled, slider, type } from './screen.ts';

/** Where the thumb of the spread weight stands at a value, px of the window. */
async function thumbAt(page: Page, value: number): Promise<{ readonly x: number; readonly y: number }> {
  const track = slider(page, 'Spread weight');
  await expect(track).toBeVisible();
  return track.evaluate((input, at) => {
    const { min, max } = input as HTMLInputElement;
    const { left, top, width, height } = input.getBoundingClientRect();
    const part = (at - Number(min)) / (Number(max) - Number(min));
    return { x: left + 6 + (width - 12) * part, y: top + height / 2 };
  }, value);
}

const says = (page: Page, text: string) =>
  expect(slider(page, 'Spread weight')).toHaveAttribute('aria-valuetext', text);

test('a thumb that is taken beside its middle does not jump, and follows the mouse past the ends of its track', async ({
  page,
}) => {
  await openSample(page);
  const { x, y } = await thumbAt(page, 1);
  await page.mouse.move(x + 4, y);
  await page.mouse.down();
  await says(page, '1.0');
  await page.mouse.move(x + 4 + 0.5, y);
  await says(page, '1.0');
  await page.mouse.move(x + 1000, y + 300);
  await says(page, '2.0');
  await page.mouse.move(x - 1000, y + 300);
  await says(page, '0.0');
  await page.mouse.up();
  // Nothing holds it any more.
  await page.mouse.move(x, y);
  await says(page, '0.0');
  await settled(page);
  // The keys go on from where the mouse has left it.
  await page.keyboard.press('ArrowRight');
  await says(page, '0.1');
});

test('a press beside the thumb brings it there, and another button of the mouse moves nothing', async ({
  page,
}) => {
  await openSample(page);
  const { x, y } = await thumbAt(page, 1.5);
  await page.mouse.click(x, y, { button: 'middle' });
  await says(page, '1.0');
  await page.mouse.click(x, y);
  await says(page, '1.5');
  await settled(page);
  await button(page, 'Undo').click();
  await says(page, '1.0');
  await expect(button(page, 'Undo')).toBeDisabled();
});

test('strip, parameters and quotes take turns while a thumb is dragged, and tell of the last fit when it rests', async ({
  page,
}) => {
  await openSample(page);
  const panels = [
    page.getByRole('listbox', { name: 'Expiries' }),
    page.getByRole('region', { name: 'Fit', exact: true }),
    page.getByRole('table', { name: 'Quotes' }),
  ];
  const said = () => Promise.all(panels.map((panel) => panel.innerText()));
  const sayAnotherThan = (texts: readonly string[]) =>
    expect.poll(async () => (await said()).filter((text, i) => text === texts[i])).toEqual([]);
  const before = await said();
  const exponent = page.getByRole('spinbutton', { name: 'Spread, exponent' });
  await type(exponent, '0');
  await sayAnotherThan(before);
  const alone = await said();
  await type(exponent, '1');
  await sayAnotherThan(alone);

  const from = await thumbAt(page, 1);
  const to = await thumbAt(page, 0);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 25 });
  // The hand is still on the thumb.
  await expect.poll(said).toEqual(alone);
  await page.mouse.up();
});

test.describe('with a screen that is touched', () => {
  test.use({ hasTouch: true });

  test('a finger brings the thumb to where it taps, and drags it', async ({ page }) => {
    await openSample(page);
    const tap = await thumbAt(page, 1.5);
    await page.touchscreen.tap(tap.x, tap.y);
    await says(page, '1.5');
    const from = await thumbAt(page, 1.5);
    const to = await thumbAt(page, 0.5);
    const touch = await page.context().newCDPSession(page);
    const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x, y: from.y }],
      });
    await finger('touchStart', from.x);
    for (let n = 1; n <= 5; n++) await finger('touchMove', from.x + ((to.x - from.x) * n) / 5);
    await finger('touchEnd', to.x);
    await says(page, '0.5');
  });
});
