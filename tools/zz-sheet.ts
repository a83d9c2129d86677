import { chromium } from '@playwright/test';
import { findBrowser } from '../e2e/browser.ts';
import { settled } from '../e2e/screen.ts';
import { serveSite } from './site-server.ts';
const [file, theme, w, h, out] = process.argv.slice(2);
const server = await serveSite('/tmp/p9/dist', 0);
const { executablePath, args } = await findBrowser();
const browser = await chromium.launch({ executablePath, args: [...args] });
const page = await browser.newPage({ viewport: { width: Number(w), height: Number(h) }, colorScheme: theme as 'dark' });
await page.goto(`http://localhost:${server.port}/`);
await page.locator('input[type="file"]').first().setInputFiles(file!);
await settled(page); await page.waitForTimeout(1500);
const shots: string[] = [];
const tabs = page.getByRole('tablist', { name: 'Views' }).getByRole('tab');
for (let i = 0; i < await tabs.count(); i++) { await tabs.nth(i).click(); await page.waitForTimeout(i === 0 ? 3000 : 900); shots.push((await page.locator('.board-views').screenshot()).toString('base64')); }
await page.screenshot({ path: `${out}-board.png` });
const tables = page.getByRole('tablist').nth(1).getByRole('tab');
const tt: string[] = [];
for (let i = 0; i < await tables.count(); i++) { await tables.nth(i).click(); await page.waitForTimeout(700); tt.push((await page.locator('.board-tables').screenshot()).toString('base64')); }
const sheet = await browser.newPage({ viewport: { width: 1950, height: 1000 } });
await sheet.setContent(`<body style="margin:0;background:#888">${shots.map((s) => `<img style="width:640px;margin:2px" src="data:image/png;base64,${s}">`).join('')}</body>`);
await sheet.screenshot({ path: `${out}-views.png`, fullPage: true });
await sheet.setContent(`<body style="margin:0;background:#888">${tt.map((s) => `<img style="width:960px;margin:2px" src="data:image/png;base64,${s}">`).join('')}</body>`);
await sheet.screenshot({ path: `${out}-tables.png`, fullPage: true });
await browser.close(); server.close();
