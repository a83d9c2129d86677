/** What is read on the smallest screen the page is made for: nothing of it is cut. */
import { readFileSync } from 'node:fs';
import { expect, type Locator } from '@playwright/test';
import { blackPrice } from '#pricing/black76.ts';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { openSample, settled, type } from './screen.ts';

test.use({ viewport: { width: 1280, height: 720 } });

/** Pixels of what is in it that do not show. */
function hidden(of: Locator): Promise<number> {
  return of.evaluate((element) => element.scrollWidth - element.clientWidth);
}

test('the count of quotes excluded by hand', async ({ page }) => {
  await openSample(page);
  await page.getByRole('checkbox', { name: /^Use / }).first().uncheck();
  await settled(page);
  const count = page.getByRole('region', { name: 'Weights' }).getByText('1 excluded');
  await expect(count).toBeVisible();
  expect(await hidden(count)).toBe(0);
});

test('every tab of the tables, on a board of twin expiries and thousands of arbitrages', async ({ page }) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/yahoo/SPX_all_20260130.csv'));
  await settled(page);
  const tabs = page.getByRole('tablist', { name: 'Tables' });
  await expect(tabs.getByRole('tab', { name: /^Arbitrage/ })).toContainText(/\d/);
  await expect(page.getByRole('combobox', { name: 'Show' })).toContainText('SPXW');
  expect(await hidden(tabs)).toBe(0);
  const last = (await page.getByRole('button', { name: 'Maximise' }).boundingBox())!;
  expect(last.x + last.width).toBeLessThanOrEqual(1280);
});

test('every figure of a table, to the highest price and the farthest expiry', async ({ page }) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/yahoo/SPX_all_20260130.csv'));
  await settled(page);
  for (const name of ['Quotes', 'Parameters', 'Forwards']) {
    await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
    await expect(page.getByRole('table', { name, exact: true }).getByRole('row').nth(1)).toBeVisible();
    const cut = await page.locator('.virtual-table').evaluate(async (frame) => {
      const found = new Set<string>();
      for (let top = 0; top < frame.scrollHeight; top += frame.clientHeight / 2) {
        frame.scrollTop = top;
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        for (const cell of frame.querySelectorAll('td.right')) {
          const text = cell.textContent ?? '';
          // Not what says nothing for its error.
          if (cell.scrollWidth > cell.clientWidth && !text.includes('e−')) found.add(text);
        }
      }
      return [...found];
    });
    expect(cut, name).toEqual([]);
  }
});

test('the menu of the strip above the count of earlier expiries', async ({ page }) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/yahoo/SPX_all_20260130.csv'));
  await settled(page);
  await expect(
    page.getByRole('button', { name: /more expiries earlier, \d+ quotes through$/ }),
  ).toBeVisible();
  const bar = (await page.getByRole('banner').boundingBox())!;
  const menu = (await page.getByRole('button', { name: 'Drop or freeze the expiry' }).boundingBox())!;
  expect(menu.y).toBeGreaterThanOrEqual(bar.y + bar.height);
});

test('a row under the pointer is one row, its pinned cell too', async ({ page }) => {
  await openSample(page);
  await page.getByRole('tab', { name: /^Parameters/ }).click();
  const pinned = page.getByRole('table', { name: 'Parameters' }).locator('tbody td.pinned, tbody th.pinned');
  const shade = (n: number): Promise<string> =>
    pinned.nth(n).evaluate((cell) => getComputedStyle(cell).backgroundColor);
  const [rest, ...others] = await Promise.all([shade(0), shade(1)]);
  expect(others).toEqual([rest]);
  await pinned.nth(0).locator('xpath=following-sibling::*[2]').hover();
  expect(await shade(0)).not.toBe(rest);
  expect(await shade(1)).toBe(rest);
});

test('every parameter as it was fitted, and that it is not identified', async ({ page }) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/deribit-book-summary/btc-2026-08-01.json'));
  await settled(page);
  await page.getByRole('combobox', { name: 'Parameter view' }).selectOption('Raw');
  const expiries = page.getByRole('listbox', { name: 'Expiries' }).getByRole('option');
  const cells = page.locator('.parameter-row input, .parameter-error');
  const n = await expiries.count();
  for (let i = 0; i < n; i++) {
    await expiries.nth(i).click();
    await expect(expiries.nth(i)).toHaveAttribute('aria-selected', 'true');
    if (i === 0) await expect(page.getByText('not identified').first()).toBeVisible();
    const cut = await cells.evaluateAll((all) =>
      all
        .filter((cell) => cell.scrollWidth > cell.clientWidth)
        .map(
          (cell) =>
            `${cell.getAttribute('aria-label') ?? ''} ${(cell as HTMLInputElement).value ?? cell.textContent}`,
        ),
    );
    expect(cut).toEqual([]);
  }
});

