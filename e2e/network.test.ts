import { expect, test } from '@playwright/test';
import { dropFiles } from './drop.ts';
import { exportedFit } from './screen.ts';

// Nothing of the page is left out here.
test.use({ serviceWorkers: 'allow' });

test('load, fit, export and refusal ask for nothing but the site itself and break no policy', async ({
  page,
  context,
}) => {
  const foreign: string[] = [];
  const complaints: string[] = [];
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));

  await page.goto('/');
  const own = new URL(page.url()).origin;
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (origin !== own && protocol !== 'blob:' && protocol !== 'data:') foreign.push(request.url());
  });

  await page.getByRole('button', { name: 'Try the sample' }).click();
  const status = page.getByRole('status', { name: 'Fit status' });
  await expect(status).toHaveAttribute('data-phase', 'done');
  await expect(page.getByRole('group', { name: 'Surface' }).locator('canvas').first()).toBeVisible();
  await expect(page.getByText('Share chart')).toHaveCount(0);

  expect((await exportedFit(page)).slices.length).toBeGreaterThan(0);

  // What is on the page goes on working without a network.
  await context.setOffline(true);
  await dropFiles(page, { name: 'notes.json', bytes: '{"a": ' });
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('notes.json');
  await expect(status).toHaveAttribute('data-phase', 'done');

  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});
