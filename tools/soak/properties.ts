import type { SoakOptions, SoakResult } from './check.ts';
import { calibrationProperties } from './properties/calibration.ts';
import { fitProperties } from './properties/fits.ts';
import { marketProperties } from './properties/market.ts';
import { mathProperties } from './properties/math.ts';
import { modelProperties } from './properties/models.ts';
import { pricingProperties } from './properties/pricing.ts';
import type { Property } from './properties/property.ts';
import { residualProperties } from './properties/residuals.ts';
import { sabrProperties } from './properties/sabr.ts';
import { ssviProperties } from './properties/ssvi.ts';
import { surfaceProperties } from './properties/surface.ts';
import { sviProperties } from './properties/svi.ts';
import { textProperties } from './properties/texts.ts';
import { trackingProperties } from './properties/tracking.ts';

/** Every property, room by room. */
export const properties: readonly Property[] = [
  ...mathProperties,
  ...pricingProperties,
  ...modelProperties,
  ...sviProperties,
  ...ssviProperties,
  ...sabrProperties,
  ...marketProperties,
  ...surfaceProperties,
  ...residualProperties,
  ...calibrationProperties,
  ...trackingProperties,
  ...textProperties,
  ...fitProperties,
];

/** Draws `count` cases of every property. */
export async function drawnProperties({ count, seed, tell }: SoakOptions): Promise<SoakResult> {
  const faults: string[] = [];
  for (const property of properties) {
    const began = performance.now();
    const fault = await property.run(count, seed);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    tell(`${fault === null ? 'holds' : 'FAILS'}  ${seconds.padStart(6)} s  ${property.name}`);
    if (fault !== null) faults.push(fault);
  }
  return {
    figures: { properties: properties.length, cases: count * properties.length, faults: faults.length, seed },
    faults,
  };
}