test('how many quotes lie outside the window, clear of those in it', async ({ page }) => {
  // A skew that falls to the last strike, as of an index: its call wing ends in the lower corner.
  const asOf = Date.UTC(2026, 5, 5, 20);
  const rows = Array.from({ length: 50 }, (_, i) => 5000 + 50 * i).flatMap((strike) => {
    const vol = 0.174 - 0.22 * Math.log(strike / 5950);
    return [true, false].map((isCall) => {
      const mid = blackPrice(5950, strike, 42 / 365, vol, isCall);
      const type = isCall ? 'C' : 'P';
      return `2026-07-17,${strike},${type},${(0.998 * mid).toFixed(4)},${(1.002 * mid).toFixed(4)},${new Date(asOf).toISOString()}`;
    });
  });
  await page.goto('/');
  await dropFiles(page, {
    name: 'index.csv',
    bytes: ['expiry,strike,type,bid,ask,time', ...rows].join('\n'),
  });
  await settled(page);
  const count = page.locator('.smile-svg text', { hasText: /\d more.* ▸$/ });
  await expect(count).toBeVisible();
  const words = (await count.boundingBox())!;
  const dots = await page.locator('.smile-svg circle.dot').evaluateAll((all) =>
    all.map((dot) => {
      const { left, right, top, bottom } = dot.getBoundingClientRect();
      return [left, right, top, bottom] as const;
    }),
  );
  expect(dots.length).toBeGreaterThan(10);
  const under = dots.filter(
    ([left, right, top, bottom]) =>
      right > words.x && left < words.x + words.width && bottom > words.y && top < words.y + words.height,
  );
  expect(under).toEqual([]);
});

test('that the quotes are simulated stands whole at 1280, whatever gives way', async ({ page }) => {
  await openSample(page);
  const file = page.getByRole('banner').getByTitle('simulated-btc.json');
  const [all, word] = [
    await file.boundingBox(),
    await file.getByText('simulated', { exact: false }).last().boundingBox(),
  ];
  expect((word?.x ?? 0) + (word?.width ?? 1e9)).toBeLessThanOrEqual((all?.x ?? 0) + (all?.width ?? 0) + 0.5);
});

test('no letter is smaller than 12 px, and the root of a twin expiry stays in its cell', async ({ page }) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/yahoo/SPX_all_20260130.csv'));
  await settled(page);
  await page.getByRole('tab', { name: 'Residuals' }).click();
  const cells = page.getByRole('table', { name: 'Residuals by expiry and moneyness' });
  await expect(cells.getByRole('img', { name: 'rich' }).first()).toBeVisible();
  const small = await page.evaluate(() => {
    const found = new Set<string>();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const element = text.parentElement;
      if (element === null || text.nodeValue?.trim() === '' || element.getClientRects().length === 0)
        continue;
      if (Number.parseFloat(getComputedStyle(element).fontSize) < 12) found.add(`${text.nodeValue}`);
    }
    return [...found];
  });
  expect(small).toEqual([]);
  const expiries = page.getByRole('listbox', { name: 'Expiries' });
  await expect(expiries.getByText('SPX', { exact: true }).first()).toBeAttached();
  const beyond = await expiries.getByText('SPX', { exact: true }).evaluateAll(
    (roots) =>
      roots.filter((root) => {
        const cell = root.closest('[role="option"]')?.getBoundingClientRect();
        const number = root.closest('[role="option"]')?.querySelector('.strip-number');
        const range = document.createRange();
        if (number) range.selectNodeContents(number);
        const { right, top, bottom } = root.getBoundingClientRect();
        const atm = range.getBoundingClientRect();
        const covers = top < atm.bottom && bottom > atm.top && right > atm.left;
        return covers || right > (cell?.right ?? 0);
      }).length,
  );
  expect(beyond).toBe(0);
});

