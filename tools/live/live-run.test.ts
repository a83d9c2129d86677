import { expect, test } from 'vitest';
import type { LiveFrame, LiveInput } from '#live/live-frame.ts';
import { LiveSession } from '#live/live-session.ts';
import { RecordingReader, recordingHead, recordingLines } from '#live/recording-lines.ts';
import { feedAddress } from '#worker/live-address.ts';
import { LiveRun } from '#worker/live-run.ts';
import { LiveSocket, type SocketLike } from '#worker/live-socket.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { VirtualMachine } from '../soak/feed/virtual-machine.ts';
import { LIVE_SETTINGS } from './driven-session.ts';

const START = Date.UTC(2026, 7, 1, 17);
const PLAN = { currency: 'BTC', base: null, books: [], depth: 0 } as const;

function running() {
  const chain = new SimulatedChain(5, START, 'BTC', { expiries: 1, strikesASide: 2 });
  const machine = new VirtualMachine(new SimulatedVenue(chain, 2, true), START, null);
  const frames: LiveFrame[] = [];
  const inputs: LiveInput['kind'][] = [];
  const address = feedAddress('ws://localhost:1');
  if (!address.ok) throw new Error(address.error.message);
  const run = new LiveRun(new LiveSession(PLAN, LIVE_SETTINGS, 1), address.value, machine.platform, {
    frame: (frame) => void frames.push(frame),
    wanted: () => undefined,
    input: (_, input) => void inputs.push(input.kind),
  });
  const pass = async (ms: number) => {
    for (const end = machine.now + ms; machine.now < end; ) await machine.step();
  };
  return { machine, frames, inputs, run, pass };
}

test('a market that moves is shown ten times a second, a silent connection once, and one that ends at once', async () => {
  const { machine, frames, run, pass } = running();
  await pass(3000);
  expect(frames.length).toBe(30);
  expect(frames.at(-1)!.feed.freshness).toBe('fresh');
  machine.isSilent = true;
  await pass(3000);
  expect(frames.length).toBeLessThanOrEqual(34);
  expect(frames.at(-1)!.feed.freshness).toBe('late');
  run.stop();
  const shown = frames.length;
  expect(frames.at(-1)!.feed).toMatchObject({ phase: 'idle', freshness: 'offline' });
  await pass(1000);
  expect(frames.length).toBe(shown);
});

test('a machine that slept is told to the session before anything else, and nothing is fresh until the clock is measured', async () => {
  const { machine, frames, inputs, pass } = running();
  await pass(2000);
  machine.sleep(600_000);
  inputs.length = 0;
  await pass(100);
  expect(inputs[0]).toBe('clock-set');
  expect(frames.at(-1)!.at).toBe(START + 602_100);
  expect(frames.at(-1)!.feed.freshness).not.toBe('fresh');
  await pass(6000);
  expect(frames.at(-1)!.feed.freshness).toBe('fresh');
});

test('a message of a size that no recording has place for is cut off, and the recording can be read', () => {
  const wire = new (class extends EventTarget {
    close(): void {}
  })();
  const lines = [...recordingHead(0, new LiveSession(PLAN, LIVE_SETTINGS, 1).keep())];
  const socket = new LiveSocket(() => wire as unknown as SocketLike, {
    opened: () => undefined,
    message: (text) => void lines.push(...recordingLines(1, { kind: 'message', text })),
    closed: () => undefined,
  });
  socket.connect('a');
  wire.dispatchEvent(new MessageEvent('message', { data: 'y'.repeat(31_000_000) }));
  const reader = new RecordingReader('a.ndjson');
  expect(lines.map((line) => reader.take(line)).find(({ ok }) => !ok)).toBeUndefined();
  expect(reader.end().ok).toBe(true);
});
