import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { siteList, withList } from '../tools/offline-site.ts';
import { serveSite } from '../tools/site-server.ts';
import { flat } from './quiet.ts';
import { fitStatus } from './screen.ts';
import { firstVisit, version } from './site-kept.ts';

const dist = process.env['SITE'] ?? join(import.meta.dirname, '../dist');

test.use({
  serviceWorkers: 'allow',
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, args: flat(launchOptions.args ?? []) }),
});

test('a new version is told, never mixed with the old one, and stays the newest without the site', async ({
  context,
  page,
}, info) => {
  const next = info.outputPath('next');
  nextRelease(dist, next);
  const old = await serveSite(dist, 0);
  const address = `http://localhost:${old.port}/`;
  await firstVisit(page, address);
  await page.getByRole('button', { name: 'Try the sample' }).click();
  await expect(fitStatus(page)).toHaveAttribute('data-phase', 'done');
  old.close();
  const site = await serveSite(next, old.port);
  expect(site.port).toBe(old.port);

  // The network comes back, and the site has changed meanwhile.
  await context.setOffline(true);
  await expect(version(page)).toContainText('Offline');
  await context.setOffline(false);
  await expect(version(page)).toContainText('A new version is ready');
  // What the site no longer has still comes from the version that runs.
  await page.getByRole('tab', { name: 'Heat' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Heat' }).locator('canvas').first()).toBeVisible();
  await expect(page).toHaveTitle('Volbench');

  await version(page).getByRole('button', { name: 'Reload' }).click();
  await expect(page).toHaveTitle('Volbench, next');
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
  await expect(version(page)).toBeEmpty();

  site.close();
  const again = await context.newPage();
  await again.goto(address);
  await expect(again).toHaveTitle('Volbench, next');
  await expect(version(again)).toContainText('Offline');
});

/** The built site as a later build of it: another page, and not one file of the name it had. */
function nextRelease(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  const assets = readdirSync(join(to, 'assets'));
  const renamed = (text: string): string =>
    assets.reduce((changed, name) => changed.replaceAll(name, later(name)), text);
  const texts = readdirSync(to, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(html|js|css)$/.test(name),
  );
  for (const name of texts) {
    const text = renamed(readFileSync(join(to, name), 'utf8'));
    writeFileSync(
      join(to, name),
      name === 'index.html'
        ? text
            .replace('<title>Volbench', '<title>Volbench, next')
            .replace(/"volbench-build" content="\w+/, '"volbench-build" content="next')
        : text,
    );
  }
  for (const name of assets) renameSync(join(to, 'assets', name), join(to, 'assets', later(name)));
  const files = readdirSync(to, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(to.length + 1));
  const list = siteList('next', new Map(files.map((name) => [name, readFileSync(join(to, name))])));
  const script = readFileSync(join(to, 'service-worker.js'), 'utf8');
  writeFileSync(join(to, 'service-worker.js'), withList(script.slice(script.indexOf('\n') + 1), list));
  const statement = JSON.parse(readFileSync(join(to, 'build.json'), 'utf8')) as object;
  writeFileSync(join(to, 'build.json'), JSON.stringify({ ...statement, build: 'next' }));
}

/** `board-1a2b3c4d.js` as the next build might call it. */
function later(name: string): string {
  return name.replace(/\.(\w+)$/, '-next.$1');
}
