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
    own.take(line, i);
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
  own.take('a', 1000);
  own.tick(2999);
  own.tick(3000);
  await expect.poll(() => members.length).toBe(1);
});

test('at its limit a recording ends, says so once, and keeps its parts in order', async () => {
  const { recorder: own, members, ended } = recorder({ bytes: 1024 * 1024, waitingChars: 1e9 });
  let seed = 1;
  for (let i = 0; i < 300_000; i++) {
    seed = (seed * 48_271) % 0x7fffffff;
    own.take(`${i} ${seed}`, 0);
  }
  await own.end();
  expect(ended).toEqual(['it has come to 1 MB']);
  const lines = gunzipSync(Buffer.concat(members)).toString('utf8').trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(50_000);
  lines.forEach((line, i) => {
    if (Number(line.split(' ')[0]) !== i) throw new Error(`line ${i} is ${line}`);
  });
});
