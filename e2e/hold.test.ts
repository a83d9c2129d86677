import { expect } from '@playwright/test';
import { dots, fullestBoard } from './boards.ts';
import { flatTest as test } from './quiet.ts';
import {
  button,
  byHand,
  choose,
  exportedFit,
  fitStatus,
  focusedExpiry,
  openSample,
  settled,
  sliceOf,
  smile,
  type,
} from './screen.ts';

for (const board of fullestBoard) {
  test.describe(`on ${board.name}`, () => {
    test('a quote goes by click, comes back by click, and the same by its key and its checkbox', async ({
      page,
    }) => {
      await board.open(page);
      const expiry = await focusedExpiry(page);
      const first = await exportedFit(page);
      const used = sliceOf(first, expiry).quotes.used;
      const at = await dots(page).nth(4).boundingBox();
      if (at === null) throw new Error('The quote is not drawn.');
      const place = [at.x + at.width / 2, at.y + at.height / 2] as const;

      await page.mouse.click(...place);
      const without = await exportedFit(page);
      expect(sliceOf(without, expiry).quotes.used).toBe(used - 1);
      const [symbol = ''] = Object.keys(byHand(without));
      const strike = Number(symbol.split('-')[2]);
      // What was clicked is what is left out: the read-out names it.
      await page.mouse.move(place[0] - 3, place[1]);
      const readOut = smile(page).locator('.smile-read-out');
      await expect(readOut).toContainText(
        `${strike.toLocaleString('en').replaceAll(',', '\u2009')} ${symbol.endsWith('C') ? 'C' : 'P'}`,
      );
      await expect(readOut).toContainText('excluded');

      await page.keyboard.press('e');
      expect(await exportedFit(page)).toEqual(first);
      await page.mouse.click(...place);
      await page.mouse.click(...place);
      expect(await exportedFit(page)).toEqual(first);

      const spoken = `${strike.toLocaleString('en').replaceAll(',', ' ')} ${symbol.endsWith('C') ? 'call' : 'put'}`;
      const box = page
        .getByRole('table', { name: 'Quotes' })
        .getByRole('checkbox', { name: `Use ${spoken}` });
      await box.uncheck();
      expect(byHand(await exportedFit(page))).toEqual({ [symbol]: 0 });
      await button(page, 'Reset weights by hand').click();
      await expect(box).toBeChecked();
      const weight = page.getByRole('spinbutton', { name: `Weight of ${spoken}` });
      await type(weight, '3.5');
      expect(byHand(await exportedFit(page))).toEqual({ [symbol]: 3.5 });
    });

    test('rho is fixed by its lock, sigma bounded by its range, and the put wing held, for one expiry alone', async ({
      page,
    }) => {
      await board.open(page);
      const expiry = await focusedExpiry(page);
      const first = await exportedFit(page);
      const own = sliceOf(first, expiry).parameters;
      await choose(page, 'Scope', 'This expiry');
      await page.getByRole('combobox', { name: 'Parameter view' }).selectOption('Raw');
      await button(page, 'Fix rho').click();
      await settled(page);

      const limit = (own?.['sigma'] ?? 0) * 1.25;
      await button(page, 'Range of sigma').click();
      const range = page.getByRole('dialog', { name: 'Range of sigma' });
      await type(range.getByRole('spinbutton', { name: 'Min' }), limit.toFixed(6));
      await page.keyboard.press('Escape');
      await expect(range).toHaveCount(0);

      const held = await exportedFit(page);
      const key = Object.keys(held.settings.byExpiry);
      expect(key).toHaveLength(1);
      expect(held.settings.parameters).toEqual({});
      expect(held.settings.byExpiry[key[0] ?? '']?.parameters).toMatchObject({
        rho: { fixed: true, value: own?.['rho'] },
        sigma: { fixed: false, lower: Number(limit.toFixed(6)) },
      });
      const slice = sliceOf(held, expiry);
      expect(slice.parameters?.['rho']).toBe(own?.['rho']);
      expect(slice.parameters?.['sigma']).toBeGreaterThanOrEqual(Number(limit.toFixed(6)));
      expect(slice.atBound).toContain('sigma');
      // No other expiry moved.
      for (const other of held.slices) {
        if (other.expiry === slice.expiry) continue;
        expect(other.parameters).toEqual(sliceOf(first, nameOf(other.expiry)).parameters);
      }

      // The same from the other side: free again, then a wing of all expiries.
      await button(page, 'Undo').click();
      await button(page, 'Undo').click();
      await choose(page, 'Scope', 'All expiries');
      await page.getByRole('combobox', { name: 'Parameter view' }).selectOption('Wings');
      await type(page.getByRole('spinbutton', { name: 'Put wing', exact: true }), '0.7');
      await expect(button(page, 'Fix Put wing')).toHaveAttribute('aria-pressed', 'true');
      const winged = await exportedFit(page);
      for (const { t, parameters, status } of winged.slices) {
        if (parameters === null || status === 'failed') continue;
        expect(putWing(parameters, t)).toBeCloseTo(0.7, 6);
      }
      await button(page, 'Fix Put wing').click();
      expect(await exportedFit(page)).toEqual(first);
    });

    test('the time of the quotes and a forward can be set by hand, move the fit and are exported', async ({
      page,
    }) => {
      await board.open(page);
      const first = await exportedFit(page);
      const expiry = await focusedExpiry(page);
      const before = sliceOf(first, expiry);

      await page.getByRole('tab', { name: 'Forwards' }).click();
      const field = page.getByRole('spinbutton', { name: `Forward of ${expiry}` });
      const forward = Math.round(before.forward * 1.01);
      await type(field, String(forward));
      const moved = await exportedFit(page);
      expect(sliceOf(moved, expiry)).toMatchObject({ forward, forwardSource: 'user' });
      expect(Object.values(moved.settings.market.forwards)).toEqual([forward]);
      expect(sliceOf(moved, expiry).atm?.vol).not.toBe(before.atm?.vol);
      await expect(smile(page)).toContainText('by hand');

      const later = new Date(Date.parse(first.source.asOf) + 6 * 3_600_000);
      await page.getByRole('button', { name: /^as of/ }).click();
      await type(page.getByRole('textbox', { name: 'As-of time, UTC' }), later.toISOString());
      await expect(page.getByRole('button', { name: /^as of/ })).toContainText('by hand');
      const timed = await exportedFit(page);
      expect(timed.settings.market.asOf).toBe(later.toISOString());
      expect(timed.source.asOf).toBe(later.toISOString());
      expect(sliceOf(timed, expiry).t).toBeCloseTo(before.t - 6 / 24 / 365, 12);
      expect(sliceOf(timed, expiry).atm?.vol).toBeGreaterThan(sliceOf(moved, expiry).atm?.vol ?? 0);

      await type(field, '');
      await page.keyboard.press('Control+z');
      await button(page, 'Undo').click();
      await button(page, 'Undo').click();
      await settled(page);
    });
  });
}

