import { expect, test } from 'vitest';
import { bench } from '#testing/bench.ts';
import { forwardRows } from './rows.ts';

/** Calls and puts out of the money at 100 without a spot: nothing tells a forward. `paired` has a put in the money, too. */
function chain(paired: readonly string[] = []): string {
  const rows = ['2026-07-17', '2026-09-18'].flatMap((expiry) =>
    [80, 85, 90, 95, 105, 110, 115, 120].flatMap((strike) => {
      const price = 4 * Math.exp(-Math.abs(strike - 100) / 10);
      const row = (type: string, value: number) =>
        `2026-06-01T15:00:00Z,SPX,${expiry},${strike},${type},${value.toFixed(2)},${(value + 0.1).toFixed(2)}`;
      const inMoney = paired.includes(expiry)
        ? [row(strike > 100 ? 'P' : 'C', price + Math.abs(strike - 100))]
        : [];
      return [row(strike > 100 ? 'C' : 'P', price), ...inMoney];
    }),
  );
  return ['quote_time,symbol,expiration,strike,type,bid,ask', ...rows].join('\n');
}

async function opened(text: string) {
  const b = bench();
  await b.open('chain.csv', text);
  const rows = () => {
    const { quotes, market, filtered, decisions } = b.state();
    return forwardRows({ quotes, market, filtered, asOf: decisions.marketOptions.asOf });
  };
  const told = () => rows().map(({ name, told: each }) => [name, each?.book.forward.source ?? null]);
  return { b, rows, told };
}

test('where no forward is told at all, each expiry is listed, and one given by hand is fitted', async () => {
  const { b, rows, told } = await opened(chain());
  const { openError, messages } = b.state();
  expect(openError?.message).toMatch(/Set the forwards by hand\.$/);
  expect(messages.find(({ code }) => code === 'open-failed')?.action?.kind).toBe('show-forwards');
  expect(told()).toEqual([
    ['17 Jul 2026', null],
    ['18 Sep 2026', null],
  ]);
  b.actions.setForward(rows()[1]!.key, 100);
  await b.settle();
  expect(b.state().fitted?.result.slices.map(({ forward }) => forward)).toEqual([100]);
  expect(told()).toEqual([
    ['17 Jul 2026', null],
    ['18 Sep 2026', 'user'],
  ]);
});

test('an expiry that the market leaves out for want of a forward stands among the others', async () => {
  const { b, told } = await opened(chain(['2026-07-17']));
  expect(b.said().join()).toContain('set the forward by hand in Forwards');
  expect(told()).toEqual([
    ['17 Jul 2026', 'parity'],
    ['18 Sep 2026', null],
  ]);
});

test('beside another board, where none can be set, it is not said that they can', async () => {
  const { b } = await opened(chain(['2026-07-17', '2026-09-18']));
  await b.open('bare.csv', chain());
  expect(b.state().quotes?.files[0]?.name).toBe('chain.csv');
  expect(b.said().join()).toContain('Beside another board they cannot be set by hand');
  expect(b.said().join()).not.toContain('Set the forwards by hand');
});

test('of a second file, whose forwards cannot be set, it is said how they can', async () => {
  const { b } = await opened(chain(['2026-07-17', '2026-09-18']));
  b.actions.openSecond([new File([chain()], 'bare.csv')]);
  await b.settle();
  expect(b.state().second?.error?.message).toMatch(/Open it by itself and set them by hand, then open /);

  // And so they can.
  const alone = await opened(chain());
  for (const { key } of alone.rows()) alone.b.actions.setForward(key, 101);
  await alone.b.settle();
  await alone.b.open('paired.csv', chain(['2026-07-17', '2026-09-18']));
  alone.b.actions.compareFormer();
  await alone.b.settle();
  expect(alone.b.state().second?.market?.books.map(({ forward }) => forward.value)).toEqual([101, 101]);
});
