/** Registers the service worker and asks it for newer builds. Without one the page works with the network alone. */

/** Longest wait until a newer build is kept whole before it is offered. */
const KEEPING_MS = 30_000;

/** After the first page is there, so that what it needs comes first. */
export async function keepThisSite(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  if (document.readyState !== 'complete') {
    await new Promise((loaded) => addEventListener('load', loaded, { once: true }));
  }
  try {
    await navigator.serviceWorker.register('service-worker.js', { updateViaCache: 'none' });
  } catch {
    // A browser that refuses (a private window, a site without TLS) shows the page all the same.
  }
}

/** Settles once the build the site has now is kept, or cannot be. */
export async function keepNewest(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration === undefined) return;
  await registration.update();
  const coming = registration.installing;
  if (coming === null) return;
  await Promise.race([
    new Promise<void>((settled) => {
      coming.addEventListener('statechange', () => coming.state !== 'installing' && settled());
    }),
    new Promise((late) => setTimeout(late, KEEPING_MS)),
  ]);
}
