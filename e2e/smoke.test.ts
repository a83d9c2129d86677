import { expect, test } from '@playwright/test';

// Nothing of the page is left out here.
test.use({ serviceWorkers: 'allow' });

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

test('a file that is dropped as soon as the page stands is taken', async ({ page }) => {
  await page.addInitScript(() => {
    const standing = new MutationObserver(() => {
      if (document.querySelector('header') === null) return;
      standing.disconnect();
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['<!doctype html><title>Options</title>'], 'page.html'));
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, clientX: 300, clientY: 300 }),
      );
    });
    standing.observe(document, { subtree: true, childList: true });
  });
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('page.html');
});
