import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { dropFiles } from './drop.ts';
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

/** The sample with premiums a half higher. */
function dearer(): { readonly name: string; readonly bytes: string } {
  const sample = readFileSync(join(import.meta.dirname, '../public/sample/simulated-btc.json'), 'utf8');
  const board = JSON.parse(sample) as { options: Record<string, unknown>[] };
  for (const option of board.options)
    for (const side of ['bid_price', 'ask_price']) if (typeof option[side] === 'number') option[side] *= 1.5;
  return { name: 'dearer.json', bytes: JSON.stringify(board) };
}

test('a board that is dropped while a thumb is dragged comes onto strip, parameters and quotes together', async ({
  page,
}) => {
  await openSample(page);
  const from = await thumbAt(page, 1);
  const to = await thumbAt(page, 0.5);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 10 });
  // In each frame, which of the panels tell of the dearer board: vols and premiums of it are a third higher at least.
  await page.evaluate(() => {
    const figure = (text: string | undefined, pattern: RegExp) => Number(pattern.exec(text ?? '')?.[1]);
    const text = (at: string) => document.querySelector(at)?.textContent ?? '';
    const frames: string[] = [];
    Object.assign(window, { frames });
    const look = (): void => {
      const nearest = text('[role="listbox"][aria-label="Expiries"] [role="option"]');
      const atm = document.querySelector<HTMLInputElement>('input[aria-label^="ATM vol"]')?.value;
      const ask = text('table[aria-label="Quotes"] tbody tr td:nth-child(6)');
      frames.push([figure(nearest, /(\d\d\.\d)/) > 42, Number(atm) > 48, Number(ask) > 0.0005].join());
      requestAnimationFrame(look);
    };
    look();
  });
  const drop = dropFiles(page, dearer());
  for (let i = 0; i < 60; i++) await page.mouse.move(to.x - (i % 30), to.y, { steps: 3 });
  await drop;
  await page.mouse.up();
  await settled(page);
  const frames = await page.evaluate(() => (window as unknown as { frames: string[] }).frames);
  expect([...new Set(frames)]).toEqual(['false,false,false', 'true,true,true']);
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
