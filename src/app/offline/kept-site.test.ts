import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Keeping, keepSite, keptAsset, keptFile, type SiteList, tidy } from './kept-site.ts';

const SCOPE = 'https://volbench.test/desk/';

/** Caches in memory, in the order in which they were opened, as a browser has them. */
function memoryCaches(): CacheStorage {
  const all = new Map<string, Map<string, Response>>();
  return {
    keys: async () => [...all.keys()],
    delete: async (name: string) => all.delete(name),
    open: async (name: string) => {
      const held = all.get(name) ?? new Map<string, Response>();
      all.set(name, held);
      return {
        match: async (address: string) => held.get(address)?.clone(),
        put: async (address: string, reply: Response) => void held.set(address, reply),
      };
    },
  } as unknown as CacheStorage;
}

/** A site that is served, by path. */
function served(files: Readonly<Record<string, string>>): typeof fetch {
  return async (address) => {
    const text = files[String(address).slice(SCOPE.length)];
    return text === undefined ? new Response(null, { status: 404 }) : new Response(text);
  };
}

function listOf(build: string, files: Readonly<Record<string, string>>): SiteList {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  return {
    build,
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, hash(text)])),
  };
}

async function visit(build: string, caches: CacheStorage): Promise<Keeping> {
  const files = { '': `page of ${build}`, [`assets/board-${build}.js`]: build, 'icon.svg': build };
  const keeping = { caches, fetch: served(files), scope: SCOPE };
  await keepSite(listOf(build, files), keeping);
  await tidy(keeping);
  return keeping;
}

test('the page that is kept is that of the newest whole build, and older pages find their own files', async () => {
  const caches = memoryCaches();
  await visit('a', caches);
  const keeping = await visit('b', caches);
  expect(await (await keptFile('', keeping))?.text()).toBe('page of b');
  expect(await (await keptFile('icon.svg', keeping))?.text()).toBe('b');
  expect(await (await keptAsset(`${SCOPE}assets/board-a.js`, keeping))?.text()).toBe('a');
  expect(await keptAsset(`${SCOPE}assets/board-c.js`, keeping)).toBeUndefined();
});

test('a build that is called back is the newest again', async () => {
  const caches = memoryCaches();
  for (const build of ['a', 'b', 'a']) await visit(build, caches);
  const keeping = { caches, fetch: served({}), scope: SCOPE };
  expect(await (await keptFile('', keeping))?.text()).toBe('page of a');
});

test.each([
  ['is missing', { '': 'page', 'icon.svg': 'icon' }],
  ['is of another build', { '': 'page', 'icon.svg': 'icon', 'assets/board.js': 'other' }],
])('of a build whose file %s nothing is kept, and the one before it stays', async (_, files) => {
  const caches = memoryCaches();
  await visit('a', caches);
  const keeping = { caches, fetch: served(files), scope: SCOPE };
  const whole = listOf('b', { '': 'page', 'icon.svg': 'icon', 'assets/board.js': 'board' });
  await expect(keepSite(whole, keeping)).rejects.toThrow(`${SCOPE}assets/board.js`);
  expect(await (await keptFile('', keeping))?.text()).toBe('page of a');
  expect(await caches.keys()).toHaveLength(1);
});

test('three builds stay, and what another site keeps is not touched', async () => {
  const caches = memoryCaches();
  await caches.open('volbench https://volbench.test/ z');
  for (const build of ['a', 'b', 'c', 'd']) await visit(build, caches);
  expect(await caches.keys()).toEqual([
    'volbench https://volbench.test/ z',
    ...['b', 'c', 'd'].map((build) => `volbench ${SCOPE} ${build}`),
  ]);
});