test('how the quotes settle, under a file name that has no room', async ({ page }) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  const file = sharedPath('data/deribit-book-summary/btc-2026-08-01.json');
  const source = page.getByRole('banner').locator('.top-bar-file');
  await page.goto('/');
  await dropFiles(page, file);
  await settled(page);
  expect(await hidden(source.getByText('btc-2026-08-01.json'))).toBe(0);
  const long = 'book_summary_by_currency_BTC_options_2026-08-01T17-58-04Z_from_the_desk.json';
  await dropFiles(page, { name: long, bytes: readFileSync(file) });
  const name = source.getByText(long);
  await expect(name).toBeVisible();
  for (const words of [' · Deribit', ' · BTC inverse']) {
    expect(await hidden(source.getByText(words, { exact: true })), words).toBe(0);
  }
  expect((await name.boundingBox())!.width).toBeGreaterThan(90);
});

test('the names of two expiries of one day, in the list of what changed', async ({ page }) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/yahoo/SPX_all_20260130.csv'));
  await settled(page);
  await page.keyboard.press('k');
  await page.keyboard.press('t');
  await page.getByRole('tab', { name: 'Compare', exact: true }).click();
  for (const name of ['20 Feb 2026 SPX', '20 Feb 2026 SPXW']) {
    const cell = page.getByRole('cell', { name, exact: true });
    await expect(cell).toBeVisible();
    expect(await hidden(cell), name).toBe(0);
  }
});

test('how good the fit is, beside the sentence of an expiry that has none', async ({ page }) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/transcoded/binance_eapi_v1_ticker.json'));
  await settled(page);
  const said = page.getByRole('status', { name: 'Fit status' });
  await expect(said).toContainText(/RMSE \d\.\d\d.*\d % inside bid-ask.*12 of 13 expiries fitted/);
  const room = (await said.boundingBox())!;
  for (const words of [
    /^RMSE/,
    /inside bid-ask$/,
    /^butterfly .* in wings$/,
    /^calendar .* in wings$/,
    /12 of 13 expiries fitted.*needs 5\.$/,
  ]) {
    const part = said.locator('.status-part').filter({ hasText: words });
    expect(await hidden(part), String(words)).toBe(0);
    const box = (await part.boundingBox())!;
    expect(box.x + box.width, String(words)).toBeLessThanOrEqual(room.x + room.width);
  }
  // Where the sentence would be cut to its first words the verdicts go, and not a part of them.
  await page.setViewportSize({ width: 1010, height: 720 });
  await expect(said.locator('.status-verdict').first()).toBeHidden();
  await expect(said.locator('.status-sentence')).toBeVisible();
});

test('the grips as numbers, and the end that one of them has come to', async ({ page }) => {
  await openSample(page);
  await page.getByRole('button', { name: 'Hand on the smile', exact: true }).click();
  await type(page.getByRole('spinbutton', { name: 'Level, value' }), '80');
  await settled(page);
  await type(page.getByRole('spinbutton', { name: 'Put wing, value' }), '0');
  await settled(page);
  const bar = page.locator('.hand-bar');
  await expect(bar.getByText(/^at min$/)).toBeVisible();
  const fields = bar.locator('.hand-field');
  for (const each of await fields.all()) expect(await hidden(each)).toBe(0);
  const room = (await bar.boundingBox())!;
  const last = (await fields.last().boundingBox())!;
  expect(last.x + last.width).toBeLessThanOrEqual(room.x + room.width);
});

test('every tab and button of a narrow window is in reach of the pointer, and the time of the quotes is read', async ({
  page,
}) => {
  await openSample(page);
  for (const width of [1080, 900, 780, 640, 400]) {
    await page.setViewportSize({ width, height: 720 });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond, `${width} px`).toBeLessThanOrEqual(0);
    const asOf = page.getByRole('button', { name: /^as of/ });
    expect(await hidden(asOf), `as-of time at ${width} px`).toBe(0);
    const banner = page.getByRole('banner').locator('button');
    for (const each of [banner, page.getByRole('tab')]) {
      const beyondReach = await each.evaluateAll((elements) => {
        const isReached = (element: Element) => {
          element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
          const { left, right, top, bottom } = element.getBoundingClientRect();
          const at = (x: number) => element.contains(document.elementFromPoint(x, (top + bottom) / 2));
          return left >= 0 && right <= innerWidth && at(left + 3) && at(right - 3);
        };
        return elements.filter((element) => !isReached(element)).map(({ textContent }) => textContent);
      });
      expect(beyondReach, `${width} px`).toEqual([]);
      expect(await each.count()).toBeGreaterThan(5);
    }
  }
});

