import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { APP_VERSION } from './app-version.ts';

test('exports name the version of package.json', () => {
  const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
  expect(APP_VERSION).toBe(manifest.version);
});
