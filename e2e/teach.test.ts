import { expect, type Page } from '@playwright/test';
import { parameterTerm, termOf } from '#views/controls/glossary/glossary.ts';
import { flatTest as test } from './quiet.ts';
import { button, openSample, slider } from './screen.ts';

const card = (page: Page) => page.getByRole('tooltip');

test('what the pointer rests on is explained, and the explanation can be kept, read and sent away', async ({
  page,
}) => {
  await openSample(page);
  await slider(page, 'Activity weight').hover();
  await expect(card(page)).toContainText('open interest');
  await expect(card(page).locator('math')).toHaveCount(1);
  // The pointer may go over to it.
  await card(page).hover();
  await page.mouse.move(300, 300, { steps: 3 });
  await expect(card(page)).toHaveCount(0);

  await page.locator('.row-label', { hasText: 'Put wing' }).hover();
  await expect(card(page)).toContainText('left asymptote');
  await expect(card(page)).toContainText('Allowed: ');
  await page.keyboard.press('Escape');
  await expect(card(page)).toHaveCount(0);

  await page.getByRole('tab', { name: 'Parameters' }).click();
  await page.getByRole('columnheader', { name: 'LOO' }).hover();
  await expect(card(page)).toContainText('left out of the fit in turn');
  await page.mouse.down();
  await expect(card(page)).toHaveCount(0);
  await page.mouse.up();
});

test('by keyboard the help sheet begins with what has the focus, is searched, and gives the focus back', async ({
  page,
}) => {
  await openSample(page);
  const field = page.getByRole('spinbutton', { name: 'Relative spread above' });
  const fold = page.getByRole('region', { name: 'Filters' }).getByRole('button', { name: 'Filters' });
  if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  await field.focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  await expect(help.getByRole('region', { name: 'Relative spread above' })).toContainText('wider');
  await help.getByRole('searchbox', { name: 'Search the help' }).fill('butterfly');
  await expect(help.getByRole('region', { name: 'Found' })).toContainText('Durrleman');
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await expect(field).toBeFocused();

  await button(page, 'Help').click();
  for (const [sheet, words] of [
    ['Reading the screen', 'the market lies above the model'],
    ['Words', 'Effective quotes'],
    ['Files', 'Any CSV or JSON'],
  ] as const) {
    await help.getByRole('tab', { name: sheet }).click();
    await expect(help.getByRole('tabpanel', { name: sheet })).toContainText(words);
  }
  const box = await help.boundingBox();
  const window = page.viewportSize();
  expect((box?.y ?? -1) >= 0 && (box?.y ?? 0) + (box?.height ?? 0) <= (window?.height ?? 0)).toBe(true);
});

/** Every head of a column and every control on the page, by the names it may be explained under. */
async function named(page: Page): Promise<string[][]> {
  return page.evaluate(() => {
    const shown = (selector: string) =>
      Array.from(document.querySelectorAll(selector)).filter((element) => element.checkVisibility());
    const heads = shown('thead th').map((head) => {
      const own = head.textContent.trim();
      return [`${head.closest('table')?.getAttribute('aria-label')}: ${own}`, own];
    });
    const controls = shown('input:not([type="radio"]), select, [role="radiogroup"], [role="separator"]');
    const tabs = shown('[role="tab"]').map((tab) => [tab.firstChild?.textContent ?? '']);
    return [
      ...heads.filter(([, own]) => own !== ''),
      ...controls.map((control) => [
        control.getAttribute('aria-label') ?? control.closest('label')?.textContent.trim() ?? '',
        control.closest('tbody td') === null ? '' : 'in a row',
      ]),
      ...tabs,
    ].map((names) => names.filter((name) => name !== ''));
  });
}

test('every control and every column on the screen is explained', async ({ page }) => {
  await openSample(page);
  const unexplained = new Set<string>();
  const look = async (): Promise<void> => {
    for (const names of await named(page)) {
      const own = names.map((name) => name.replace(/^Parameters: /, ''));
      const isParameter = own.some((name) => parameterTerm('svi', name) !== null);
      if (!isParameter && termOf(names) === null) unexplained.add(names.join(' | '));
    }
  };
  await look();
  for (const list of ['Tables', 'Views']) {
    for (const tab of await page.getByRole('tablist', { name: list }).getByRole('tab').all()) {
      await tab.click();
      await expect(page.locator('.view-loading')).toHaveCount(0);
      await look();
    }
  }
  // Columns of figures by moneyness or probability are what their head says.
  expect([...unexplained].filter((names) => !/[−≤≥]?\d+(\.\d+)?( %)?$|: 0$/.test(names))).toEqual([]);
});

test('no formula is cut at its top or its foot', async ({ page }) => {
  await page.goto('/');
  await button(page, 'Help').click();
  const help = page.getByRole('dialog', { name: 'Help' });
  await help.getByRole('tab', { name: 'Words' }).click();
  for (const name of ['Forward volatility', 'Half-spreads', 'Put wing']) {
    const formula = help.locator('dt', { hasText: name }).first().locator('+ dd .formula').first();
    const png = (await formula.screenshot()).toString('base64');
    const edges = await page.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const { width, height } = image;
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      // Rows in which no two pixels differ hold nothing.
      const isEmpty = (y: number) =>
        new Set(new Uint32Array(context.getImageData(0, y, width, 1).data.buffer)).size === 1;
      return [isEmpty(0), isEmpty(height - 1)];
    }, png);
    expect(edges, name).toEqual([true, true]);
  }
});
