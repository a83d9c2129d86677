import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SiteServer, serveSite } from './site-server.ts';

const place = mkdtempSync(join(tmpdir(), 'volbench-site-'));
const dist = join(place, 'dist');
let site: SiteServer;

beforeAll(async () => {
  mkdirSync(join(dist, 'assets'), { recursive: true });
  mkdirSync(join(dist, '.vite'));
  writeFileSync(join(place, 'secret.txt'), 'secret');
  writeFileSync(join(dist, 'index.html'), '<!doctype html>');
  writeFileSync(join(dist, 'assets/index-1a.js'), 'export {};');
  writeFileSync(join(dist, '.vite/manifest.json'), '{}');
  writeFileSync(join(dist, '_headers'), '/*');
  symlinkSync(join(place, 'secret.txt'), join(dist, 'link.txt'));
  site = await serveSite(dist, 0);
});

afterAll(() => {
  site.close();
  rmSync(place, { recursive: true, force: true });
});

/** One raw request, since fetch would tidy the path up first. */
function request(path: string, method = 'GET', port = site.port): Promise<{ head: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    });
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      resolve({ head, body });
    });
  });
}

test('the page is served with its policy, its isolation and its type', async () => {
  const { head, body } = await request('/?from=somewhere');
  expect(head).toMatch(/^HTTP\/1\.1 200 /);
  expect(head).toContain("Content-Security-Policy: default-src 'none'; script-src 'self';");
  expect(head).toContain("frame-ancestors 'none'");
  expect(head).toContain('Cross-Origin-Opener-Policy: same-origin');
  expect(head).toContain('Cross-Origin-Embedder-Policy: require-corp');
  expect(head).toContain('X-Content-Type-Options: nosniff');
  expect(head).toContain('Content-Type: text/html; charset=utf-8');
  expect(body).toBe('<!doctype html>');
});

test('a script is served as one, for good', async () => {
  const { head } = await request('/assets/index-1a.js');
  expect(head).toContain('Content-Type: text/javascript');
  expect(head).toContain('immutable');
  expect(head).toContain('Cross-Origin-Embedder-Policy: require-corp');
});

test('HEAD sends no body', async () => {
  const { head, body } = await request('/index.html', 'HEAD');
  expect(head).toContain('Content-Length: 15');
  expect(body).toBe('');
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e%2fsecret.txt',
  '/..%5csecret.txt',
  '//secret.txt',
  '/link.txt',
  '/.vite/manifest.json',
  '/_headers',
  '/assets',
  '/assets/',
  '/index.html%00',
  '/%zz',
])('%s is not there', async (path) => {
  const { head, body } = await request(path);
  expect(head).toMatch(/^HTTP\/1\.1 404 /);
  expect(head).toContain('X-Content-Type-Options: nosniff');
  expect(body).not.toContain('secret');
});

test('only GET and HEAD are answered', async () => {
  const { head } = await request('/', 'POST');
  expect(head).toMatch(/^HTTP\/1\.1 405 /);
  expect(head).toContain('Allow: GET, HEAD');
});

test('a port that is taken is left to its owner', async () => {
  const second = await serveSite(dist, site.port);
  try {
    expect(second.port).toBeGreaterThan(site.port);
    expect((await request('/', 'GET', second.port)).head).toMatch(/^HTTP\/1\.1 200 /);
  } finally {
    second.close();
  }
});
