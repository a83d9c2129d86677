import { counted, type Exporter, type FitExport, withoutParameters } from '#exporters/exporter.ts';
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
    return `${expiriesTold(fit)}; opens here again.${standing(working)}`;
  },
  write: (fit) => jsonText(fitFile(fit)),
};

/** Fitted expiries with the parameters each has in the file, those that all of them share, and how many are not fitted. */
function expiriesTold({ result: { model: id, slices, surface } }: FitExport): string {
  const model = modelById(id);
  const fitted = slices.filter(({ status, theta }) => status !== 'failed' && theta !== null).length;
  const failed = slices.length > fitted ? `, ${slices.length - fitted} not fitted` : '';
  const expiries = counted(fitted, 'expiry', 'expiries');
  const parameters = (n: number) => counted(n, 'parameter', 'parameters');
  const own = model?.scope === 'surface' ? model.told?.parameters : model?.parameters;
  const shared = surface === null ? '' : `${parameters(surface.parameters.length)} of the board`;
  if (own === undefined) return `${expiries} by ${shared || 'no parameters'} with errors${failed}`;
  const beside = shared === '' ? '' : ` and ${shared}`;
  return `${expiries} × ${parameters(own.length)}${beside} with errors${failed}`;
}

/** Whether the file holds what was accepted. */
function standing(working: number | undefined): string {
  if (working === undefined) return '';
  return working === 0
    ? ' As accepted.'
    : ` Worked on: ${counted(working, 'expiry differs', 'expiries differ')} from the kept fit.`;
}
