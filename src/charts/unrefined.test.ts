import { expect, test } from 'vitest';
import { unrefined } from './unrefined.ts';

/** A kind of trace that notes on how many points it is drawn and how often it is traced for lines, as the library's surface does. */
function refining() {
  const drawn: number[] = [];
  const noted = { traced: 0 };
  const module = {
    name: 'surface',
    plot(_scene: unknown, data: unknown) {
      const trace = {
        refineData: true,
        dataScaleX: 1,
        dataScaleY: 1,
        update(points: unknown) {
          if (trace.refineData) trace.dataScaleX = 2;
          drawn.push(Number(points) * trace.dataScaleX);
        },
        setContourLevels() {
          noted.traced++;
        },
      };
      trace.update(data);
      return trace;
    },
  };
  return { module, drawn, noted };
}

test('a surface is drawn on the points it is given, the first time and every other', () => {
  const { module, drawn } = refining();
  const trace = unrefined(module).plot(null, 61);
  trace.update(62);
  expect(drawn.slice(1)).toEqual([61, 62]);
});

test('its lines are traced once a figure, however often it is turned', () => {
  const { module, noted } = refining();
  const trace = unrefined(module).plot(null, 61);
  for (let frame = 0; frame < 10; frame++) trace.setContourLevels();
  expect(noted.traced).toBe(1);
  trace.update(62);
  for (let frame = 0; frame < 10; frame++) trace.setContourLevels();
  expect(noted.traced).toBe(2);
});

test('all else of the kind of trace stays', () => {
  expect(unrefined(refining().module).name).toBe('surface');
});
