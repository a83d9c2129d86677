import { expect } from '@playwright/test';
import { dots, fullestBoard, judged } from './boards.ts';
import { flatTest as test } from './quiet.ts';
import {
  button,
  byHand,
  choose,
  exportedFit,
  focusedExpiry,
  power,
  settled,
  sliceOf,
  slider,
  smile,
  type,
} from './screen.ts';

for (const board of fullestBoard) {
  test.describe(`on ${board.name}`, () => {
    test('the whole session of a trader is found in the exported fit', async ({ page }) => {
      test.setTimeout(120_000);
      await board.open(page);
      const expiry = await focusedExpiry(page);
      const first = await exportedFit(page);
      expect(first.summary.slicesFailed).toBe(0);
      expect(power(first, 'spread')).toBe(1);

      // A weight, by arrow keys.
      await slider(page, 'Spread weight').focus();
      for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowRight');
      await expect(slider(page, 'Spread weight')).toHaveAttribute('aria-valuetext', '1.4');

      // A quote, by click and another by key.
      const used = await judged(page);
      await dots(page).nth(2).click();
      await expect.poll(() => judged(page)).toBe(used - 1);
      await dots(page).nth(3).hover();
      await page.keyboard.press('e');
      await expect.poll(() => judged(page)).toBe(used - 2);

      // A parameter held at a typed value, another at what it shows.
      await page.getByRole('combobox', { name: 'Parameter view' }).selectOption('Raw');
      await type(page.getByRole('spinbutton', { name: 'rho', exact: true }), '-0.25');
      await settled(page);
      await expect(button(page, 'Fix rho')).toHaveAttribute('aria-pressed', 'true');

      // Arbitrage, loss and residual.
      await choose(page, 'Butterfly', 'Penalise');
      await choose(page, 'Calendar', 'Penalise');
      await choose(page, 'Residual', 'Variance');
      await choose(page, 'Loss', 'Huber');

      // A filter, typed.
      await type(page.getByRole('spinbutton', { name: 'Relative spread above' }), '0,6');

      const fit = await exportedFit(page);
      const { settings } = fit;
      expect(power(fit, 'spread')).toBe(1.4);
      const excluded = byHand(fit);
      expect(Object.values(excluded)).toEqual([0, 0]);
      const slice = sliceOf(fit, expiry);
      expect(slice.quotes.excludedBy.find(({ reason }) => /hand|manual|exclu/.test(reason))?.count).toBe(2);
      expect(settings.parameters['rho']).toMatchObject({ fixed: true, value: -0.25 });
      expect(settings.constraints).toContainEqual(
        expect.objectContaining({ kind: 'butterfly', mode: 'penalise' }),
      );
      expect(settings.constraints).toContainEqual(
        expect.objectContaining({ kind: 'calendar', mode: 'penalise' }),
      );
      expect(settings.residual).toBe('total-variance');
      expect(settings.loss.kind).toBe('huber');
      expect(settings.filters.relativeSpreadAbove).toBe(0.6);

      // Not only the settings: the fit itself is another.
      for (const { parameters, standardErrors, status } of fit.slices) {
        if (status === 'failed') continue;
        expect(parameters?.['rho']).toBe(-0.25);
        expect(standardErrors?.['rho']).toBeNull();
      }
      expect(fit.slices.map(({ expiry: at }) => at)).toEqual(first.slices.map(({ expiry: at }) => at));
      const worst = (of: typeof fit) =>
        Math.min(...of.slices.map(({ arbitrage }) => arbitrage?.minG ?? Number.POSITIVE_INFINITY));
      expect(worst(fit)).toBeGreaterThan(worst(first));
      const left = (of: typeof fit) => of.slices.reduce((sum, { quotes }) => sum + quotes.excluded, 0);
      expect(left(fit)).toBeGreaterThan(left(first) + 1);

      // Back to the start by the button, step by step, and forth again by the keys.
      let steps = 0;
      while (await button(page, 'Undo').isEnabled()) {
        await button(page, 'Undo').click();
        steps++;
        expect(steps).toBeLessThan(30);
      }
      const back = await exportedFit(page);
      expect(back).toEqual(first);
      for (let n = 0; n < steps; n++) {
        await page.keyboard.press(n % 2 === 0 ? 'Control+Shift+Z' : 'Control+y');
      }
      expect(await exportedFit(page)).toEqual(fit);
      await page.keyboard.press('Control+z');
      const beforeFilter = await exportedFit(page);
      expect(beforeFilter.settings.filters).toEqual(first.settings.filters);
      expect(beforeFilter.settings.loss.kind).toBe('huber');
    });

    test('a drag of a slider refits on the way, keeps its first fit as a ghost, and is one step of undo', async ({
      page,
    }) => {
      await board.open(page);
      const first = await exportedFit(page);
      const track = await slider(page, 'Spread weight').boundingBox();
      if (track === null) throw new Error('The slider is not drawn.');
      const y = track.y + track.height / 2;
      const line = smile(page).locator('path.smile-line');
      const shapes = new Set([await line.getAttribute('d')]);
      await page.mouse.move(track.x + track.width / 2, y);
      await page.mouse.down();
      for (let n = 1; n <= 8; n++) {
        await page.mouse.move(track.x + (track.width / 2) * (1 - n / 8), y);
        await settled(page);
        shapes.add(await line.getAttribute('d'));
        // A menu that closes late, or another window, may take the focus from a thumb that is still held.
        if (n === 5) await slider(page, 'Spread weight').blur();
      }
      // The fit followed the hand, the ghost did not.
      expect(shapes.size).toBeGreaterThan(4);
      await expect(smile(page).locator('path.smile-ghost')).toHaveCount(1);
      await page.mouse.up();
      await expect(slider(page, 'Spread weight')).toHaveAttribute('aria-valuetext', '0.0');
      const dragged = await exportedFit(page);
      expect(power(dragged, 'spread')).toBe(0);
      expect(dragged.slices[0]?.parameters).not.toEqual(first.slices[0]?.parameters);

      await button(page, 'Undo').click();
      await expect(slider(page, 'Spread weight')).toHaveAttribute('aria-valuetext', '1.0');
      await expect(button(page, 'Undo')).toBeDisabled();
      expect(await exportedFit(page)).toEqual(first);
      await button(page, 'Redo').click();
      expect(await exportedFit(page)).toEqual(dragged);
    });
  });
}
