import { expect, test } from 'vitest';
import { years } from '#base/units.ts';
import { opened } from '#testing/bench.ts';
import {
  draft,
  grouped,
  identity,
  issueDrafts,
  NO_MESSAGES,
  numbered,
  wholeExpiryDrafts,
} from './messages.ts';

const KEYS = ['2026-08-07T08:00:00.000Z', '2026-08-14T08:00:00.000Z', '2026-08-21T08:00:00.000Z'];

test('messages of one code become one line with the expiries it concerns', () => {
  const [line, ...rest] = grouped(
    KEYS.map((key) => draft('warning', 'butterfly-wings', `${key.slice(0, 10)} fails.`, { expiry: key })),
  );
  expect(rest).toEqual([]);
  expect(line).toMatchObject({
    text: '2026-08-07 fails. And 2 more: 14 Aug 2026, 21 Aug 2026.',
    count: 3,
    expiry: KEYS[0],
  });
});

test('of more expiries than are named the line ends with dots and no stop', () => {
  const keys = Array.from({ length: 6 }, (_, i) => `2026-08-0${i + 1}T08:00:00.000Z`);
  const [line] = grouped(keys.map((key) => draft('warning', 'wings', 'It fails.', { expiry: key })));
  expect(line?.text).toBe('It fails. And 5 more: 2 Aug 2026, 3 Aug 2026, 4 Aug 2026, 5 Aug 2026, …');
});

test('notes of the reader and different severities stay apart', () => {
  const lines = grouped([
    draft('info', 'reader-note', 'Deribit book summary.'),
    draft('info', 'reader-note', 'Premiums in BTC.'),
    draft('warning', 'x', 'a'),
    draft('error', 'x', 'b'),
  ]);
  expect(lines.map((l) => l.text)).toEqual(['Deribit book summary.', 'Premiums in BTC.', 'a', 'b']);
});

test('what two files say alike is told once, so that no two lines share an id when it is gone', () => {
  let id = 0;
  const next = () => ++id;
  const note = (text: string) => draft('info', 'reader-note', text);
  const both = { ...NO_MESSAGES, open: [note('Tickers.'), note('Names.'), note('Marks.'), note('Names.')] };
  const first = numbered(both, [], new Set(), next);
  expect(first.map(({ text }) => text)).toEqual(['Tickers.', 'Names.', 'Marks.']);
  const again = numbered(both, first, new Set(), next);
  expect(again.map(({ id }) => id)).toEqual([1, 2, 3]);
});

test('an equal message keeps its id and a dismissed one stays away', () => {
  let id = 0;
  const next = () => ++id;
  const sections = { ...NO_MESSAGES, fit: [draft('info', 'a', 'A.'), draft('info', 'b', 'B.')] };
  const first = numbered(sections, [], new Set(), next);
  const again = numbered(
    { ...sections, open: [draft('info', 'c', 'C.')] },
    first,
    new Set([identity(draft('info', 'b', 'B.'))]),
    next,
  );
  expect(again.map(({ id, text }) => [id, text])).toEqual([
    [3, 'C.'],
    [1, 'A.'],
  ]);
});

test('a message whose figures alone have changed keeps its id, one about something else has its own', () => {
  let id = 0;
  const next = () => ++id;
  const at = (strike: string, expiry?: string) =>
    draft('warning', 'wings', `Fails from K ${strike}.`, { expiry: expiry ?? null });
  const other = draft('info', 'left', 'Nothing is left out.');
  const first = numbered({ ...NO_MESSAGES, fit: [at('105 175'), other] }, [], new Set(), next);
  const again = numbered({ ...NO_MESSAGES, fit: [at('104 950'), other] }, first, new Set(), next);
  expect(again.map(({ id, text }) => [id, text])).toEqual([
    [1, 'Fails from K 104 950.'],
    [2, 'Nothing is left out.'],
  ]);
  const elsewhere = numbered({ ...NO_MESSAGES, fit: [at('104 950', KEYS[0])] }, again, new Set(), next);
  expect(elsewhere.map(({ id }) => id)).toEqual([3]);
});

test('an issue leads to the expiry it names, by key or by instant', () => {
  const keys = new Set([KEYS[0] ?? '', `SPXW@${KEYS[1]}`]);
  const issue = (at: string) => ({ severity: 'info', code: 'forward-x', message: 'm', at }) as const;
  expect(
    issueDrafts([issue(KEYS[0] ?? ''), issue(KEYS[1] ?? ''), issue('row 7')], keys).map((d) => d.expiry),
  ).toEqual([KEYS[0], `SPXW@${KEYS[1]}`, null]);
});

test('an expiry that is too near and settling is let in by the settlement average as well, and that is said at once', async () => {
  const b = await opened();
  b.actions.setFilters({ expiryWithinHours: 24 * 7 });
  await b.settle();
  const { quotes, market, filtered } = b.state();
  if (quotes === null || market === null || filtered === null) throw new Error('no market');
  const books = market.books.map((book) => ({
    ...book,
    settlement: { window: years(30 / 525_600), inside: true, applied: false, fixed: 0 },
  }));
  const [said] = wholeExpiryDrafts(quotes, { ...market, books }, filtered);
  expect(said?.text).toMatch(
    /7 Aug 2026\. Expiry within in Filters lets them in, with Settlement average in Forwards where it is being averaged\.$/,
  );
});
