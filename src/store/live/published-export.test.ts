import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import {
  fitFileText,
  parseFitFile,
  settingsFromFitFile,
  slicesFromFitFile,
} from '#exporters/fit-json/parse.ts';
import { exporterById, exporters } from '#exporters/index.ts';
import { modelById, models } from '#models/index.ts';
import { smallestG } from '#surface/durrleman.ts';
import { smileOf } from '#surface/moved-smile.ts';
import { quickSettings } from '#testing/held-law.ts';
import { schemaErrors } from '#testing/json-schema.ts';
import { movedFit } from '#testing/moved-fit.ts';
import { publishedExport } from './published-export.ts';

const schema = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../public/schema/fit-1.json'), 'utf8'),
);
const MAPS = ['vertical', 'standardised'] as const;

const write = (id: string, of: Parameters<NonNullable<ReturnType<typeof exporterById>>['write']>[0]) =>
  exporterById(id)!.write(of);

function csv(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trimEnd().split('\r\n');
  const cells = (line: string) =>
    line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, ''));
  return lines.map((line) =>
    Object.fromEntries(head.split(',').map((name, i) => [name, cells(line)[i] ?? ''])),
  );
}

/** A law has one way to move. */
const all = models.flatMap(({ id, variances }) =>
  MAPS.slice(variances === undefined ? 0 : 1).map((map) => [id, map] as const),
);

test.each(all)(
  'the fit file of %s moved (%s) says what it has moved from and keeps to its schema',
  (id, map) => {
    const { fit, published, moved } = movedFit({ map }, quickSettings(id));
    const text = write('fit-json', moved);
    const read = parseFitFile(text);
    if (!read.ok) throw new Error(read.error.message);
    const file = read.value;
    expect(fitFileText(file)).toBe(text);
    expect(schemaErrors(schema, JSON.parse(text))).toEqual([]);
    expect(settingsFromFitFile(file).settings).toEqual(fit.settings);
    expect(Date.parse(file.source.asOf)).toBe(fit.market.asOf + 600_000);
    expect(Date.parse(file.moved!.fitAsOf)).toBe(fit.market.asOf);
    expect(Date.parse(file.moved!.publishedAt!)).toBe(fit.market.asOf + 600_000);
    expect(file.moved!.model).toBe(id);

    const smiles = slicesFromFitFile(file);
    let compared = 0;
    published.result.slices.forEach((slice, i) => {
      const { theta, key, moved: move } = slice;
      if (theta === null) return;
      const was = file.moved!.slices[key]!;
      expect(was.scalar).toBeCloseTo(Math.exp(0.07), 14);
      expect(was.factor).toBeCloseTo((Math.exp(0.14) * slice.t) / move!.from.t, 12);
      expect(Object.values(was.parameters)).toEqual([...fit.result.slices[i]!.theta!]);
      const told = file.slices.find(({ expiry }) => Date.parse(expiry) === slice.expiry)!;
      // Nothing of the full fit alone is claimed; what is claimed of quotes is of those of now.
      expect([
        told.standardErrors === null || Object.values(told.standardErrors).every((e) => e === null),
      ]).toEqual([true]);
      expect([told.covariance, told.looRmseVol, told.stop, told.iterations, told.forwardStdError]).toEqual([
        null,
        null,
        null,
        0,
        null,
      ]);
      expect([told.rmseVol, told.insideSpread]).toEqual([slice.rmseVol, slice.insideSpread]);
      expect(told.rmseVol).not.toBe(fit.result.slices[i]!.rmseVol);
      if (told.parameters === null) {
        expect(modelById(id)!.label).toMatch(/^SABR/);
        expect(told.message).toContain('has no parameters for smiles that scalars have moved');
        return;
      }
      const own = smiles[key]!;
      const w = new Float64Array(slice.modelVol.length);
      modelById(file.model.id)!.smile(own).totalVariance(own.theta, published.request.slices[i]!.k, w);
      w.forEach((value, q) => {
        expect(Math.sqrt(value / own.t) / slice.modelVol[q]!).toBeCloseTo(1, 11);
        compared++;
      });
    });
    if (!id.startsWith('sabr')) expect(compared).toBeGreaterThan(20);
  },
);

