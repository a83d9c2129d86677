import { expect, test } from 'vitest';
import { nextSnapshot } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { memoryDatabase } from '#testing/memory-database.ts';
import { type SessionBench, sessionBench } from '#testing/session-bench.ts';
import { parseSessionFile } from './session-file.ts';
import { sha256OfText } from './sha256.ts';

async function exported(): Promise<{ readonly from: SessionBench; readonly text: string }> {
  const from = sessionBench(memoryDatabase());
  await from.open('btc.json', deribitBoard());
  from.actions.setWeights({ spread: 0.3, moneynessWidth: 2.25 });
  from.actions.setManual(3, 0);
  from.actions.setParameter('rho', { fixed: true, value: -0 });
  from.actions.setForward('2026-08-07T08:00:00.000Z', 63_021.123456789);
  from.actions.setEvent('2026-08-05', 3);
  from.actions.keepGhost();
  from.actions.setPrior(0.5);
  await from.saved();
  from.actions.undo();
  from.actions.look({ layout: { tables: 312 }, folded: ['filters'], table: 'parameters' });
  await from.saved();
  const file = await from.sessions.fileText();
  return { from, text: file?.text ?? '' };
}

/** The text with a change, and the checksum it then needs. */
async function forged(text: string, change: (document: Record<string, unknown>) => void): Promise<string> {
  const document = JSON.parse(text) as Record<string, unknown>;
  change(document);
  const { sha256: _, ...members } = document;
  // The canonical text, by its definition.
  const inline = (value: unknown): string =>
    Object.is(value, -0)
      ? '-0'
      : Array.isArray(value)
        ? `[${value.map(inline).join(',')}]`
        : typeof value === 'object' && value !== null
          ? `{${Object.entries(value)
              .map(([k, v]) => `${JSON.stringify(k)}:${inline(v)}`)
              .join(',')}}`
          : JSON.stringify(value);
  const lines = Object.entries(members).map(([name, value]) =>
    name === 'quotes'
      ? `"quotes": {\n${Object.entries(value as object)
          .map(([k, v]) => `${JSON.stringify(k)}: ${inline(v)}`)
          .join(',\n')}\n}`
      : `${JSON.stringify(name)}: ${inline(value)}`,
  );
  const body = `{\n${lines.join(',\n')}\n}\n`;
  return body.replace(/\n\}\n$/, `,\n"sha256": "${await sha256OfText(body)}"\n}\n`);
}

const made = exported();

/** Puts a value at a path of names. */
function put(document: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = document;
  for (const name of names) at = at[name] as Record<string, unknown>;
  at[last] = value;
}

test('a session file opens elsewhere as it was, and exported again it is the same to the last byte', async () => {
  const { from, text } = await exported();
  const to = sessionBench(memoryDatabase());
  await to.open('desk.volbench.json', text);
  const [a, b] = [from.state(), to.state()];
  expect(b.decisions).toEqual(a.decisions);
  expect(b.quotes).toEqual(a.quotes);
  expect(b.fitted?.result).toEqual(a.fitted?.result);
  expect(b.look).toMatchObject({ layout: { tables: 312 }, folded: ['filters'], table: 'parameters' });
  expect(b.canRedo).toBe(true);
  expect(Object.is(b.decisions.settings.all.parameters['rho']?.value, -0)).toBe(true);
  expect((await to.sessions.fileText())?.text).toBe(text);
  to.actions.redo();
  expect(to.state().decisions.settings.prior?.strength).toBe(0.5);
  await to.saved();
  expect(to.status.getState()).toMatchObject({
    save: { kind: 'saved' },
    current: { name: 'BTC 1 Aug 2026' },
  });
});

test('a session file that does not say how the surface was looked at shows it from its first side', async () => {
  const { text } = await made;
  const older = await forged(text, (document) => {
    delete (document['look'] as Record<string, unknown>)['surface'];
  });
  const to = sessionBench(memoryDatabase());
  await to.open('desk.volbench.json', older);
  expect(to.state().openError).toBeNull();
  expect(to.state().look.surface).toEqual({ axis: 'standardised', camera: null });
  const far = await forged(text, (document) => {
    const point = { x: 0, y: 0, z: 1e300 };
    const camera = { eye: point, center: point, up: point, projection: { type: 'perspective' } };
    put(document, 'look.surface.camera', camera);
  });
  await to.open('desk.volbench.json', far);
  expect(to.state().openError?.message).toMatch(/look.surface.camera.eye.z/);
});

test('a session file goes on under its own name, and is said to be back as it was saved', async () => {
  const { from } = await exported();
  await from.sessions.rename(from.id(), 'Expiry day');
  const file = await from.sessions.fileText();
  const to = sessionBench(memoryDatabase());
  await to.open('desk.volbench.json', file!.text);
  await to.saved();
  expect(to.status.getState()).toMatchObject({ current: { name: 'Expiry day' }, opening: false });
  expect(to.said()).toEqual(
    expect.arrayContaining([
      '“Expiry day” was opened from desk.volbench.json.',
      'Fitted again: every parameter is the saved one to the last bit.',
    ]),
  );
});

