import { expect, type Locator, type Page } from '@playwright/test';
import { gravest } from './axe.ts';
import { dropFiles } from './drop.ts';
import { focused, focusIsDrawn } from './keys.ts';
import { flatTest as test } from './quiet.ts';
import {
  button,
  choice,
  choose,
  fitStatus,
  focusedExpiry,
  openSample,
  settled,
  slider,
  smile,
} from './screen.ts';

/** Every stop of the Tab key from the top of the page until it leaves it. */
async function tabStops(page: Page): Promise<string[]> {
  // A click on what takes no focus is where the Tab key starts from.
  await page.getByRole('banner').getByText('Volbench').click();
  const stops: string[] = [];
  const bare: string[] = [];
  for (let n = 0; n < 200; n++) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop === 'nothing') break;
    stops.push(stop);
    if (!(await focusIsDrawn(page))) bare.push(stop);
  }
  expect(bare, 'stops whose focus is not seen').toEqual([]);
  return stops;
}

/** Controls of the board by the names that stand in the documents. */
function controls(page: Page): Record<string, Locator> {
  const role = page.getByRole.bind(page);
  const sliders = [
    'Spread weight',
    'Size weight',
    'Activity weight',
    'Moneyness width, σ√T',
    'Age half-life, s',
  ];
  const groups = {
    Scope: ['All expiries', 'This expiry'],
    Butterfly: ['Report', 'Penalise', 'Strict'],
    Calendar: ['Report', 'Penalise', 'Strict'],
    Residual: ['Vol', 'Variance', 'Price'],
    Loss: ['Squared', 'Huber', 'Soft-L1'],
  };
  return {
    ...Object.fromEntries([...sliders, 'Weight cap, %'].map((name) => [name, slider(page, name)])),
    ...Object.fromEntries(
      Object.entries(groups).flatMap(([group, names]) =>
        names.map((name) => [`${group}: ${name}`, choice(page, group, name)]),
      ),
    ),
    Model: role('combobox', { name: 'Model', exact: true }),
    'Parameter view': role('combobox', { name: 'Parameter view' }),
    rho: role('spinbutton', { name: 'rho', exact: true }),
    'Fix rho': button(page, 'Fix rho'),
    'Range of rho': button(page, 'Range of rho'),
    Optimiser: role('combobox', { name: 'Optimiser' }),
    'In the money': role('checkbox', { name: 'In the money' }),
    'One-sided': role('checkbox', { name: 'One-sided' }),
    Crossed: role('checkbox', { name: 'Crossed' }),
    'Relative spread above': role('spinbutton', { name: 'Relative spread above' }),
    'Bid below, ticks': role('spinbutton', { name: 'Bid below, ticks' }),
    'Expiry within, h': role('spinbutton', { name: 'Expiry within, h' }),
  };
}

