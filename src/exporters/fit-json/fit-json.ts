import type { Exporter } from '#exporters/exporter.ts';
import { jsonText } from './json-text.ts';
import { fitFile } from './write.ts';

/** The fit file: source, settings and result of one fit, complete enough to be fitted again. */
export const fitJson: Exporter = {
  id: 'fit-json',
  label: 'Fit (JSON)',
  extension: 'fit.json',
  mediaType: 'application/json',
  describe({ result }) {
    const n = result.slices.length;
    return `Parameters with errors, arbitrage figures and every setting of ${n} ${n === 1 ? 'expiry' : 'expiries'}, ready to be opened here again.`;
  },
  write: (fit) => jsonText(fitFile(fit)),
};