test('taking every quote of an expiry out is said, costs no other expiry, and is taken back by one click', async ({
  page,
}) => {
  await openSample(page);
  const first = await exportedFit(page);
  const expiry = await focusedExpiry(page);
  const total = await dots(page).count();
  const rows = page.getByRole('table', { name: 'Quotes' }).getByRole('checkbox', { checked: true });
  await button(page, 'Maximise').click();
  for (let n = 0; n < total + 20 && (await rows.count()) > 0; n++) await rows.first().uncheck();
  await settled(page);
  await expect(fitStatus(page)).toContainText(expiry);
  const empty = await exportedFit(page);
  expect(sliceOf(empty, expiry)).toMatchObject({ status: 'failed', parameters: null });
  expect(empty.summary.slicesOk).toBe(first.summary.slicesOk - 1);
  await button(page, 'Reset weights by hand').click();
  expect(await exportedFit(page)).toEqual(first);
});

/** `2026-12-18T08:00:00.000Z` as the strip names it. */
function nameOf(instant: string): string {
  const at = new Date(instant);
  const month = at.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  return `${at.getUTCDate()} ${month} ${at.getUTCFullYear()}`;
}

/** Slope of the left wing, in the jump-wings normalisation (Gatheral and Jacquier 2014, eq. 3.5). */
function putWing(raw: Readonly<Record<string, number>>, t: number): number {
  const { a = 0, b = 0, rho = 0, m = 0, sigma = 0 } = raw;
  const atm = (a + b * (-rho * m + Math.hypot(m, sigma))) / t;
  return (b * (1 - rho)) / Math.sqrt(atm * t);
}
