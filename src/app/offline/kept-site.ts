/**
 * The site as it is kept for the time without a network: one cache a build, filled in the background, every file
 * checked against the hash that the build states. The page itself is put in last, so that a cache that has it is whole.
 */

/** What a build states of itself. */
export interface SiteList {
  /** Hash over all files. */
  readonly build: string;
  /** SHA-256 in hexadecimal by path below the site; the page has the path ''. */
  readonly files: Readonly<Record<string, string>>;
}

/** What keeping a site needs of the browser. */
export interface Keeping {
  readonly caches: CacheStorage;
  readonly fetch: typeof fetch;
  /** Address of the site, ending in a slash. */
  readonly scope: string;
}

/** Builds that stay: a page that was opened before the last two can still fetch the rest of its own build. */
const KEPT = 3;
/** Files fetched at a time. */
const AT_ONCE = 6;

function prefix({ scope }: Keeping): string {
  return `volbench ${scope} `;
}

/**
 * Fetches every file of a build and keeps it.
 * @throws Error where one cannot be had or is not what the build states; nothing of the build is kept then.
 */
export async function keepSite(site: SiteList, keeping: Keeping): Promise<void> {
  const name = prefix(keeping) + site.build;
  // Anew, so that it stands last: the order of caches is that of builds.
  await keeping.caches.delete(name);
  const cache = await keeping.caches.open(name);
  try {
    const paths = Object.keys(site.files).filter((path) => path !== '');
    const next = async (): Promise<void> => {
      for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
        await keepFile(path, site, keeping, cache);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    await keepFile('', site, keeping, cache);
  } catch (error) {
    await keeping.caches.delete(name);
    throw error;
  }
}

async function keepFile(path: string, site: SiteList, { fetch, scope }: Keeping, into: Cache): Promise<void> {
  const address = new URL(path, scope).href;
  // Names below assets/ carry a hash, so that what the page has just loaded need not come a second time.
  const reply = await fetch(address, { cache: path.startsWith('assets/') ? 'default' : 'no-cache' });
  if (!reply.ok) throw new Error(`${address} was answered with ${reply.status}`);
  const bytes = await reply.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hash !== site.files[path]) throw new Error(`${address} is not of build ${site.build}`);
  const headers = new Headers(reply.headers);
  // The bytes are unpacked already.
  for (const header of ['Content-Encoding', 'Content-Length']) headers.delete(header);
  await into.put(address, new Response(bytes, { headers }));
}

/** Lets go of all builds but the last few that are whole. */
export async function tidy(keeping: Keeping): Promise<void> {
  const whole = await wholeBuilds(keeping);
  const staying = new Set(whole.slice(-KEPT));
  for (const name of await keeping.caches.keys()) {
    if (name.startsWith(prefix(keeping)) && !staying.has(name)) await keeping.caches.delete(name);
  }
}

/** A file of the newest build that is whole, by its path; undefined where none is kept. */
export async function keptFile(path: string, keeping: Keeping): Promise<Response | undefined> {
  const newest = (await wholeBuilds(keeping)).at(-1);
  if (newest === undefined) return undefined;
  const cache = await keeping.caches.open(newest);
  return cache.match(new URL(path, keeping.scope).href, { ignoreVary: true });
}

/** A file whose name carries its hash, of whichever build has it. */
export async function keptAsset(address: string, keeping: Keeping): Promise<Response | undefined> {
  for (const name of (await keeping.caches.keys()).reverse()) {
    if (!name.startsWith(prefix(keeping))) continue;
    const found = await (await keeping.caches.open(name)).match(address, { ignoreVary: true });
    if (found !== undefined) return found;
  }
  return undefined;
}

async function wholeBuilds(keeping: Keeping): Promise<readonly string[]> {
  const whole: string[] = [];
  for (const name of await keeping.caches.keys()) {
    if (!name.startsWith(prefix(keeping))) continue;
    const cache = await keeping.caches.open(name);
    if ((await cache.match(keeping.scope, { ignoreVary: true })) !== undefined) whole.push(name);
  }
  return whole;
}
