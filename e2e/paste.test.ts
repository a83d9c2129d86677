import { expect, type Page, type Route } from '@playwright/test';
import { flatTest as test } from './quiet.ts';
import { button, fitStatus, openSample, settled, smile } from './screen.ts';

const STRIKES = [5600, 5700, 5800, 5900, 6000, 6100, 6200, 6300, 6400];

/** What a spreadsheet copies of an index chain: cells parted by tabs, each line ended as on Windows. */
const CELLS = [
  ['Symbol', 'Quote time', 'Expiration', 'Strike', 'Type', 'Bid IV', 'Ask IV', 'Forward'],
  ...STRIKES.map((k) => {
    const vol = 0.18 - 0.25 * Math.log(k / 6000);
    const cells = ['SPX', '2026-01-30 16:00', '2026-03-20', k, k < 6000 ? 'P' : 'C'];
    return [...cells, (vol - 0.002).toFixed(4), (vol + 0.002).toFixed(4), 6000];
  }),
]
  .map((row) => row.join('\t'))
  .join('\r\n');

test.beforeEach(async ({ context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
});

/** The first page, with what is fetched after it. */
async function arrive(page: Page): Promise<void> {
  await page.goto('/', { waitUntil: 'networkidle' });
  await expect(button(page, 'Try the sample')).toBeVisible();
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((said) => navigator.clipboard.writeText(said), text);
  await page.keyboard.press('Control+v');
}

/** Pastes as a file manager or a spreadsheet does it: files beside a text. */
async function pasteFiles(
  page: Page,
  text: string,
  ...files: readonly { readonly name: string; readonly type: string; readonly text: string }[]
): Promise<void> {
  await page.evaluate(
    ({ said, list }) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', said);
      for (const file of list) {
        clipboardData.items.add(new File([file.text], file.name, { type: file.type }));
      }
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    },
    { said: text, list: files },
  );
}

test('cells copied from a spreadsheet are opened and fitted by Ctrl V', async ({ page }) => {
  await arrive(page);
  await paste(page, CELLS);
  await settled(page);
  await expect(page.getByRole('banner')).toContainText('pasted.txt');
  await expect(page.getByRole('banner')).toContainText('SPX');
  await expect(fitStatus(page)).toContainText('inside bid-ask');
  await expect(smile(page)).toBeVisible();
});

test('cells pasted while the board is still being fetched are opened', async ({ page }) => {
  const held: Route[] = [];
  await page.route(/\/board-[^/]*\.js$/, (route) => {
    held.push(route);
  });
  await page.goto('/');
  await expect(button(page, 'Try the sample')).toBeVisible();
  await expect.poll(() => held.length).toBeGreaterThan(0);
  await paste(page, CELLS);
  await expect(page.getByRole('banner')).toContainText('pasted.txt');
  for (const route of held) await route.continue();
  await settled(page);
  await expect(smile(page)).toBeVisible();
});

test('a field keeps what is pasted into it', async ({ page }) => {
  await openSample(page);
  const field = page.getByRole('spinbutton').first();
  await field.focus();
  await field.selectText();
  await paste(page, '7');
  await expect(field).toHaveValue('7');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('text that is no table is refused as a file is, and the board stays', async ({ page }) => {
  await openSample(page);
  await paste(page, 'See you at four.');
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('pasted.txt');
  await expect(fitStatus(page)).toContainText('inside bid-ask');
  await pasteFiles(page, '');
  await expect(notice).toContainText('pasted.txt is empty');
});

test('a copied file is opened under its name, the picture of copied cells is not', async ({ page }) => {
  await arrive(page);
  await pasteFiles(page, 'chain.tsv', { name: 'chain.tsv', type: '', text: CELLS });
  await settled(page);
  await expect(page.getByRole('banner')).toContainText('chain.tsv');
  await pasteFiles(page, CELLS, { name: 'image.png', type: 'image/png', text: 'cells' });
  await expect(page.getByRole('banner')).toContainText('pasted.txt');
  await settled(page);
});