test('forwards of parity with their errors, and prices of arbitrages as the file tells them', async ({
  page,
}) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/cboe-csv/spy_20250516_quotedata.csv'));
  await settled(page);
  await page.getByRole('tab', { name: 'Forwards' }).click();
  const parity = page.getByRole('table', { name: 'Forwards' }).getByRole('cell', { name: /\d ± \d/ });
  await expect(parity.first()).toBeVisible();
  for (const each of await parity.all()) expect(await hidden(each)).toBe(0);
  await page.getByRole('tab', { name: /^Arbitrage/ }).click();
  await expect(page.getByRole('cell', { name: '470 P at 0.05', exact: true })).toBeVisible();
});

test('where quotes crowd the band its unit is still said, and a sign stands beside its number', async ({
  page,
}) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto('/');
  await dropFiles(page, sharedPath('data/yahoo/SPX_all_20260130.csv'));
  await settled(page);
  await expect(page.getByRole('group', { name: 'Smile' }).getByText('hs', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /more expiries later/ })).toContainText(/▲\d\u2009\d{3}$/);
  await page.getByRole('tab', { name: 'Residuals' }).click();
  const cell = page.getByRole('table', { name: 'Residuals by expiry and moneyness' }).locator('td.through');
  await expect(cell.first()).toBeVisible();
  const apart = await cell.evaluateAll((cells) =>
    cells.map((each) => {
      const range = document.createRange();
      range.selectNode(each.lastChild ?? each);
      return (
        range.getBoundingClientRect().left - (each.firstElementChild?.getBoundingClientRect().right ?? 0)
      );
    }),
  );
  expect(Math.max(...apart)).toBeLessThan(4);
});

test('what is grave is read before what is only told, and Copy of a comparison stands where every Copy does', async ({
  page,
}) => {
  await openSample(page);
  await page.getByRole('tab', { name: /^Messages/ }).click();
  const signs = page.getByRole('region', { name: 'Messages' }).getByRole('img');
  await expect(signs.first()).toBeVisible();
  const order = ['error', 'warning', 'info'];
  const ranks = (await signs.all()).map(async (sign) =>
    order.indexOf((await sign.getAttribute('aria-label')) ?? ''),
  );
  const read = await Promise.all(ranks);
  expect(new Set(read).size).toBeGreaterThan(1);
  expect(read).toEqual([...read].sort((a, b) => a - b));

  await page.getByRole('tab', { name: 'A|B' }).click();
  await page.getByRole('button', { name: /^Keep this fit/ }).click();
  const view = page.getByRole('group', { name: 'Compare' });
  const copy = (await view.getByRole('button', { name: 'Copy' }).boundingBox())!;
  const room = (await view.boundingBox())!;
  expect(room.x + room.width - copy.x - copy.width).toBeLessThanOrEqual(10);
});

test('a count beside a kept fit is read whole or not at all, the venue as it is written, a strike of six digits whole', async ({
  page,
}) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.goto('/');
  await dropFiles(page, sharedPath('data/transcoded/okx_v5_market_tickers_OPTION_BTC-USD.json'));
  await settled(page);
  await expect(page.getByRole('banner')).toContainText(' · OKX · BTC inverse');
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Apply its settings' })).toBeVisible();
  const counts = page.locator('.status-counts');
  const room = (await counts.boundingBox())!;
  const shown: boolean[] = [];
  for (const each of await counts.locator('span').all()) {
    const box = (await each.boundingBox())!;
    const inLine = box.y < room.y + room.height;
    shown.push(inLine);
    if (inLine) expect(box.x + box.width).toBeLessThanOrEqual(room.x + room.width + 0.5);
  }
  expect(shown).toContain(false);

  await page.getByRole('button', { name: 'Maximise' }).click();
  const rows = page.getByRole('region', { name: 'Quotes, rows' });
  await rows.evaluate((element) => element.scrollTo(0, 400));
  const long = rows.getByRole('cell', { name: /^1\d{2}\s\d{3}$/ });
  await expect(long.first()).toBeVisible();
  for (const each of await long.all()) expect(await hidden(each)).toBe(0);
  expect(await hidden(rows)).toBe(0);
});
