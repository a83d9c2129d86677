import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { models } from '#models/index.ts';
import { EVERY_SETTING, smallFit } from '#testing/fit-export.ts';
import type { FitExport } from './exporter.ts';
import { exporterById, exporters } from './index.ts';

const fits: Readonly<Record<string, FitExport>> = {
  'every setting': smallFit(EVERY_SETTING),
  ...Object.fromEntries(models.map(({ id, label }) => [label, smallFit({ ...DEFAULT_SETTINGS, model: id })])),
};

test('ids, labels and extensions differ', () => {
  for (const of of ['id', 'label', 'extension'] as const) {
    expect(new Set(exporters.map((exporter) => exporter[of])).size).toBe(exporters.length);
  }
  expect(exporters.map(({ label }) => label)).toEqual([
    'Fit (JSON)',
    'Parameters (CSV)',
    'Grid (CSV)',
    'Quotes (CSV)',
    'QuantLib (Python)',
  ]);
  expect(exporterById('fit-json')).toBe(exporters[0]);
  expect(exporterById('none')).toBeUndefined();
});

for (const exporter of exporters) {
  for (const [name, fit] of Object.entries(fits)) {
    test(`${exporter.id} of ${name}: same bytes twice, no NaN or Infinity, a sentence before it`, () => {
      const text = exporter.write(fit);
      expect(exporter.write(fit)).toBe(text);
      expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
      expect(text.endsWith('\n')).toBe(true);
      expect(exporter.describe(fit)).toMatch(/^(\d+ \S+).*\.$/);
    });
  }

  test(`${exporter.id} runs no formula smuggled in as an instrument name`, () => {
    const text = exporter.write(smallFit(DEFAULT_SETTINGS, undefined, (symbol) => `=${symbol}\n@`));
    if (exporter.mediaType !== 'text/csv') return;
    for (const cell of text.split(/[\r\n,]+/)) expect(cell).not.toMatch(/^"?=/);
  });
}

test('what is said before a fit file is what lies in it', () => {
  for (const { id, label } of models) {
    const fit = fits[label]!;
    const file = JSON.parse(exporters[0]!.write(fit));
    const fitted = file.slices.filter(({ status }: { status: string }) => status !== 'failed');
    const [own, shared] = [fitted[0].parameters, file.surfaceParameters?.parameters];
    const says = exporters[0]!.describe(fit);
    expect([id, says.match(/^(\d+) expir/)?.[1]]).toEqual([id, String(fitted.length)]);
    const each = own === null ? undefined : String(Object.keys(own).length);
    expect([id, says.match(/× (\d+) parameters/)?.[1]]).toEqual([id, each]);
    const board = shared === undefined ? undefined : String(Object.keys(shared).length);
    expect([id, says.match(/(\d+) parameters of the board/)?.[1]]).toEqual([id, board]);
    const failed = file.slices.length - fitted.length;
    expect([id, says.match(/, (\d+) not fitted/)?.[1] ?? '0']).toEqual([id, String(failed)]);
  }
});