test('every name that the documents give is on the screen', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('input[type=file]')).toHaveAccessibleName('Open quote files');
  await expect(page.locator('input[type=file]')).toHaveAttribute('multiple', '');
  await expect(fitStatus(page)).toHaveAttribute('data-phase', 'idle');
  await expect(page.getByRole('region', { name: 'Messages' })).toHaveCount(1);
  await expect(button(page, 'Export')).toBeDisabled();
  await button(page, 'Try the sample').click();
  await settled(page);
  await expect(fitStatus(page)).toHaveAttribute('data-model', 'svi');
  await page.getByRole('combobox', { name: 'Parameter view' }).selectOption('Raw');
  for (const [name, control] of Object.entries(controls(page))) {
    await expect(control, name).toHaveCount(1);
    await expect(control, name).toBeVisible();
  }
  // Sliders that a button or a choice brings.
  for (const [opener, ...names] of [
    ['Penalties', 'Outside penalty', 'ATM pin', 'Prior'],
    ['Strength of butterfly', 'Butterfly strength'],
    ['Strength of calendar', 'Calendar strength'],
  ] as const) {
    await button(page, opener).click();
    for (const name of names) await expect(slider(page, name), name).toBeVisible();
    await page.keyboard.press('Escape');
  }
  for (const loss of ['Huber', 'Soft-L1']) {
    await choose(page, 'Loss', loss);
    await expect(slider(page, `${loss} threshold`)).toBeVisible();
  }
  for (const name of ['Smile', 'Surface']) await expect(page.getByRole('group', { name })).toHaveCount(1);
  const expiries = page.getByRole('listbox', { name: 'Expiries' }).getByRole('option');
  for (const option of await expiries.all()) {
    await expect(option).toHaveAccessibleName(/^\d{1,2} [A-Z][a-z]{2} 20\d\d$/);
  }
  await expect(page.getByRole('tablist', { name: 'Views' })).toHaveCount(1);
  await expect(page.getByRole('table', { name: 'Quotes' })).toBeVisible();
  await expect(
    page.getByRole('checkbox', { name: /^Use \d{1,3}( \d{3})* (put|call)$/ }).first(),
  ).toBeVisible();
  await page.getByRole('tab', { name: 'Parameters' }).click();
  await expect(page.getByRole('table', { name: 'Parameters' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Messages' })).toHaveCount(1);
  for (const name of ['Undo', 'Redo', 'Export']) await expect(button(page, name)).toBeVisible();
  await button(page, 'Export').click();
  const items = page.getByRole('menuitem');
  for (const name of ['Fit (JSON)', 'Parameters (CSV)', 'Grid (CSV)', 'Quotes (CSV)']) {
    await expect(items.filter({ hasText: name })).toHaveAccessibleName(name);
  }
});

test('the Tab key reaches every part of the board and leaves it again', async ({ page }) => {
  await openSample(page);
  await page.getByRole('combobox', { name: 'Parameter view' }).selectOption('Raw');
  await expect(page.getByRole('group', { name: 'Surface' })).toBeVisible();
  const stops = await tabStops(page);
  expect(stops.length).toBeLessThan(200);
  const wanted = [
    'button Open',
    'button Export',
    'select Model',
    'spinbutton rho',
    'button Range of rho',
    'button Fix rho',
    'input Spread weight',
    'spinbutton Spread, exponent',
    'input Report',
    'button Strength of calendar',
    'input In the money',
    'spinbutton Expiry within, h',
    'listbox Expiries',
    'group Smile',
    'group Surface',
  ];
  const places = wanted.map((name) => stops.indexOf(name));
  expect(
    wanted.filter((name) => !stops.includes(name)),
    stops.join('\n'),
  ).toEqual([]);
  // In the order in which they are read.
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(stops.some((stop) => stop.startsWith('tab '))).toBe(true);
  expect(stops.some((stop) => stop.startsWith('input Use '))).toBe(true);
});

test('letters are text in a field, and a switch turns the single keys off', async ({ page }) => {
  await openSample(page);
  // In a field the same letters are text.
  const here = await focusedExpiry(page);
  const field = page.getByRole('spinbutton', { name: 'Spread, exponent' });
  await field.focus();
  await page.keyboard.type('np');
  expect(await focusedExpiry(page)).toBe(here);
  await page.keyboard.press('Escape');
  await expect(field).toHaveValue('1.0');

  await smile(page).focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  await expect(help).toBeVisible();
  await help.getByRole('checkbox', { name: 'Single keys on' }).uncheck();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await page.keyboard.press('n');
  expect(await focusedExpiry(page)).toBe(here);
  await button(page, 'Help').click();
  await help.getByRole('checkbox', { name: 'Single keys on' }).check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  expect(await focusedExpiry(page)).not.toBe(here);
});

test('a number that is refused is told why beside its field and aloud, and nothing moves', async ({
  page,
}) => {
  await openSample(page);
  const field = page.getByRole('spinbutton', { name: 'Put wing', exact: true });
  const below = page.getByRole('spinbutton', { name: 'Min vol', exact: true });
  const before = await below.boundingBox();
  await field.fill('-3');
  await field.press('Enter');
  const reason = page.getByRole('alert');
  await expect(reason).toHaveText('A number from 0.000 to 100.000.');
  await expect(field).toHaveAccessibleDescription('A number from 0.000 to 100.000.');
  expect(await below.boundingBox()).toEqual(before);
  const [at, box] = [(await field.boundingBox())!, (await reason.boundingBox())!];
  expect(box.y).toBeGreaterThanOrEqual(at.y + at.height);
  expect(box.y).toBeLessThan(at.y + at.height + 10);
  // Over what it covers, not under it.
  expect(await reason.evaluate((note) => note.matches(':popover-open'))).toBe(true);
  await field.press('Escape');
  await expect(reason).toHaveCount(0);
  await expect(field).toBeFocused();
  // A forward may be as small as it likes, and not 0: that is what is said, not the limit rounded to 0.
  await page.getByRole('tab', { name: 'Forwards' }).click();
  const forward = page.getByRole('spinbutton', { name: /^Forward of / }).first();
  await forward.fill('0');
  await forward.press('Enter');
  await expect(reason).toHaveText('A number above 0.');
  await forward.press('Escape');
  // At the foot of the window it stands over its field, and within the window.
  const last = page.getByRole('spinbutton', { name: 'Expiry within, h' });
  await last.scrollIntoViewIfNeeded();
  await last.fill('x');
  await last.press('Enter');
  await expect(reason).toBeVisible();
  const shown = (await reason.boundingBox())!;
  expect(shown.y + shown.height).toBeLessThanOrEqual(page.viewportSize()!.height);
});

test('axe finds nothing serious over the board: notice, popover, help, drawer', async ({ page }) => {
  await openSample(page);
  await dropFiles(page, { name: 'empty.json', bytes: '' });
  await expect(page.getByRole('alert')).toBeVisible();
  expect(await gravest(page, '[role=alert]')).toEqual([]);
  await page.keyboard.press('Escape');
  await button(page, 'Range of ATM vol').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await gravest(page, '[role=dialog]')).toEqual([]);
  await page.keyboard.press('Escape');
  await button(page, 'Help').click();
  await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible();
  expect(await gravest(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 900, height: 700 });
  await button(page, 'Fit panel').click();
  expect(await gravest(page)).toEqual([]);
});

