import { counted, type Exporter } from '#exporters/exporter.ts';
import { modelById } from '#models/index.ts';
import { jsonText } from './json-text.ts';
import { fitFile } from './write.ts';

/** The fit file: source, settings and result of one fit, complete enough to be fitted again. */
export const fitJson: Exporter = {
  id: 'fit-json',
  label: 'Fit (JSON)',
  extension: 'fit.json',
  mediaType: 'application/json',
  describe({ result }) {
    const parameters = modelById(result.model)?.parameters.length ?? 0;
    return `${counted(result.slices.length, 'expiry', 'expiries')} × ${counted(parameters, 'parameter', 'parameters')} with errors; opens here again.`;
  },
  write: (fit) => jsonText(fitFile(fit)),
};
