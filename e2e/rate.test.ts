/** A rate by hand on a chain whose exercise is American, by keyboard alone. */
import { expect, type Page } from '@playwright/test';
import { AMERICAN_VOL, americanBoard } from '#testing/american-board.ts';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropFiles } from './drop.ts';
import { focused, tabTo } from './keys.ts';
import { flatTest as test } from './quiet.ts';
import { exported, exportedFit, openSample, settled } from './screen.ts';

const chain = { name: 'spy.csv', bytes: americanBoard() };

/** Opens Forwards by keys: on to the tabs of the tables, then along them. */
async function toForwards(page: Page): Promise<void> {
  await tabTo(page, /^tab Quotes/);
  for (let n = 0; n < 10 && !(await focused(page)).startsWith('tab Forwards'); n++) {
    await page.keyboard.press('ArrowRight');
  }
  expect(await focused(page)).toMatch(/^tab Forwards/);
  await page.keyboard.press('Enter');
  await tabTo(page, 'spinbutton Rate, % a year');
}

async function typed(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
}

test('a rate typed by keys discounts an American chain, is exported, undone and back after a reload', async ({
  page,
}) => {
  await page.goto('/');
  await dropFiles(page, chain);
  const before = await exportedFit(page);
  expect(before.slices.every(({ discount }) => discount === 1)).toBe(true);
  expect(before.settings.market.rate).toBeUndefined();

  await toForwards(page);
  const field = page.getByRole('spinbutton', { name: 'Rate, % a year' });
  const from = page.getByRole('table', { name: 'Forwards' }).getByRole('cell', { name: 'your rate' });
  const limits = page.locator('.forwards-limits');
  await expect(limits).toContainText('with D assumed to be 1');
  await typed(page, '400');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAttribute('title', 'A number from −10 to 100.');
  await typed(page, '4.3');
  await expect(field).toHaveValue('4.3');
  await expect(from).toHaveCount(3);
  await expect(limits).toContainText('D is from your rate of 4.3 %');
  await expect(limits).toContainText('early exercise is not priced for want of a spot');
  for (const cell of await page
    .getByRole('table', { name: 'Forwards' })
    .getByText(/^0\.\d{5}$/)
    .all())
    expect(await cell.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);

  const fit = await exportedFit(page);
  expect(fit.settings.market.rate).toBe(0.043);
  for (const [i, { atm, discount }] of fit.slices.entries()) {
    expect(discount).toBeLessThan(1);
    expect(atm?.vol).toBeCloseTo(AMERICAN_VOL, 4);
    expect(before.slices[i]?.atm?.vol).toBeLessThan(AMERICAN_VOL);
  }

  await page.keyboard.press('Control+z');
  await expect(from).toHaveCount(0);
  await expect(field).toHaveValue('none');
  await page.keyboard.press('Control+y');
  await expect(from).toHaveCount(3);
  await settled(page);
  await expect(page.getByText(/^Saved \d\d:\d\d:\d\dZ$/)).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(field).toHaveValue('4.3');
  await expect(from).toHaveCount(3);
});

test('a board whose premiums need no discount has no use for a rate', async ({ page }) => {
  await openSample(page);
  await page.getByRole('tab', { name: 'Forwards' }).click();
  const field = page.getByRole('spinbutton', { name: 'Rate, % a year' });
  await expect(field).toBeDisabled();
  await expect(field).toHaveAttribute('title', /^Rate n\/a: /);
});

/** Median distance of the mid volatilities of call and put at one strike, of one expiry and a quarter round its forward. */
async function pairGap(page: Page, expiry: string): Promise<number> {
  const { text } = await exported(page, 'Quotes (CSV)');
  const [head = [], ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const cell = (row: readonly string[], name: string) => row[head.indexOf(name)] ?? '';
  const mids = new Map<string, number[]>();
  for (const row of rows) {
    const moneyness = Number(cell(row, 'strike')) / Number(cell(row, 'forward'));
    const isNear = moneyness > 0.8 && moneyness < 1.25 && cell(row, 'midVol') !== '';
    if (!isNear || !cell(row, 'expiry').startsWith(expiry)) continue;
    mids.set(cell(row, 'strike'), [...(mids.get(cell(row, 'strike')) ?? []), Number(cell(row, 'midVol'))]);
  }
  const gaps = [...mids.values()].filter(({ length }) => length === 2).map(([a, b]) => Math.abs(a! - b!));
  expect(gaps.length).toBeGreaterThan(10);
  return gaps.sort((a, b) => a - b)[gaps.length >> 1]!;
}

test('a real chain of a share: its long volatilities rise with the rate, its calls and puts come together', async ({
  page,
}) => {
  test.skip(!hasShared, 'the shared quote files are not beside this checkout');
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('/');
  await dropFiles(page, sharedPath('data/yahoo/AAPL_data.csv'));
  await settled(page);
  const before = await exportedFit(page);
  const apart = await pairGap(page, '2027-01-15');
  await toForwards(page);
  const table = page.getByRole('table', { name: 'Forwards' });
  await expect(table.getByRole('columnheader', { name: 'q %' })).toHaveCount(0);
  await typed(page, '4.3');
  await expect(page.getByRole('cell', { name: 'your rate' }).first()).toBeVisible();
  const limits = page.locator('.forwards-limits');
  await expect(limits).toContainText('Early exercise is priced and taken off at your rate of 4.3 %');
  await expect(limits).toContainText('the spot of 256.7');
  await expect(table.getByRole('columnheader', { name: 'q %' })).toHaveCount(1);
  // Nothing of the table is pushed off the smallest screen by it.
  const frame = page.getByRole('region', { name: 'Forwards, rows' });
  expect(await frame.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  const after = await exportedFit(page);
  const rise = (year: string) => {
    const at = ({ expiry }: { expiry: string }) => expiry.startsWith(year);
    const [a, b] = [before, after].map(({ slices }) => slices.find(at)?.atm?.vol ?? Number.NaN);
    return b! - a!;
  };
  expect(rise('2027-01-15')).toBeGreaterThan(0.003);
  expect(rise('2028-01-21')).toBeGreaterThan(rise('2027-01-15'));
  const long = after.slices.find(({ expiry }) => expiry.startsWith('2027-01-15'));
  // What the share pays a year is some 0.4 %.
  expect(long?.earlyExercise?.yield).toBeGreaterThan(0.002);
  expect(long?.earlyExercise?.yield).toBeLessThan(0.008);
  expect(before.slices.every(({ earlyExercise }) => earlyExercise === undefined)).toBe(true);
  expect(apart).toBeGreaterThan(0.003);
  expect(await pairGap(page, '2027-01-15')).toBeLessThan(0.25 * apart);
});
