import { expect, test } from '@playwright/test';

test('the page opens with its headers, its drop input and no complaint', async ({ page }) => {
  const complaints: string[] = [];
  const addresses = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => addresses.add(new URL(request.url()).origin));

  const response = await page.goto('/');
  const headers = response?.headers() ?? {};
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
  expect(headers['x-content-type-options']).toBe('nosniff');

  await expect(page.locator('input[type=file]').first()).toHaveAccessibleName('Open quote files');
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  await page.waitForLoadState('networkidle');
  expect(complaints).toEqual([]);
  expect([...addresses]).toEqual([new URL(page.url()).origin]);
});
