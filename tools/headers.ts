/**
 * The response headers of the site: one text for the local server, the headers
 * file of static hosts and the meta element of the page.
 */

const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  // Plotly and React write style attributes.
  'style-src': "'self' 'unsafe-inline'",
  // Plotly's image export draws through data: and blob: addresses.
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  // Where live quotes may come from: the stream, and the book summary where the stream cannot be had.
  'connect-src': [
    "'self'",
    ...['www.deribit.com', 'test.deribit.com'].flatMap((host) => [`https://${host}`, `wss://${host}`]),
    ...['localhost:*', '127.0.0.1:*'].flatMap((host) => [`http://${host}`, `ws://${host}`]),
  ].join(' '),
  'base-uri': "'none'",
  'form-action': "'none'",
} as const;

/** Content security policy for a meta element, where frame-ancestors is not allowed. */
export const metaPolicy: string = Object.entries(policy)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');

/** Headers of every response. */
export const siteHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `${metaPolicy}; frame-ancestors 'none'`,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'X-Content-Type-Options': 'nosniff',
};

/** The `_headers` file that static hosts read from the site's root. */
export const headersFile: string = [
  '/*',
  ...Object.entries(siteHeaders).map(([name, value]) => `  ${name}: ${value}`),
  '',
].join('\n');
