/**
 * `npm run feed:sim -- [--port 0] [--seed 1] [--speed 1] [--root BTC] [--expiries 9] [--strikes 9] [--moves N]
 * [--trades 30] [--skew MS] [--gap-every S] [--drop-every S] [--silent-after S] [--limit-every S]
 * [--maintenance-every S]`: a simulated Deribit on this machine, WebSocket and HTTP. `--strikes` counts either side of the
 * forward; `--trades` counts those of a minute; `--speed` lets its market move so much faster than its clock; `--root
 * SOL_USDC` is a linear chain. `--play RECORDING` says again what a recorded venue said, so much faster. The first line says
 * its address; SIGTERM ends it.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathSource } from '#cli/sources.ts';
import { readRecordingAlone } from '#worker/live-files.ts';
import { PlayedVenue } from './feed-sim/played-venue.ts';
import { type FeedSim, type ServeOptions, serveVenue, startFeedSim } from './feed-sim/server.ts';
import type { Venue } from './feed-sim/venue.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    play: { type: 'string' },
    seed: { type: 'string', default: '1' },
    speed: { type: 'string', default: '1' },
    root: { type: 'string', default: 'BTC' },
    expiries: { type: 'string', default: '9' },
    strikes: { type: 'string', default: '9' },
    moves: { type: 'string' },
    trades: { type: 'string', default: '30' },
    skew: { type: 'string', default: '0' },
    'gap-every': { type: 'string' },
    'drop-every': { type: 'string' },
    'silent-after': { type: 'string' },
    'limit-every': { type: 'string' },
    'maintenance-every': { type: 'string' },
  },
});

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(64);
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    refuse(`--${name} is ${text}; a number from ${least} to ${most} is expected.`);
  return value;
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = number(name, text, least, most);
  if (!Number.isInteger(value)) refuse(`--${name} is ${text}; a whole number is expected.`);
  return value;
}

/** An option in seconds as ms; left out where it is not said. */
function every<K extends string>(
  key: K,
  name: string,
  text: string | undefined,
): { readonly [_ in K]?: number } {
  return text === undefined
    ? {}
    : ({ [key]: 1000 * number(name, text, 0.1, 86_400) } as { readonly [_ in K]: number });
}

const served: ServeOptions = {
  port: whole('port', values.port, 0, 65_535),
  ...every('gapEvery', 'gap-every', values['gap-every']),
  ...every('dropEvery', 'drop-every', values['drop-every']),
  ...every('silentAfter', 'silent-after', values['silent-after']),
  ...every('limitEvery', 'limit-every', values['limit-every']),
  ...every('maintenanceEvery', 'maintenance-every', values['maintenance-every']),
};
const speed = number('speed', values.speed, 0, 100_000);

/** A recording as a venue. */
async function played(path: string): Promise<PlayedVenue> {
  const file = await pathSource(resolve(process.env['INIT_CWD'] ?? '.', path), path);
  if (!file.ok) refuse(file.error.message);
  const source = await readRecordingAlone(file.value);
  if (!source.ok) refuse(source.error.message);
  return new PlayedVenue(source.value, Date.now(), speed);
}

async function start(): Promise<{ readonly sim: FeedSim<Venue>; readonly what: string }> {
  if (values.play !== undefined) {
    const sim = await serveVenue(await played(values.play), served);
    return { sim, what: `${values.play}, ${speed} times as fast` };
  }
  const sim = await startFeedSim({
    ...served,
    seed: whole('seed', values.seed, 0, 2 ** 31),
    root: values.root,
    shape: {
      pace: speed,
      expiries: whole('expiries', values.expiries, 1, 9),
      strikesASide: whole('strikes', values.strikes, 2, 100),
    },
    trades: number('trades', values.trades, 0, 60_000),
    skew: number('skew', values.skew, -86_400_000, 86_400_000),
    ...(values.moves === undefined ? {} : { movesAStep: whole('moves', values.moves, 0, 100_000) }),
  });
  return { sim, what: `${sim.venue.chain.listed.length} options, seed ${values.seed}` };
}

const { sim, what } = await start().catch((error: unknown) =>
  refuse(error instanceof Error ? error.message : String(error)),
);
process.stdout.write(`feed-sim: ${sim.address} ${what}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    sim.close().catch(() => process.exit(1));
  });
}