for (const [motion, most] of [
  ['reduce', 0],
  ['no-preference', 150],
] as const) {
  test(`nothing moves for longer than ${most} ms where motion is "${motion}"`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: motion });
    await openSample(page);
    await button(page, 'Help').click();
    const longest = await page.evaluate(() => {
      const ms = (text: string) =>
        text.endsWith('ms') ? Number.parseFloat(text) : 1000 * Number.parseFloat(text);
      const of = (element: Element, pseudo?: string) => {
        const style = getComputedStyle(element, pseudo);
        const animated = style.animationName === 'none' ? [] : style.animationDuration.split(', ');
        return Math.max(0, ...[...style.transitionDuration.split(', '), ...animated].map(ms));
      };
      return Math.max(
        ...Array.from(document.querySelectorAll('*'), (e) =>
          Math.max(of(e), of(e, '::before'), of(e, '::after')),
        ),
      );
    });
    // A hundredth of a millisecond stands for none: some libraries wait for the end of a transition.
    expect(longest).toBeLessThanOrEqual(most + 0.01);
  });
}

test('at 200 % zoom of a small window no control is lost', async ({ page }) => {
  test.setTimeout(90_000);
  await page.setViewportSize({ width: 640, height: 360 });
  await page.goto('/');
  await button(page, 'Try the sample').click({ trial: true });
  await button(page, 'Open a file…').click({ trial: true });
  await button(page, 'Try the sample').click();
  await settled(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640);

  for (const name of ['Undo', 'Redo', 'Export', 'Help']) {
    await expect(button(page, name)).toBeVisible();
    if (name === 'Export' || name === 'Help') await button(page, name).click({ trial: true });
  }
  const views = page.getByRole('tablist', { name: 'Views' });
  for (const name of ['3D', 'Smile']) await views.getByRole('tab', { name }).click();
  await expect(smile(page)).toBeVisible();
  const drawn = await smile(page).locator('svg').first().boundingBox();
  expect(drawn?.height ?? 0).toBeGreaterThan(140);
  await page.getByRole('listbox', { name: 'Expiries' }).getByRole('option').first().click();
  for (const name of ['Quotes', 'Parameters', 'Forwards', 'Messages']) {
    await page.getByRole('tab', { name }).click();
  }
  await page.getByRole('tab', { name: 'Quotes' }).click();
  await page.getByRole('checkbox', { name: /^Use / }).first().click({ trial: true });

  const drawer = button(page, 'Fit panel');
  if ((await drawer.count()) > 0) await drawer.click();
  await page.getByRole('combobox', { name: 'Parameter view' }).selectOption('Raw');
  for (const heading of ['Objective', 'Filters']) {
    const fold = page.getByRole('region', { name: heading }).getByRole('button', { name: heading });
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  }
  for (const [name, control] of Object.entries(controls(page))) {
    await control.scrollIntoViewIfNeeded();
    const seen = await control.evaluate((element) => {
      const target = element.closest('label') ?? element;
      const { left, top, width, height } = target.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      return hit !== null && (target.contains(hit) || hit.contains(target));
    });
    expect(seen, `${name} can be reached`).toBe(true);
  }
});
