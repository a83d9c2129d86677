import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { models } from '#models/index.ts';
import { EVERY_SETTING, smallFit } from '#testing/fit-export.ts';
import { exporterById, exporters } from './index.ts';

const fits = {
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