test('quotes that are dropped while a session file is read come in its place', async () => {
  const { text } = await made;
  const to = sessionBench(memoryDatabase());
  const slow = new File([text], 'desk.volbench.json');
  slow.text = async () => {
    queueMicrotask(() => to.actions.openFiles([new File([nextSnapshot()], 'next.json')]));
    return text;
  };
  to.actions.openFiles([slow]);
  await to.settle();
  expect(to.state().quotes?.asOf).toBe(Date.UTC(2026, 7, 2, 9));
  expect(to.said().join()).not.toContain('was opened from');
});

test('a session file that is called off while it is read does not come', async () => {
  const { text } = await made;
  const to = sessionBench(memoryDatabase());
  const slow = new File([text], 'desk.volbench.json');
  slow.text = async () => {
    queueMicrotask(() => to.actions.cancel());
    return text;
  };
  to.actions.openFiles([slow]);
  await to.settle();
  expect(to.state()).toMatchObject({ quotes: null, openError: null, fit: { phase: 'idle' } });
});

test('what the test forges without a change is the file itself', async () => {
  const { text } = await made;
  expect(await forged(text, () => undefined)).toBe(text);
});

test.each<[string, (text: string) => string | Promise<string>, RegExp]>([
  ['ends early', (text) => text.slice(0, 4000), /^x\.json is a session file that is damaged or ends early/],
  ['has a digit changed', (text) => text.replace('63021.1', '63022.1'), /its checksum does not hold/],
  [
    'is of the future',
    (text) => text.replace('"version": 1', '"version": 4'),
    /is a session of version 4; this Volbench reads version 3/,
  ],
  [
    'has a key of the prototype',
    (text) => text.replace('"manual":{', '"manual":{"__proto__":{"polluted":1},'),
    /its checksum does not hold/,
  ],
  [
    'is another format',
    (text) => text.replace('volbench-session', 'volbench-sessions'),
    /is no session file/,
  ],
])('a session file that %s is refused in one line, and nothing changes', async (_, spoil, line) => {
  const { text } = await made;
  const parsed = await parseSessionFile(await spoil(text), 'x.json');
  expect(parsed.ok ? '' : parsed.error.message).toMatch(line);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test.each<[string, string, unknown, RegExp]>([
  ['an unknown field', 'decisions.more', 1, /decisions\.more/],
  ['a model there is not', 'decisions.settings.model', 'x', /decisions\.settings\.model: a model/],
  ['a weight below zero', 'decisions.settings.manual.A', -1, /decisions\.settings\.manual: A: /],
  ['columns of different lengths', 'quotes.bid', [1, 2], /columns of different lengths/],
  ['a symbol twice', 'quotes.symbol.1', 'BTC-7AUG26-50000-C', /stands twice/],
  ['a text for a price', 'quotes.ask.2', '1', /quotes\.ask: a cell/],
  ['an expiry beyond all dates', 'quotes.expiry.0', 9e15, /without a date/],
  ['a theta that is no list', 'fit.parameters.A', 3, /fit\.parameters: A: /],
])(
  'a session file with a right checksum and %s is refused by the name of the field',
  async (_, at, value, line) => {
    const { text } = await made;
    const spoilt = await forged(text, (document) => {
      if (at === 'quotes.symbol.1') put(document, 'quotes.symbol.0', value);
      put(document, at, value);
    });
    const parsed = await parseSessionFile(spoilt, 'x.json');
    expect(parsed.ok ? '' : parsed.error.message).toMatch(line);
  },
);

test('a refused session file leaves the board as it is and says why', async () => {
  const { from, text } = await exported();
  const before = from.state().quotes;
  await from.open('bad.volbench.json', text.slice(0, -50));
  expect(from.state().openError?.message).toMatch(/^bad\.volbench\.json is a session file that is damaged/);
  expect(from.state().quotes).toBe(before);
  from.actions.openFiles([new File([text], 'a.volbench.json'), new File([deribitBoard()], 'b.json')]);
  await from.settle();
  expect(from.state().openError?.message).toMatch(/is a session\. Open it alone/);
});

test('a hostile name is cut to plain text of eighty characters', async () => {
  const { text } = await made;
  const name = `\u202E<img src=x onerror=alert(1)>\u0000\n${'x'.repeat(200)}`;
  const parsed = await parseSessionFile(
    await forged(text, (document) => put(document, 'name', name)),
    'x.json',
  );
  expect(parsed.ok && parsed.value.name).toMatch(/^<img src=x onerror=alert\(1\)> x{51}$/);
});
