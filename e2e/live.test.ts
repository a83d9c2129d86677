/**
 * A market that is followed live: a simulated venue on this machine, over its real WebSocket. WATCH_S lets it be watched for
 * longer than the suite does.
 */
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { type FeedSim, startFeedSim } from '../tools/feed-sim/server.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { button, exportedFit, settled, slider, smile, type } from './screen.ts';

const WATCH_MS = 1000 * Number(process.env['WATCH_S'] ?? 2);
/** Days of the market go by so much faster than those of the clock, so that there is something to see. */
const SHAPE = { pace: 100, expiries: 4, strikesASide: 7 };

const feed = (page: Page): Locator => page.getByRole('status', { name: 'Feed' });
const atm = (page: Page): Promise<string> => smile(page).locator('.smile-title').innerText();
const strip = (page: Page): Promise<readonly string[]> =>
  page.getByRole('listbox', { name: 'Expiries' }).getByRole('option').allInnerTexts();
const figures = (page: Page): Locator => page.getByLabel('Figures of the feed');

async function connect(page: Page, sim: FeedSim): Promise<void> {
  await button(page, 'Live').click();
  await page.getByRole('combobox', { name: 'Venue' }).selectOption('local');
  await type(page.getByRole('spinbutton', { name: 'Port of the local venue' }), String(sim.port));
  await expect(page.getByRole('dialog', { name: 'Live market' })).toContainText(
    `Connect contacts localhost:${sim.port} alone`,
  );
  expect(sim.connections).toBe(0);
  await button(page, 'Connect').click();
  await expect(feed(page)).toHaveAttribute('data-freshness', 'fresh');
  await settled(page);
}

async function menu<T>(page: Page, act: () => Promise<T>): Promise<T> {
  await button(page, 'Live').click();
  const result = await act();
  await page.keyboard.press('Escape');
  return result;
}

const fullFits = (page: Page): Promise<string> =>
  menu(page, async () => (await figures(page).locator('div').last().innerText()).replaceAll(/\s+/g, ' '));

test('a press on Connect takes the port that was just typed, and asks for it where there is none', async ({
  page,
}) => {
  const sim = await startFeedSim({ seed: 11, shape: SHAPE });
  try {
    await page.goto('/');
    await button(page, 'Live').click();
    await page.getByRole('combobox', { name: 'Venue' }).selectOption('local');
    const port = page.getByRole('spinbutton', { name: 'Port of the local venue' });
    await button(page, 'Connect').click();
    await expect(port).toBeFocused();
    await port.fill(String(sim.port));
    // As long as a finger stays down, in which what the field's leaving moves would slip away.
    await button(page, 'Connect').click({ delay: 80 });
    await expect(feed(page)).toHaveAttribute('data-freshness', 'fresh');
  } finally {
    await sim.close();
  }
});

