/** Serves the built site: `npm start` builds it first. PORT chooses where to begin looking for a port, SITE another build than dist/. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveSite } from './site-server.ts';

const dist = process.env['SITE'] ?? join(import.meta.dirname, '../dist');
const port = Number(process.env['PORT'] ?? 4173);

if (!existsSync(join(dist, 'index.html'))) {
  console.error(`There is no built site in ${dist}. Run: npm run build`);
  process.exit(1);
}
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT is ${process.env['PORT']}; a number from 0 to 65535 is expected.`);
  process.exit(1);
}

const site = await serveSite(dist, port);
console.log(`Volbench is at http://localhost:${site.port}/`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => site.close());
}
