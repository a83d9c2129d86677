import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { modelById } from '#models/index.ts';

/** A law of each parameter that Heston and Bates have between them. */
const HELD: Readonly<Record<string, number>> = {
  v0: 0.1,
  kappa: 3,
  theta: 0.12,
  sigma: 0.9,
  rho: -0.3,
  lambda: 0.4,
  muJ: -0.1,
  sigmaJ: 0.2,
};

/** Settings under which a model is fitted where its fit is not what is looked at: a law is held. */
export function quickSettings(id: string): FitSettings {
  const model = modelById(id)!;
  const held = 'characteristic' in model ? model.parameters : [];
  const parameters = Object.fromEntries(
    held.map(({ name }) => [name, { fixed: true, value: HELD[name]! }] as const),
  );
  return { ...DEFAULT_SETTINGS, model: id, all: { ...DEFAULT_SETTINGS.all, parameters } };
}
