/** Where the system draws in a few colours of its own, what is chosen still shows. */
import { expect, type Locator } from '@playwright/test';
import { flatTest as test } from './quiet.ts';
import { button, choice, openSample, slider } from './screen.ts';

test.use({ viewport: { width: 1280, height: 720 }, contextOptions: { forcedColors: 'active' } });

const style = (of: Locator, property: string): Promise<string> =>
  of.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

test('sliders, segments, tabs and the focused expiry', async ({ page }) => {
  await openSample(page);
  await expect(slider(page, 'Spread weight')).toHaveCSS('forced-color-adjust', 'none');
  const segment = (name: string) =>
    page.getByRole('radiogroup', { name: 'Butterfly' }).locator('label').filter({ hasText: name });
  await expect(choice(page, 'Butterfly', 'Report')).toBeChecked();
  expect(await style(segment('Report'), 'background-color')).not.toBe(
    await style(segment('Strict'), 'background-color'),
  );
  for (const list of ['Views', 'Tables']) {
    const tabs = page.getByRole('tablist', { name: list }).getByRole('tab');
    const [chosen, other] = [tabs.nth(0), tabs.nth(1)];
    await expect(chosen).toHaveAttribute('aria-selected', 'true');
    expect(await style(chosen, 'border-bottom-color')).not.toBe(await style(other, 'border-bottom-color'));
  }
  const expiries = page.getByRole('listbox', { name: 'Expiries' });
  const focused = expiries.getByRole('option', { selected: true });
  const next = expiries.getByRole('option', { selected: false }).first();
  expect(await style(focused, 'border-top-color')).not.toBe(await style(next, 'border-top-color'));
});

test('a pressed tool is told by more than its colour', async ({ page }) => {
  await openSample(page);
  const tool = button(page, 'Through the fit only');
  await expect(tool).toHaveCSS('text-decoration-line', 'none');
  await tool.click();
  await expect(tool).toHaveCSS('text-decoration-line', 'underline');
});
