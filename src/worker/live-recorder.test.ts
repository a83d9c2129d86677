import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LiveRecorder, type RecordingLimits } from './live-recorder.ts';

function recorder(limits?: RecordingLimits) {
  const members: Uint8Array[] = [];
  const ended: string[] = [];
  const events = {
    packed: (member: Uint8Array) => void members.push(member),
    ended: (why: string) => void ended.push(why),
  };
  return { recorder: new LiveRecorder(events, limits), members, ended };
}

test('parts in a row are one gzip file of all lines', async () => {
  const { recorder: own, members } = recorder();
  const lines = Array.from({ length: 30_000 }, (_, i) => `{"line":${i},"of":"${'x'.repeat(i % 100)}"}`);
  for (const [i, line] of lines.entries()) {
    own.take([line], i);
    own.tick(i);
  }
  await own.end();
  expect(members.length).toBeGreaterThan(10);
  const text = gunzipSync(Buffer.concat(members)).toString('utf8');
  expect(text).toBe(`${lines.join('\n')}\n`);
  expect(own.bytes).toBe(members.reduce((sum, { length }) => sum + length, 0));
});

test('a quiet feed is packed after two seconds', async () => {
  const { recorder: own, members } = recorder();
  own.take(['a'], 1000);
  own.tick(2999);
  own.tick(3000);
  await expect.poll(() => members.length).toBe(1);
});

test('at its limit a recording ends, says so once, and keeps what came before, whole', async () => {
  const { recorder: own, members, ended } = recorder({ chars: 1_500_000, waitingChars: 1e9 });
  for (let i = 0; i < 100_000; i++) own.take([`${i}`, `and ${i}`, `${'x'.repeat(i % 40)}`], 0);
  await own.end();
  expect(ended).toEqual(['it is 2 MB unpacked, as much as can be replayed']);
  const lines = gunzipSync(Buffer.concat(members)).toString('utf8').slice(0, -1).split('\n');
  expect(lines.length).toBeGreaterThan(50_000);
  expect(lines.length % 3).toBe(0);
  for (let i = 0; i < lines.length / 3; i++)
    if (lines[3 * i] !== `${i}` || lines[3 * i + 1] !== `and ${i}`) throw new Error(`line ${3 * i}`);
});

test('what cannot be packed as fast as it comes ends the recording, and what waited is kept', async () => {
  const { recorder: own, members, ended } = recorder({ chars: 1e9, waitingChars: 1_500_000 });
  const line = 'x'.repeat(1000);
  for (let i = 0; i < 10_000; i++) own.take([line], 0);
  await own.end();
  expect(ended).toEqual(['this machine cannot pack it as fast as it comes']);
  expect(gunzipSync(Buffer.concat(members)).length).toBeGreaterThan(1_500_000);
});
