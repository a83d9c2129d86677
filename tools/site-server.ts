import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { siteHeaders } from './headers.ts';
import { listenOnLoopback } from './loopback.ts';

const mimeTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Path below the site's root that a request names, or undefined where none may be served. */
function requestedPath(url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
  } catch {
    return undefined;
  }
  const parts = path.split('/');
  const hidden = parts.some((part) => part.startsWith('.'));
  if (parts[0] !== '' || hidden || /[\0\\]/.test(path) || path === '/_headers') return undefined;
  return path.endsWith('/') ? `${path}index.html` : path;
}

/** A regular file below `root`, links resolved, or undefined. */
async function fileBelow(root: string, path: string): Promise<{ file: string; size: number } | undefined> {
  try {
    const file = await realpath(join(root, path));
    if (!file.startsWith(root + sep)) return undefined;
    const { size } = await stat(file).then((s) => (s.isFile() ? s : Promise.reject(new Error('not a file'))));
    return { file, size };
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...siteHeaders, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(response, 405, 'Only GET and HEAD are served.');
    return;
  }
  const path = requestedPath(request.url ?? '');
  const found = path === undefined ? undefined : await fileBelow(root, path);
  if (path === undefined || found === undefined) {
    refuse(response, 404, 'There is no such file.');
    return;
  }
  response.writeHead(200, {
    ...siteHeaders,
    'Content-Type': mimeTypes[extname(found.file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
    // The names below assets/ carry the hash of what they hold.
    'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  createReadStream(found.file)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** A site being served. */
export interface SiteServer {
  readonly port: number;
  close(): void;
}

/**
 * Serves the built site in `folder` to this machine only, on both loopback
 * addresses, so that no other program can answer for `localhost` on the port.
 *
 * @param port 0 takes any free one; else the first free one from here.
 * @throws Error where no port can be had.
 */
export async function serveSite(folder: string, port: number): Promise<SiteServer> {
  const root = await realpath(folder);
  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    answer(root, request, response).catch(() => response.destroy());
  };
  const { port: taken, servers } = await listenOnLoopback(handler, port);
  return {
    port: taken,
    close: () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
