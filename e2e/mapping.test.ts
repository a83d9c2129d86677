import { expect, type Page, type Route } from '@playwright/test';
import { blackPrice } from '#pricing/black76.ts';
import { violations } from './axe.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { button, exportedFit, openSample, settled, type } from './screen.ts';

const AS_OF = '2026-11-20T21:00:00.000Z';
const DAYS = ['2027-02-05', '2027-04-16'];

/** Calls and puts of two expiries around 100 at a vol of 25 %, as lines of strike, expiry, type, bid, ask. */
function lines(): string[] {
  return DAYS.flatMap((day) =>
    Array.from({ length: 26 }, (_, i) => {
      const [isCall, strike] = [i < 13, 76 + 4 * (i % 13)];
      const t = (Date.parse(`${day}T21:00:00Z`) - Date.parse(AS_OF)) / (365 * 86_400_000);
      const price = blackPrice(100, strike, t, 0.25, isCall);
      return `${strike},${day},${isCall ? 'C' : 'P'},${(price * 0.99).toFixed(4)},${(price * 1.01).toFixed(4)}`;
    }),
  );
}

const unknown = (header: string): string => [header, ...lines()].join('\n');

function column(page: Page, name: string) {
  return page.getByRole('combobox', { name: `Column ${name}`, exact: true });
}

async function setAsOf(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set as of' }).first().click();
  await type(page.getByRole('textbox', { name: 'As-of time, UTC' }), AS_OF);
  await settled(page);
}

test('an unknown table is opened by naming its columns, ten rows shown as they would be read', async ({
  page,
}) => {
  await page.goto('/');
  await dropFiles(page, { name: 'board.csv', bytes: unknown('q1,q2,q3,q4,q5') });
  const dialog = page.getByRole('dialog', { name: 'Which column holds what?' });
  await expect(dialog).toContainText('no column is recognised as strike');
  for (const [name, role] of [
    ['q1', 'strike'],
    ['q2', 'expiry'],
    ['q3', 'type'],
    ['q4', 'bid'],
    ['q5', 'ask'],
  ] as const) {
    await expect(column(page, name)).toHaveValue(role);
  }
  await expect(dialog.getByRole('row')).toHaveCount(11);
  await expect(dialog.getByRole('row').nth(1)).toContainText('5 Feb 2027');
  await expect(dialog.getByRole('row').nth(1)).toContainText('call');
  await expect(dialog.getByRole('status')).toHaveText('10 of 10 rows are options.');

  expect(await violations(page, '[role="dialog"]')).toEqual([]);

  // A wrong column says at once what is missing, and cannot be opened.
  await column(page, 'q1').selectOption('not used');
  await expect(dialog.getByRole('status')).toHaveText('▲ Still missing: strike.');
  await expect(dialog.getByRole('button', { name: 'Open' })).toBeDisabled();
  await column(page, 'q1').selectOption('strike');
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect(dialog).toHaveCount(0);
  await setAsOf(page);
  const fit = await exportedFit(page);
  expect(fit.source.quotes).toMatchObject({ read: 52, accepted: 52 });
  for (const slice of fit.slices) expect(slice.atm?.vol).toBeCloseTo(0.25, 2);

  // The header is remembered: after a reload the same layout opens without a question.
  await page.reload();
  await dropFiles(page, { name: 'next.csv', bytes: unknown('q1,q2,q3,q4,q5') });
  await expect(page.getByRole('banner')).toContainText('next.csv');
  await expect(dialog).toHaveCount(0);
  await page.getByRole('tab', { name: /^Messages/ }).click();
  await expect(page.getByText('The columns of next.csv are read as you said.')).toBeVisible();
  await page.getByRole('button', { name: 'Change the columns…' }).first().click();
  await expect(dialog).toBeVisible();
  await expect(column(page, 'q5')).toHaveValue('ask');
});

