import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/browser.ts';

const browser = await findBrowser('packaged');

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/browser',
  workers: 2,
  // On a machine that others load a second try tells slowness from a fault; the report names it as flaky.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: true,
  timeout: 60_000,
  // The first frame of software WebGL takes its time on a busy machine.
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  // The production server on the built site, on a port of its own.
  webServer: {
    command: 'node tools/run.mjs tools/serve.ts',
    env: { PORT: '0' },
    wait: { stdout: /Volbench is at (?<volbench_address>\S+)/ },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 2000 },
  },
  use: {
    baseURL: process.env['VOLBENCH_ADDRESS'] ?? '',
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // A page that keeps the whole site for later takes a sixth longer; the tests of that allow it.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: browser.executablePath, args: [...browser.args] },
  },
});
