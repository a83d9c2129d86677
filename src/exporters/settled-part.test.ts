import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { ExpiryBook } from '#market/book.ts';
import { smallFit } from '#testing/fit-export.ts';
import { schemaErrors } from '#testing/json-schema.ts';
import type { FitExport } from './exporter.ts';
import { fitFileText, parseFitFile } from './fit-json/parse.ts';
import { exporterById, exporters } from './index.ts';

const SETTLED = 41_800.5;
const KEY = '2026-08-07T08:00:00.000Z';
const schema = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../public/schema/fit-1.json'), 'utf8'),
);

function withBook(change: (book: ExpiryBook) => Partial<ExpiryBook>): FitExport {
  const fit = smallFit();
  const books = fit.market.books.map((book) =>
    new Date(book.expiry).toISOString() === KEY ? { ...book, ...change(book) } : book,
  );
  return { ...fit, market: { ...fit.market, books } };
}

const settling = withBook(({ t, strike, forward }) => ({
  settlement: { window: t as never, inside: true, applied: true, fixed: SETTLED },
  k: strike.map((each) => Math.log((each - SETTLED) / (forward.value - SETTLED))),
}));

function table(id: string, fit: FitExport): Record<string, string>[] {
  const [head = [], ...rows] = exporterById(id)!
    .write(fit)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

test('inside a settlement window the strikes of the grid are those of the contract, and every table says what is fixed', () => {
  const of = (rows: Record<string, string>[]) => rows.filter(({ expiry }) => expiry === KEY);
  const grid = of(table('grid-csv', settling));
  expect(grid.length).toBeGreaterThan(30);
  for (const { k, strike } of grid)
    expect(Number(strike)).toBeCloseTo(SETTLED + (62_723.75 - SETTLED) * Math.exp(Number(k)), 6);
  for (const { strike, forward, k, settledPart } of of(table('quotes-csv', settling))) {
    const fixed = Number(settledPart);
    expect(Number(k)).toBeCloseTo(Math.log((Number(strike) - fixed) / (Number(forward) - fixed)), 12);
  }
  expect(of(table('parameters-csv', settling))[0]!['settledPart']).toBe(String(SETTLED));
  expect(table('parameters-csv', settling).at(-1)!['settledPart']).toBe('');
  const script = exporterById('quantlib-python')!.write(settling);
  expect(script).toContain(`"settled": ${SETTLED},`);
  expect(script).toContain('volatility(forward * (strike - settled) / (forward - settled))');
});

test('nothing is said of what is fixed where nothing is', () => {
  for (const exporter of exporters) expect(exporter.write(smallFit())).not.toMatch(/settledPart|unsettled/);
});

test('a fit file with a settled part, and one of American options, obeys the published schema and comes back', () => {
  const american = withBook(({ forward }) => ({
    forward: { ...forward, exercise: { rate: 0.04, spot: 62_700, yield: -0.007 } as never },
  }));
  for (const [fit, field] of [
    [settling, { settledPart: SETTLED }],
    [american, { earlyExercise: { spot: 62_700, yield: -0.007 } }],
  ] as const) {
    const text = exporterById('fit-json')!.write(fit);
    expect(JSON.parse(text).slices[0]).toMatchObject(field);
    expect(schemaErrors(schema, JSON.parse(text))).toEqual([]);
    const parsed = parseFitFile(text);
    expect(parsed.ok && fitFileText(parsed.value)).toBe(text);
  }
});