test('the question is answered and put off with the keyboard alone, and putting it off loses nothing', async ({
  page,
}) => {
  await openSample(page);
  const before = await exportedFit(page);
  await dropFiles(page, { name: 'board.csv', bytes: unknown('a1,a2,a3,a4,a5') });
  const dialog = page.getByRole('dialog', { name: 'Which column holds what?' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(await exportedFit(page)).toEqual(before);

  // Put off or answered, it gives the focus back to what had it.
  const list = page.getByRole('listbox', { name: 'Expiries' });
  await list.focus();
  await dropFiles(page, { name: 'board.csv', bytes: unknown('a1,a2,a3,a4,a5') });
  await expect(column(page, 'a1')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(list).toBeFocused();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('board.csv');

  await alert.getByRole('button', { name: 'Name the columns…' }).focus();
  await page.keyboard.press('Enter');
  await expect(column(page, 'a1')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(column(page, 'a2')).toBeFocused();
  for (let i = 0; i < 12; i++) {
    if (
      await dialog.getByRole('button', { name: 'Open' }).evaluate((open) => open === document.activeElement)
    )
      break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(alert).toContainText('as-of');
  await setAsOf(page);
  expect((await exportedFit(page)).source.files[0]?.name).toBe('board.csv');
});

test('the time of the quotes is taken in the zone it is typed in', async ({ page }) => {
  await openSample(page);
  const asOf = page.getByRole('banner').getByRole('button', { name: /^as of / });
  await asOf.focus();
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'As-of time, UTC' });
  await expect(field).toBeFocused();
  // What stands there gives way to what is typed, as wherever a popover is opened to type.
  await page.keyboard.type('2026-11-20 05:40 XY');
  await expect(page.getByRole('dialog', { name: 'As-of time' })).toContainText('✕ Write it as');
  await field.fill('2026-11-20 05:40 EST');
  await expect(page.getByRole('dialog', { name: 'As-of time' })).toContainText('10:40:00');
  await page.keyboard.press('Enter');
  await expect(asOf).toBeFocused();
  await settled(page);
  expect((await exportedFit(page)).source.asOf).toBe('2026-11-20T10:40:00.000Z');
});

for (const part of ['popup-layer', 'as-of-fields']) {
  test(`a time that is typed while the ${part} of its popover is still being fetched stands in it`, async ({
    page,
  }) => {
    const held: Route[] = [];
    await page.route(new RegExp(`/${part}-[^/]*\\.js$`), (route) => {
      held.push(route);
    });
    await openSample(page);
    const shown = await page.getByRole('tab', { selected: true }).allInnerTexts();
    await page
      .getByRole('banner')
      .getByRole('button', { name: /^as of / })
      .focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => held.length).toBeGreaterThan(0);
    // As single keys, digits choose views and d drops the expiry.
    await page.keyboard.type('2026-11-20 05:40 ed');
    for (const route of held) await route.continue();
    const field = page.getByRole('textbox', { name: 'As-of time, UTC' });
    await expect(field).toHaveValue('2026-11-20 05:40 ed');
    await expect(field).toBeFocused();
    await page.keyboard.type('t');
    await expect(field).toHaveValue('2026-11-20 05:40 edt');
    expect(await page.getByRole('tab', { selected: true }).allInnerTexts()).toEqual(shown);
    await expect(button(page, 'Undo')).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('banner').getByRole('button', { name: /^as of / })).toBeFocused();
  });
}

test('a popover that is called off while it is still being fetched gives the focus back', async ({
  page,
}) => {
  await page.route(/\/as-of-fields-[^/]*\.js$/, () => undefined);
  await openSample(page);
  const asOf = page.getByRole('banner').getByRole('button', { name: /^as of / });
  await asOf.focus();
  await page.keyboard.press('Enter');
  await expect(asOf).not.toBeFocused();
  await page.keyboard.press('Escape');
  await expect(asOf).toBeFocused();
});

test('that a file has no time is said until it is given, once', async ({ page }) => {
  await page.goto('/');
  await dropFiles(page, { name: 'timeless.csv', bytes: unknown('strike,expiry,type,bid,ask') });
  await page.getByRole('tab', { name: /^Messages/ }).click();
  const said = page
    .getByRole('region', { name: 'Messages' })
    .getByText('timeless.csv does not say when its quotes were taken.');
  await expect(said).toHaveCount(1);
  await setAsOf(page);
  await expect(said).toHaveCount(0);
  await button(page, 'Undo').click();
  await expect(said).toHaveCount(1);
});

test('a file of two underlyings asks which, the answer holds for the next one and can be changed', async ({
  page,
}) => {
  const two = [
    'root,strike,expiry,type,bid,ask,timestamp',
    ...['SPY', 'QQQ'].flatMap((root) => lines().map((line) => `${root},${line},${AS_OF}`)),
  ].join('\n');
  await page.goto('/');
  await dropFiles(page, { name: 'two.csv', bytes: two });
  const dialog = page.getByRole('dialog', { name: 'Which underlying?' });
  await expect(dialog.getByRole('radio')).toHaveCount(2);
  await expect(dialog).toContainText('52 rows');
  await dialog.getByRole('radio', { name: /SPY/ }).check();
  await dialog.getByRole('button', { name: 'Open' }).click();
  await settled(page);
  expect((await exportedFit(page)).source.underlying).toBe('SPY');

  await dropFiles(page, { name: 'two-later.csv', bytes: two });
  await expect(page.getByRole('banner')).toContainText('two-later.csv');
  await settled(page);
  await page.getByRole('tab', { name: /^Messages/ }).click();
  await expect(page.getByText('As you chose before, SPY is read.')).toBeVisible();
  await page.getByRole('button', { name: 'Choose another…' }).click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await settled(page);
  await expect(page.getByRole('banner')).toContainText(/QQQ|SPY/);
});

test('a file of several instants offers them newest first', async ({ page }) => {
  const days = ['2026-11-18', '2026-11-19'];
  const history = [
    'date,strike,expiry,type,bid,ask',
    ...days.flatMap((day) => lines().map((line) => `${day},${line}`)),
  ].join('\n');
  await page.goto('/');
  await dropFiles(page, { name: 'history.csv', bytes: history });
  const dialog = page.getByRole('dialog', { name: 'Which instant?' });
  await expect(dialog.getByRole('radio').first()).toBeChecked();
  await expect(dialog.locator('label').first()).toContainText('19 Nov 2026');
  await page.keyboard.press('Enter');
  await settled(page);
  expect((await exportedFit(page)).source.asOf).toBe('2026-11-19T21:00:00.000Z');
});
