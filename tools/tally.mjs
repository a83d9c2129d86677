/**
 * Prints `N passed, N failed`: the sum of what vitest and Playwright wrote down in
 * test-results/. Plain JavaScript, so that it also speaks when nothing was installed.
 * A gate that failed outside the tests (types, lint, build) counts as one failure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const results = join(dirname(dirname(fileURLToPath(import.meta.url))), 'test-results');

function report(name) {
  const path = join(results, name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

const unit = report('unit.json');
const browser = report('browser.json');
const passed = (unit?.numPassedTests ?? 0) + (browser?.stats.expected ?? 0) + (browser?.stats.flaky ?? 0);
const inTests = (unit?.numFailedTests ?? 0) + (browser?.stats.unexpected ?? 0);
const gateFailed = process.argv[2] !== undefined && process.argv[2] !== '0';
console.log(`${passed} passed, ${gateFailed ? Math.max(1, inTests) : inTests} failed`);
