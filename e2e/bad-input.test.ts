import { expect } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { deribitBoard } from '#testing/deribit-board.ts';
import { type Dropped, dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { button, exportedFit, fitStatus, openSample, settled, smile } from './screen.ts';

interface BadInput {
  readonly what: string;
  readonly files: readonly Dropped[];
  /** Names of the files, what was found, and what is expected or to be done: each must be in the line. */
  readonly says: readonly (string | RegExp)[];
}

const board = deribitBoard();

/** The parts by which an Excel workbook is known. */
const workbook = zipSync({
  '[Content_Types].xml': strToU8('<?xml version="1.0"?><Types/>'),
  'xl/workbook.xml': strToU8('<?xml version="1.0"?><workbook/>'),
  'xl/worksheets/sheet1.xml': strToU8('<?xml version="1.0"?><worksheet/>'),
});

const pointer = `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 280928
`;

const inputs: readonly BadInput[] = [
  {
    what: 'an empty file',
    files: [{ name: 'empty.json', bytes: '' }],
    says: ['empty.json', /is empty|0 bytes/, /again/],
  },
  {
    what: 'a web page',
    files: [{ name: 'book.json', bytes: '<!DOCTYPE html>\n<html><head><title>Log in</title></head></html>' }],
    says: ['book.json', 'is a web page, not quotes', '"<!DOCTYPE html>"', 'Save the JSON or CSV itself.'],
  },
  {
    what: 'a picture',
    files: [
      {
        name: 'smile.png',
        bytes: Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
      },
    ],
    says: ['smile.png', 'PNG', /CSV or JSON/],
  },
  {
    what: 'an Excel workbook',
    files: [{ name: 'chain.xlsx', bytes: workbook }],
    says: ['chain.xlsx', 'Excel workbook', /CSV/],
  },
  {
    what: 'a Git LFS pointer',
    files: [{ name: 'btc.json', bytes: pointer }],
    says: ['btc.json', `Git LFS pointer of ${pointer.length} bytes`, 'git lfs pull'],
  },
  {
    what: 'JSON that ends early',
    files: [{ name: 'cut.json', bytes: board.slice(0, Math.floor(board.length * 0.6)) }],
    says: ['cut.json', 'ends early', /byte [\d\s\u2009]+/, '"options"', 'Download it again'],
  },
  {
    what: 'a CSV without recognisable columns',
    files: [{ name: 'prices.csv', bytes: 'date,open,high,low,close\n2026-08-01,1,2,0.5,1.5\n' }],
    says: [
      'prices.csv',
      'no column is recognised as strike',
      'date, open, high, low, close',
      /Needed: strike, expiry/,
    ],
  },
  {
    what: 'futures without options',
    files: [{ name: 'futures.json', bytes: deribitBoard({ futuresOnly: true }) }],
    says: ['futures.json', '3 futures and no option', /Open the option list/],
  },
  {
    what: 'quotes that are all one-sided',
    files: [{ name: 'asks.json', bytes: deribitBoard({ noBids: true }) }],
    says: ['asks.json', /102 read/, /without a bid/],
  },
  {
    what: 'a board whose every expiry is past',
    files: [{ name: 'old.json', bytes: deribitBoard({ past: true }) }],
    says: ['old.json', /all 3 expiries lie before/, '1 Jan 2027', 'as-of'],
  },
  {
    what: 'two underlyings together',
    files: [
      { name: 'btc.json', bytes: board },
      { name: 'eth.json', bytes: deribitBoard({ coin: 'ETH' }) },
    ],
    says: ['btc.json is BTC and eth.json is ETH', 'one underlying', 'Nothing was opened', /drop one/],
  },
];

test('every bad input gets one line that says what, found and next, and the surface before it stays', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await openSample(page);
  const before = await exportedFit(page);
  const line = await smile(page).locator('path.smile-line').getAttribute('d');
  const alert = page.getByRole('alert');

  for (const { what, files, says } of inputs) {
    await test.step(what, async () => {
      await dropFiles(page, ...files);
      await expect(alert).toHaveCount(1);
      for (const part of says) await expect(alert).toContainText(part);
      // One line: nothing wraps, nothing is cut off.
      const shape = await alert.locator('.notice-text').evaluate((text) => ({
        lines: text.getClientRects().length,
        breaks: /\n/.test(text.textContent ?? ''),
        tall: text.getBoundingClientRect().height,
        cut: text.scrollWidth > text.clientWidth + 1 && getComputedStyle(text).display !== 'inline',
      }));
      expect(shape).toMatchObject({ lines: 1, breaks: false, cut: false });
      expect(shape.tall).toBeLessThanOrEqual(24);

      await settled(page);
      await expect(page.getByRole('banner')).toContainText('simulated-btc.json');
      await expect(smile(page).locator('path.smile-line')).toHaveAttribute('d', line ?? '');
      expect(await exportedFit(page)).toEqual(before);

      await button(page, 'Close notice').click();
      await expect(alert).toHaveCount(0);
      await page.getByRole('tab', { name: /^Messages/ }).click();
      await expect(page.getByRole('region', { name: 'Messages' })).toContainText(says[0] as string);
      await page.getByRole('tab', { name: /^Quotes/ }).click();
    });
  }
  // Still alive: the fit follows the hand as before.
  await page.getByRole('slider', { name: 'Spread weight' }).focus();
  await page.keyboard.press('End');
  expect((await exportedFit(page)).settings).not.toEqual(before.settings);
});

test('on an empty page a bad input says the same, and a good file after it opens', async ({ page }) => {
  await page.goto('/');
  for (const { files, says } of inputs) {
    await dropFiles(page, ...files);
    const told = page.getByText(says[0] as string).first();
    await expect(told).toBeVisible();
    await expect(fitStatus(page)).toHaveAttribute('data-phase', 'failed');
    await page.keyboard.press('Escape');
  }
  await dropFiles(page, { name: 'good.json', bytes: board });
  await settled(page);
  expect((await exportedFit(page)).summary.slicesOk).toBe(3);
});

test('one bad file among good ones opens nothing and says which', async ({ page }) => {
  await openSample(page);
  const before = await exportedFit(page);
  await dropFiles(page, { name: 'good.json', bytes: board }, { name: 'broken.json', bytes: '{"a": ' });
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('broken.json');
  await expect(alert).toContainText('Nothing was opened');
  expect(await exportedFit(page)).toEqual(before);
});

test('a first board of which no expiry can be fitted claims no earlier fit, nothing to undo and no verdict', async ({
  page,
}) => {
  const whole = JSON.parse(deribitBoard({ thin: true })) as { options: { instrument_name: string }[] };
  const options = whole.options.filter(({ instrument_name }) => instrument_name.includes('-25DEC26-'));
  await page.goto('/');
  await dropFiles(page, { name: 'thin.json', bytes: JSON.stringify({ ...whole, options }) });
  await settled(page, 'failed');
  await expect(fitStatus(page)).toContainText('The fit failed: 3 usable quotes, SVI needs 5.');
  await expect(fitStatus(page)).not.toContainText('last good fit');
  await expect(page.getByRole('contentinfo').getByRole('button', { name: 'Show its quotes' })).toBeVisible();
  await expect(page.getByText('✓ in quotes')).toHaveCount(0);
  await page.getByRole('tab', { name: /^Messages/ }).click();
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages).toContainText('The fit failed');
  await expect(messages.getByRole('button', { name: 'Undo the change' })).toHaveCount(0);
});
