/**
 * Entry of the service worker. The network comes first for the page, so that a reload brings the newest version; its
 * files carry hashes of what they hold, so that whichever page is shown gets exactly its own. It holds for every build:
 * a new one takes over at once.
 */
import { keepSite, keptAsset, keptFile, type SiteList, tidy } from './kept-site.ts';

/** Put before this script by the build. */
declare const SITE: SiteList;

interface LaterEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface AskedEvent extends Event {
  readonly request: Request;
  respondWith(reply: Promise<Response>): void;
}

interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LaterEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: AskedEvent) => void): void;
}

/** After this time without an answer the page that is kept is shown; it says of itself what is known of it. */
const PATIENCE_MS = 4000;

const worker = self as unknown as Scope;
const keeping = { caches, fetch: fetch.bind(self), scope: worker.registration.scope };

worker.addEventListener('install', (event) => {
  event.waitUntil(keepSite(SITE, keeping).then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(tidy(keeping).then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname;
  if (request.method !== 'GET' || !address.startsWith(keeping.scope)) return;
  const path = address.slice(keeping.scope.length);
  if (path.startsWith('assets/')) event.respondWith(asset(request));
  else if (path === '' || path === 'index.html') event.respondWith(networkFirst(request.url, ''));
  else if (path in SITE.files) event.respondWith(networkFirst(request.url, path));
});

async function asset(request: Request): Promise<Response> {
  return (await keptAsset(request.url, keeping)) ?? fetch(request);
}

async function networkFirst(address: string, path: string): Promise<Response> {
  const patience = new AbortController();
  const kept = await keptFile(path, keeping);
  const timer = kept === undefined ? undefined : setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const reply = await fetch(address, { cache: 'no-cache', redirect: 'manual', signal: patience.signal });
    return kept !== undefined && reply.status >= 500 ? kept : reply;
  } catch (error) {
    if (kept !== undefined) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
