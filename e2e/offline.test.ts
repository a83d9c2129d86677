import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { serveSite } from '../tools/site-server.ts';
import { exportedFit, fitStatus } from './screen.ts';
import { firstVisit, version } from './site-kept.ts';

const dist = process.env['SITE'] ?? join(import.meta.dirname, '../dist');

test.use({ serviceWorkers: 'allow' });

test('after the first load everything works without the site, and says which version it is', async ({
  context,
  page,
}) => {
  const foreign: string[] = [];
  const site = await serveSite(dist, 0);
  const address = `http://localhost:${site.port}/`;
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(blob|data):/.test(url)) foreign.push(url);
  });
  await firstVisit(page, address);
  await expect(version(page)).toBeEmpty();
  site.close();

  const again = await context.newPage();
  await again.goto(address);
  await expect(version(again)).toHaveText(/^Offline: version 0\.1\.0 of \d{1,2} \w{3} \d{4}$/);
  await again.getByRole('button', { name: 'Try the sample' }).click();
  await expect(fitStatus(again)).toHaveAttribute('data-phase', 'done');
  await expect(again.getByRole('group', { name: 'Surface' }).locator('canvas').first()).toBeVisible();
  expect((await exportedFit(again)).slices.length).toBeGreaterThan(0);
  expect(foreign).toEqual([]);
});