test('a market is followed by the menu: it moves without a full fit, freezes, takes a weight, is recorded and replayed', async ({
  page,
}) => {
  test.setTimeout(60_000 + 2 * WATCH_MS);
  const sim = await startFeedSim({ seed: 11, shape: SHAPE });
  try {
    await page.goto('/');
    await connect(page, sim);
    await expect(feed(page)).toContainText(/Live, newest quote 0\.\d s old/);

    // The published surface moves on the one full fit there is.
    await expect.poll(() => fullFits(page)).toMatch(/^Full fits 1, last \d\d:\d\d:\d\dZ, the first$/);
    const seen = new Set<string>();
    const until = Date.now() + WATCH_MS;
    while (Date.now() < until) {
      seen.add(await atm(page));
      // The figures of all expiries stand while they move.
      for (const cell of await strip(page)) expect(cell).toMatch(/\d\.\d/);
      await expect(feed(page)).toHaveAttribute('data-freshness', 'fresh');
    }
    expect(seen.size).toBeGreaterThan(1);
    // What the panel holds is of the full fit, and says so beside an ATM that has moved since.
    await expect(page.locator('.parameter-heads')).toContainText('full fit');

    await page.getByRole('tab', { name: 'Live', exact: true }).click();
    const scalars = page.getByRole('table', { name: 'Scalars now' });
    await expect(scalars.getByRole('row')).toHaveCount(SHAPE.expiries + 1);
    await expect(page.getByRole('group', { name: 'Live' })).toHaveAccessibleDescription(
      /published [+−]?\d+\.\d\d %.* filter .* ± \d+\.\d\d %/,
    );

    // Frozen: scalars stay to the last digit while quotes go on.
    await menu(page, () => button(page, 'Freeze').click());
    await expect(feed(page)).toContainText('frozen');
    const published = () => scalars.locator('tbody tr td:nth-child(2)').allInnerTexts();
    const frozen = await published();
    const asOf = () => page.getByRole('button', { name: /^as of .* · live$/ }).innerText();
    const before = await asOf();
    await expect.poll(asOf).not.toBe(before);
    expect(await published()).toEqual(frozen);
    await menu(page, () => button(page, 'Freeze').click());
    await expect(feed(page)).not.toContainText('frozen');

    // Every control of the fit works: a changed weight is a full fit of the same snapshot.
    await menu(page, () => button(page, 'Record').click());
    await slider(page, 'Spread weight').focus();
    await page.keyboard.press('End');
    await settled(page);
    await expect.poll(() => fullFits(page)).toContain('by hand');
    await expect(feed(page)).toHaveAttribute('data-freshness', 'fresh');
    await expect(button(page, 'Undo')).toBeEnabled();
    await button(page, 'Undo').click();
    await expect(button(page, 'Undo')).toBeDisabled();
    await settled(page);

    // What is taken away is what the screen shows, and says so before; or the full fit that it has moved from.
    const shown = await exportedFit(page);
    expect(shown.source.files[0]?.name).toMatch(/^localhost-\d+-live-BTC/);
    await expect(page.getByRole('banner')).toContainText(`localhost-${sim.port}`);
    await expect(page.getByRole('banner')).not.toContainText('Deribit');
    expect(Date.parse(shown.source.asOf)).toBeGreaterThan(Date.parse(shown.moved?.fitAsOf ?? ''));
    const standing = shown.slices.filter(({ parameters }) => parameters !== null);
    expect(Object.keys(shown.moved?.slices ?? {})).toEqual(standing.map(({ expiry }) => expiry));
    // In the last hour before 08:00 UTC the first expiry is left out.
    expect(standing.length).toBeGreaterThanOrEqual(SHAPE.expiries - 1);
    await button(page, 'Export').click();
    await expect(
      page.getByRole('menuitemradio', { name: /^Surface as published \d\d:\d\d:\d\d\.\d{3}Z$/ }),
    ).toBeChecked();
    await page.getByRole('menuitemradio', { name: 'Last full fit' }).click();
    const [fitted] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Fit (JSON)' }).click(),
    ]);
    const full = JSON.parse(readFileSync(await fitted.path(), 'utf8'));
    expect([full.moved, full.source.asOf]).toEqual([undefined, shown.moved?.fitAsOf]);

    await button(page, 'Live').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Stop and save/ }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^volbench-localhost-\d+-\d{8}T\d{6}Z\.ndjson\.gz$/);
    const recording = readFileSync(await download.path());
    await button(page, 'Disconnect').click();
    await settled(page);
    await expect(feed(page)).toBeEmpty();

    // By its first line, whatever it is called.
    await dropFiles(page, { name: 'saturday.gz', bytes: recording });
    const track = page.getByRole('slider', { name: 'Instant of the recording' });
    await expect(track).toBeVisible();
    await expect(feed(page)).toContainText('Replay of saturday.gz');
    await expect(scalars.getByRole('row')).toHaveCount(SHAPE.expiries + 1);
    await expect(button(page, 'Play')).toBeVisible();
    await track.focus();
    await page.keyboard.press('Home');
    await expect(track).toHaveValue('0');
    await expect(page.getByRole('region', { name: 'Replay' })).toContainText(
      /0:00:00 of 0:0\d:\d\d \d+ \w+ 20\d\d \d\d:\d\d:\d\dZ/,
    );
    // Several messages come at one instant.
    await expect(async () => {
      await button(page, 'Step').click();
      expect(Number(await track.inputValue())).toBeGreaterThan(1);
    }).toPass();
    await page
      .getByRole('region', { name: 'Replay' })
      .getByRole('button', { name: 'End the replay' })
      .click();
    await expect(track).toHaveCount(0);
    await settled(page);
  } finally {
    await sim.close();
  }
});

test('a venue that falls silent is not live for longer than 2.5 s, and one that comes back is live within 8 s', async ({
  page,
}) => {
  const sim = await startFeedSim({ seed: 12, shape: SHAPE });
  let again: FeedSim | null = null;
  try {
    await page.goto('/');
    await connect(page, sim);
    // The page's own record of what stood on it, and when.
    await page.evaluate(() => {
      const status = document.querySelector('[aria-label="Feed"]');
      const told: { at: number; is: string }[] = [];
      Object.defineProperty(window, 'told', { value: told });
      new MutationObserver(() => {
        told.push({ at: Date.now(), is: status?.getAttribute('data-freshness') ?? '' });
      }).observe(status as Element, { attributeFilter: ['data-freshness'] });
    });
    const when = (state: string, since: number) =>
      page.evaluate(
        ([is, from]) => {
          const { told } = window as unknown as { told: { at: number; is: string }[] };
          return told.find((entry) => entry.is === is && entry.at >= from)?.at ?? null;
        },
        [state, since] as const,
      );

    sim.silence();
    const silent = Date.now();
    await expect(feed(page)).toHaveAttribute('data-freshness', 'late');
    await expect(feed(page)).toContainText(/^Late, \d\.\d s/);
    expect(((await when('late', silent)) ?? Number.POSITIVE_INFINITY) - silent).toBeLessThanOrEqual(2500);

    const { port } = sim;
    await sim.close();
    again = await startFeedSim({ seed: 13, shape: SHAPE, port });
    const restarted = Date.now();
    await expect(feed(page)).toHaveAttribute('data-freshness', 'fresh');
    expect(((await when('fresh', restarted)) ?? Number.POSITIVE_INFINITY) - restarted).toBeLessThanOrEqual(
      8000,
    );
    await expect(feed(page)).toContainText('Live');
  } finally {
    await again?.close();
    await sim.close();
  }
});
