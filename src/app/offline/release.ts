/**
 * Which version of the program this page is, and whether it is the one the site has now. A page may be served from what
 * is kept here, or stay open for days: it asks the site itself, and says what it finds.
 */

/** A version as the page and the site state it. */
export interface Release {
  /** Hash over all files of the site. */
  readonly build: string;
  /** E.g. `0.1.0`. */
  readonly version: string;
  /** Day it was built, `2026-11-21`. */
  readonly date: string;
}

export type Standing =
  /** The site has this very build, or has not been asked yet. */
  | { readonly kind: 'current' }
  /** The site has another build. */
  | { readonly kind: 'newer' }
  /** The site does not answer: what it has now is not known. */
  | { readonly kind: 'offline'; readonly release: Release };

/** What asking needs of the browser. */
export interface Site {
  /** False where the browser knows that there is no network. */
  readonly onLine: boolean;
  readonly fetch: typeof fetch;
  /** Keeps the build the site has now, if the browser keeps any; settles when there is nothing left to wait for. */
  readonly keepNewest: () => Promise<void>;
}

/** Longest wait for the site's answer. */
const PATIENCE_MS = 5000;

/** What a page states of itself; null on a page that was not built. */
export function releaseOf(page: Document): Release | null {
  const content = page.querySelector('meta[name="volbench-build"]')?.getAttribute('content');
  const [build, version, date] = content?.split(' ') ?? [];
  return build === undefined || version === undefined || date === undefined ? null : { build, version, date };
}

/** Asks the site which build it has. A newer one is told once a reload would bring all of it. */
export async function standing(own: Release, { onLine, fetch, keepNewest }: Site): Promise<Standing> {
  if (!onLine) return { kind: 'offline', release: own };
  let build: unknown;
  try {
    const reply = await fetch('build.json', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!reply.ok) return { kind: 'offline', release: own };
    ({ build } = (await reply.json()) as { readonly build?: unknown });
  } catch {
    return { kind: 'offline', release: own };
  }
  // A site without the statement, or with another one, holds another program.
  if (typeof build !== 'string') return { kind: 'offline', release: own };
  if (build === own.build) return { kind: 'current' };
  await keepNewest().catch(() => undefined);
  return { kind: 'newer' };
}
