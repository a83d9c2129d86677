import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from '@playwright/test';
import { parseFitFile } from '#exporters/fit-json/parse.ts';
import { dots, fullestBoard } from './boards.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import {
  button,
  choice,
  choose,
  csvRows,
  exported,
  exportedFit,
  focusedExpiry,
  settled,
  slider,
  smile,
} from './screen.ts';

for (const board of fullestBoard) {
  test.describe(`on ${board.name}`, () => {
    test('the three tables of numbers hold every expiry, quote and grid point without a NaN', async ({
      page,
    }) => {
      await board.open(page);
      const fit = await exportedFit(page);

      const parameters = await exported(page, 'Parameters (CSV)');
      expect(parameters.name).toMatch(/\.csv$/);
      const rows = csvRows(parameters.text);
      expect(rows.map((row) => row['expiry'])).toEqual(fit.slices.map(({ expiry }) => expiry));
      rows.forEach((row, i) => {
        for (const name of fit.model.parameterOrder) {
          expect(Number(row[name])).toBe(fit.slices[i]?.parameters?.[name]);
        }
      });

      const quotes = csvRows((await exported(page, 'Quotes (CSV)')).text);
      expect(quotes).toHaveLength(fit.source.quotes.accepted);
      expect(quotes.filter((row) => row['status'] === 'used')).toHaveLength(
        fit.slices.reduce((sum, slice) => sum + slice.quotes.used, 0),
      );

      const grid = await exported(page, 'Grid (CSV)');
      const points = csvRows(grid.text);
      expect(new Set(points.map((row) => row['expiry'])).size).toBe(fit.slices.length);
      for (const row of points) {
        const [t, k, vol] = [Number(row['t']), Number(row['k']), Number(row['vol'])];
        expect(Number.isFinite(t + k + vol) && vol > 0).toBe(true);
      }
      for (const text of [parameters.text, grid.text]) expect(text).not.toMatch(/NaN|Infinity/);
    });

    test('a fit saved while a slider is in the hand is the one of its quotes alone', async ({ page }) => {
      await board.open(page);
      await choose(page, 'Butterfly', 'Penalise');
      const box = (await slider(page, 'Spread weight').boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      const saving = page.waitForEvent('download');
      for (let i = 1; i <= 20; i++) await page.mouse.move(x + 2 * i, y);
      await settled(page);
      await page.keyboard.press('Control+s');
      const saved = parseFitFile(readFileSync(await (await saving).path(), 'utf8'));
      await page.mouse.up();
      expect(saved).toMatchObject({ ok: true, value: await exportedFit(page) });
    });

    test('a chart leaves as it is shown, as lines that need nothing else and as pixels', async ({ page }) => {
      await board.open(page);
      await page.getByRole('tab', { name: 'Term', exact: true }).click();
      const line = await smile(page).locator('path.smile-line').getAttribute('d');
      const svg = await exported(page, 'Smile (SVG)');
      expect(svg.name).toMatch(/\.smile\.svg$/);
      const found = await page.evaluate((text) => {
        const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
        const all = [...drawing.querySelectorAll('*')];
        return {
          errors: drawing.querySelectorAll('parsererror').length,
          title: drawing.querySelector('title')?.textContent ?? '',
          lines: all.map((element) => element.getAttribute('d')).filter((d) => d !== null),
          width: Number(drawing.documentElement.getAttribute('width')),
          height: Number(drawing.documentElement.getAttribute('height')),
          // Whatever would be looked for outside the file.
          outside: all.flatMap((element) =>
            [...element.attributes]
              .filter(({ name, value }) =>
                name === 'class' || name === 'href'
                  ? true
                  : /var\(|url\((?!#)|https?:/.test(value) && name !== 'xmlns',
              )
              .map(({ name, value }) => `${name}=${value}`),
          ),
        };
      }, svg.text);
      expect(found).toMatchObject({ errors: 0, outside: [] });
      expect(found.title).toBe(`Smile of ${await focusedExpiry(page)}`);
      expect(found.lines).toContain(line);

      const png = await exported(page, 'Smile (PNG)');
      expect([...png.bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
      expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([
        2 * found.width,
        2 * found.height,
      ]);
      expect((await exported(page, 'Term (SVG)')).text).toContain('Term structure');
    });

    test('the script for QuantLib holds the volatility of every used quote', async ({ page }) => {
      await board.open(page);
      const used = csvRows((await exported(page, 'Quotes (CSV)')).text).filter(
        (row) => row['status'] === 'used',
      );
      await button(page, 'Export').click();
      await expect(page.getByRole('menuitem', { name: 'QuantLib (Python)' })).toHaveAccessibleDescription(
        new RegExp(`${used.length} vols beside ours`),
      );
      await page.keyboard.press('Escape');
      const script = await exported(page, 'QuantLib (Python)');
      expect(script.name).toMatch(/\.quantlib\.py$/);
      const quotes = script.text.split('\n').flatMap((text) => {
        const [, symbol, vol] = /^ {6}\["(.*)", .*, (\S+)\],?$/.exec(text) ?? [];
        return symbol === undefined ? [] : [[symbol, Number(vol)]];
      });
      expect(new Map(quotes as [string, number][])).toEqual(
        new Map(used.map((row) => [row['symbol'] ?? '', Number(row['modelVol'])])),
      );
    });

    test('a dropped fit file stands as a ghost and applies its settings only on request', async ({
      page,
    }) => {
      await board.open(page);
      await choose(page, 'Butterfly', 'Penalise');
      await dots(page).nth(1).click();
      await settled(page);
      const saved = await exported(page, 'Fit (JSON)');
      const kept = await exportedFit(page);
      await button(page, 'Undo').click();
      await button(page, 'Undo').click();
      const first = await exportedFit(page);

      await dropFiles(page, { name: saved.name, bytes: saved.text });
      await expect(page.getByRole('contentinfo')).toContainText(basename(saved.name));
      await expect(smile(page).locator('path.smile-ghost')).toHaveCount(1);
      // Beside a fit that is kept, a fit file says whether it is that one.
      const working = { ...first, standing: 'working' };
      expect(await exportedFit(page)).toEqual(working);

      await expect(button(page, 'Apply its settings')).toHaveAttribute('title', /forwards.* stay/);
      await button(page, 'Apply its settings').click();
      await expect(choice(page, 'Butterfly', 'Penalise')).toBeChecked();
      expect(await exportedFit(page)).toEqual({ ...kept, standing: 'accepted' });
      await button(page, 'Undo').click();
      expect(await exportedFit(page)).toEqual(working);
      await button(page, 'Drop the kept fit').click();
      await expect(page.getByRole('contentinfo')).not.toContainText(basename(saved.name));
    });
  });
}