test.each(all)(
  'grid, quotes and parameters of %s moved (%s) are of now, with the scalar and the full fit',
  (id, map) => {
    const { fit, published, moved } = movedFit({ map }, quickSettings(id));
    const model = modelById(id)!;
    const slices = published.result.slices.filter(({ theta }) => theta !== null);
    const of = (row: Record<string, string>) =>
      slices.find(({ expiry }) => expiry === Date.parse(row['expiry']!))!;
    const said = (row: Record<string, string>) =>
      expect([row['asOf'], row['fitAsOf'], Number(row['scalar'])]).toEqual([
        new Date(fit.market.asOf + 600_000).toISOString(),
        new Date(fit.market.asOf).toISOString(),
        Math.exp(0.07),
      ]);

    const grid = csv(write('grid-csv', moved));
    for (const row of grid.filter((_, i) => i % 7 === 0)) {
      const slice = of(row);
      said(row);
      const w = new Float64Array(1);
      smileOf(model, slice).totalVariance(slice.theta!, Float64Array.of(Number(row['k'])), w);
      expect(Number(row['totalVariance']) / w[0]!).toBeCloseTo(1, 12);
      expect(Number(row['strike'])).toBeCloseTo(slice.forward * Math.exp(Number(row['k'])), 6);
    }
    const used = csv(write('quotes-csv', moved)).filter(({ status }) => status === 'used');
    expect(used.length).toBeGreaterThan(20);
    for (const row of used) {
      const slice = of(row);
      said(row);
      const vols = Array.from(slice.modelVol);
      expect(Math.min(...vols.map((vol) => Math.abs(vol - Number(row['modelVol']))))).toBeLessThan(1e-12);
    }
    const rows = csv(write('parameters-csv', moved));
    for (const row of rows.filter((each) => of(each) !== undefined)) {
      said(row);
      const has = Object.keys(moved.moved!.slices).every((key) => moved.moved!.slices[key]!.theta !== null);
      const [first = ''] = modelById(moved.moved!.model)!.parameters.map(({ name }) => name);
      expect(row[first] === '').toBe(!has);
      expect(row[`${first}StdError`]).toBe('');
    }
  },
);

test('arbitrage is looked for in the moved smiles: what is lifted beyond its cap is said to have butterflies', () => {
  const { fit, moved } = movedFit({ published: 0.8 });
  const file = JSON.parse(write('fit-json', moved));
  const [before] = fit.result.slices;
  const [slice] = moved.result.slices;
  const own = moved.moved!.slices[slice!.key]!.theta!;
  const [low, high] = slice!.arbitrage!.kRange;
  const g = smallestG(modelById('svi')!.smile(slice!), own, low, high, 6001);
  expect(file.slices[0].arbitrage.minG).toBeCloseTo(g.value, 9);
  expect(file.slices[0].arbitrage.minG).toBeLessThan(before!.arbitrage!.minG);
  expect(file.summary.butterflyFree).toBe(
    moved.result.slices.every(({ arbitrage }) => (arbitrage?.minG ?? 0) >= -1e-12),
  );
});

test('what is described of a moved surface is what is written', () => {
  const { moved, published } = movedFit({ drift: 1.02 });
  const outline = publishedExport(published, 'described')!;
  for (const exporter of exporters)
    expect(exporter.describe({ ...moved, ...outline })).toBe(exporter.describe(moved));
});

test('a sentence before the download says what a moved surface has and has not', () => {
  const says = (id: string, of: string) => exporterById(of)!.describe(movedFit({}, quickSettings(id)).moved);
  expect(says('svi', 'parameters-csv')).toContain('parameters as moved, scalar');
  expect(says('sabr', 'parameters-csv')).toMatch(
    /SABR.* has no parameters for smiles that scalars have moved\.$/,
  );
  expect(says('sabr', 'fit-json')).toMatch(/has no parameters for smiles that scalars have moved\.$/);
  expect(says('svi', 'quantlib-python')).toContain('moved smiles by');
});
