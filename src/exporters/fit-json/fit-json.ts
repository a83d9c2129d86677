import { counted, type Exporter, withoutParameters } from '#exporters/exporter.ts';
import { modelById } from '#models/index.ts';
import { jsonText } from './json-text.ts';
import { fitFile } from './write.ts';

/** The fit file: source, settings and result of one fit, complete enough to be fitted again. */
export const fitJson: Exporter = {
  id: 'fit-json',
  label: 'Fit (JSON)',
  extension: 'fit.json',
  mediaType: 'application/json',
  describe(fit) {
    const { result, working, moved } = fit;
    if (moved !== undefined) {
      const none = withoutParameters(fit);
      const expiries = counted(result.slices.length, 'expiry', 'expiries');
      return none === null
        ? `${expiries} by the parameters of their moved smiles, with the full fit and its scalars; opens here again.`
        : `${expiries} by their scalars and the parameters of the full fit. ${none}`;
    }
    const parameters = modelById(result.model)?.parameters.length ?? 0;
    return `${counted(result.slices.length, 'expiry', 'expiries')} × ${counted(parameters, 'parameter', 'parameters')} with errors; opens here again.${standing(working)}`;
  },
  write: (fit) => jsonText(fitFile(fit)),
};

/** Whether the file holds what was accepted. */
function standing(working: number | undefined): string {
  if (working === undefined) return '';
  return working === 0
    ? ' As accepted.'
    : ` Worked on: ${counted(working, 'expiry differs', 'expiries differ')} from the kept fit.`;
}
