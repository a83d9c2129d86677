import { expect, test } from 'vitest';
import type { EpochMs } from '#base/units.ts';
import { blackPrice } from '#pricing/black76.ts';
import { bench } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { readAnswers, withColumns, writeAnswers } from './answers.ts';
import type { PreferenceStorage } from './preferences.ts';

const AS_OF = Date.UTC(2026, 10, 20, 21) as EpochMs;

function memory(): PreferenceStorage & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text) };
}

/** Twelve strikes of calls and puts, as lines of strike, expiry, type, bid, ask. */
function lines(expiry = '2027-02-05', scale = 1): string[] {
  return Array.from({ length: 24 }, (_, i) => {
    const [isCall, strike] = [i < 12, 80 + 4 * (i % 12)];
    const price = scale * blackPrice(100, strike, 77 / 365, 0.25, isCall);
    return `${strike},${expiry},${isCall ? 'C' : 'P'},${(price * 0.99).toFixed(4)},${(price * 1.01).toFixed(4)}`;
  });
}

const UNKNOWN = ['q1,q2,q3,q4,q5', ...lines()].join('\n');
const TWO = [
  'root,strike,expiry,type,bid,ask,timestamp',
  ...['SPY', 'QQQ'].flatMap((root) => lines().map((line) => `${root},${line},2026-11-20T21:00:00Z`)),
].join('\n');

test('an unknown table asks for its columns, and the answer opens it and every later one of its header', async () => {
  const storage = memory();
  const b = bench(storage);
  await b.open('board.csv', UNKNOWN);
  const { question } = b.state();
  expect(question).toMatchObject({ open: true, file: 'board.csv', about: { kind: 'columns' } });
  expect(b.state().openError?.message).toContain('no column is recognised as strike');
  if (question?.about.kind !== 'columns') throw new Error('another question');
  b.actions.answerColumns(question.about.chosen);
  await b.settle();
  expect(b.state().question).toBeNull();
  b.actions.setAsOf(AS_OF);
  await b.settle();
  expect(b.state().fitted?.result.slices[0]?.status).toBe('ok');
  expect(b.said()).toContain('The columns of board.csv are read as you said.');

  const later = bench(storage);
  await later.open('next.csv', UNKNOWN);
  expect(later.state().question).toBeNull();
  expect(later.state().quotes?.symbol).toHaveLength(24);
  // Of the file on the screen, whatever was refused since.
  await later.open('page.html', '<!DOCTYPE html><p>Not quotes</p>');
  expect(later.state().openError?.message).toContain('page.html is a web page');
  later.actions.ask('columns');
  await later.settle();
  expect(later.state().question).toMatchObject({
    open: true,
    file: 'next.csv',
    about: { chosen: question.about.chosen },
  });
});

test('a question that is put off keeps what is on the screen and is opened again', async () => {
  const b = bench();
  await b.open('btc.json', deribitBoard());
  const { fitted } = b.state();
  await b.open('board.csv', UNKNOWN);
  b.actions.closeQuestion();
  expect(b.state().fitted).toBe(fitted);
  expect(b.state().question?.open).toBe(false);
  const message = b.state().messages.find(({ code }) => code === 'open-failed');
  expect(message?.action).toEqual({ label: 'Name the columns…', kind: 'ask-columns' });
  b.actions.ask('columns');
  expect(b.state().question?.open).toBe(true);
});

test('a table that is no table of options asks only on request', async () => {
  const b = bench();
  await b.open('prices.csv', 'date,open,high,low,close\n2026-08-01,1,2,0.5,1.5\n');
  expect(b.state().question?.open).toBe(false);
});

test('several underlyings are offered with their rows; the choice holds for the next file and can be changed', async () => {
  const b = bench();
  await b.open('two.csv', TWO);
  expect(b.state().question).toMatchObject({
    open: true,
    about: { kind: 'underlying', options: ['QQQ', 'SPY'], counts: [24, 24], chosen: 'QQQ' },
  });
  b.actions.answerChoice('SPY');
  await b.settle();
  expect(b.state().quotes?.underlying).toBe('SPY');
  await b.open('two-later.csv', TWO);
  expect(b.state().question).toBeNull();
  expect(b.state().quotes?.files[0]?.name).toBe('two-later.csv');
  const said = b.state().messages.find(({ code }) => code === 'choice-remembered');
  expect(said?.text).toBe(
    'two-later.csv holds several underlyings: QQQ (24), SPY (24). As you chose before, SPY is read.',
  );
  b.actions.ask('choice');
  await b.settle();
  expect(b.state().question?.open).toBe(true);
  b.actions.answerChoice('QQQ');
  await b.settle();
  expect(b.state().quotes?.underlying).toBe('QQQ');
});

test('several instants are offered newest first, and the newest stays the newest', async () => {
  const b = bench();
  const history = (days: readonly string[]) =>
    [
      'date,strike,expiry,type,bid,ask',
      ...days.flatMap((day) => lines().map((line) => `${day},${line}`)),
    ].join('\n');
  await b.open('history.csv', history(['2026-11-18', '2026-11-19']));
  expect(b.state().question?.about).toMatchObject({
    kind: 'instant',
    options: ['2026-11-19T21:00:00.000Z', '2026-11-18T21:00:00.000Z'],
  });
  b.actions.answerChoice('2026-11-19T21:00:00.000Z');
  await b.settle();
  expect(b.state().quotes?.asOf).toBe(Date.UTC(2026, 10, 19, 21));
  await b.open('history2.csv', history(['2026-11-19', '2026-11-20']));
  expect(b.state().quotes?.asOf).toBe(Date.UTC(2026, 10, 20, 21));
  expect(b.said().some((text) => text.includes('the newest instant, 20 Nov 2026'))).toBe(true);
});

test('maturities as a length of time ask for the instant they count from', async () => {
  const b = bench();
  const text = ['strike,T,type,bid,ask', ...lines('0.25')].join('\n');
  await b.open('years.csv', text);
  expect(b.state().question?.about.kind).toBe('as-of');
  expect(b.state().messages.find(({ code }) => code === 'open-failed')?.action?.kind).toBe('set-as-of');
  b.actions.setAsOf(AS_OF);
  await b.settle();
  expect(b.state().openError).toBeNull();
  expect(b.state().fitted?.result.slices[0]?.status).toBe('ok');
});

test('forty headers are remembered, and what storage holds is not trusted', () => {
  const storage = memory();
  let answers = readAnswers(storage);
  for (let i = 0; i < 60; i++)
    answers = withColumns(answers, i.toString(16).padStart(16, '0'), { strike: `K${i}` });
  writeAnswers(storage, answers);
  const read = Object.values(readAnswers(storage).columns);
  expect(read).toHaveLength(40);
  expect(read.at(-1)).toEqual({ strike: 'K59' });
  for (const text of ['', '{}', '[]', '{"version":1,"underlying":3,"columns":[]}', 'x'.repeat(99)]) {
    storage.kept.set('volbench.answers', text);
    expect(readAnswers(storage)).toEqual({ underlying: null, instant: null, columns: {} });
  }
});
