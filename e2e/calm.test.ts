import { expect, type Page } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { button, openSample, settled, slider, smile, type } from './screen.ts';

interface Shift {
  readonly value: number;
  readonly what: string;
}

/** What moved since the last call without a key or a press of the user just before it. */
async function shifts(page: Page): Promise<Shift[]> {
  return page.evaluate(async () => {
    const page = globalThis as unknown as { shifts?: Shift[]; seen?: PerformanceObserver };
    const note = (entries: PerformanceEntryList): void => {
      for (const entry of entries as unknown as {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Element | null; previousRect: DOMRect; currentRect: DOMRect }[];
      }[]) {
        const place = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(' ');
        const what = entry.sources
          .map(
            (s) =>
              `${s.node?.className || s.node?.nodeName} ${place(s.previousRect)} to ${place(s.currentRect)}`,
          )
          .join(', ');
        if (!entry.hadRecentInput) page.shifts?.push({ value: entry.value, what });
      }
    };
    if (page.seen === undefined) {
      page.shifts = [];
      page.seen = new PerformanceObserver((list) => note(list.getEntries()));
      page.seen.observe({ type: 'layout-shift', buffered: true });
    }
    // Two frames: what was drawn last has been measured.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    note(page.seen.takeRecords());
    return page.shifts?.splice(0) ?? [];
  });
}

test.use({ viewport: { width: 1280, height: 720 } });

test('nothing moves by itself: drop, refit, drag, views, tables, a message', async ({ page }) => {
  test.setTimeout(90_000);
  if (hasShared) {
    await page.goto('/');
    await expect(button(page, 'Try the sample')).toBeVisible();
    expect(await shifts(page), 'first visit').toEqual([]);
    await dropFiles(page, sharedPath('data/deribit-book-summary/btc-2026-08-01.json'));
    await settled(page);
  } else {
    await openSample(page);
  }
  await expect(smile(page).locator('.mark').first()).toBeVisible();
  expect(await shifts(page), 'drop').toEqual([]);

  // A drag: many refits while the button is down.
  const box = await slider(page, 'Spread weight').boundingBox();
  if (box === null) throw new Error('The slider is not drawn.');
  await page.mouse.move(box.x + box.width / 2, box.y + 12);
  await page.mouse.down();
  for (let step = 1; step <= 12; step++) await page.mouse.move(box.x + box.width / 2 - 3 * step, box.y + 12);
  await page.mouse.up();
  await settled(page);
  expect(await shifts(page), 'drag and refit').toEqual([]);

  for (const list of ['Views', 'Tables']) {
    for (const tab of await page.getByRole('tablist', { name: list }).getByRole('tab').all()) {
      await tab.click();
      await expect(page.locator('.view-loading')).toHaveCount(0);
    }
    expect(await shifts(page), list).toEqual([]);
  }

  await dropFiles(page, { name: 'page.json', bytes: '<!DOCTYPE html>' });
  await expect(page.getByRole('alert')).toBeVisible();
  expect(await shifts(page), 'a message').toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await settled(page);
  expect(await shifts(page), 'next expiry').toEqual([]);
});

test('a table that is made larger has its rows in the frame in which it is', async ({ page }) => {
  await openSample(page);
  const table = page.locator('.virtual-table');
  await expect(table.getByRole('row').nth(3)).toBeVisible();
  const bare = await table.evaluate(async (frame) => {
    const seen: number[] = [];
    // The last to look before the frame is shown.
    const watch = new ResizeObserver(() => {
      const last = [...frame.querySelectorAll('tbody tr')].filter((row) => row.childElementCount > 1).at(-1);
      if (last === undefined) throw new Error('There are no rows.');
      seen.push(frame.getBoundingClientRect().bottom - last.getBoundingClientRect().bottom);
    });
    watch.observe(frame);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    document.querySelector<HTMLElement>('button[title^="Tables over the charts"]')?.click();
    await new Promise((drawn) => setTimeout(drawn, 300));
    watch.disconnect();
    return seen;
  });
  expect(bare.length).toBeGreaterThan(1);
  expect(Math.max(...bare)).toBeLessThanOrEqual(0);
});

test('a fit that is old dims its marks and surface, never words', async ({ page }) => {
  // With room for the filters.
  await page.setViewportSize({ width: 1440, height: 900 });
  await openSample(page);
  await page.getByRole('tab', { name: 'Variance', exact: true }).click();
  await expect(page.locator('.variance-line').first()).toBeVisible();
  // No quote is so narrow: nothing is left to fit, and what was fitted stands as old.
  await type(page.getByRole('spinbutton', { name: /^Relative spread above/ }), '0.0001');
  await settled(page, 'failed');
  const shown = (selector: string): Promise<number[]> =>
    page.locator(selector).evaluateAll((all) => {
      const seen = (at: Element | null): number =>
        at === null ? 1 : Number(getComputedStyle(at).opacity) * seen(at.parentElement);
      return [...new Set(all.map(seen))];
    });
  expect(await shown('.smile-svg path.smile-line, .variance-line path')).toEqual([0.5]);
  expect(await shown('.smile-svg text, .figure-drawing text')).toEqual([1]);
});

test('the theme is that of the system until one is chosen, which stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
  await button(page, 'Theme: light').click();
  expect(await theme()).toBe('dark');
  await page.reload();
  await expect(button(page, 'Theme: dark')).toBeVisible();
  expect(await theme()).toBe('dark');
});
