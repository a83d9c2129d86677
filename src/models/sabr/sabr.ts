import type { SmileAt, VolModel } from '#models/model.ts';
import { type BackboneFunction, haganBackbone, oblojBackbone } from './backbone.ts';
import { sabrParameters } from './parameters.ts';
import { sabrSmile } from './smile.ts';
import { NU } from './terms.ts';

/** nu^2 T from which a series in it says little. */
const MOST_NU_SQUARED_T = 1;

function caution(theta: Float64Array, { t }: SmileAt): string | null {
  const expansion = theta[NU]! ** 2 * t;
  return expansion <= MOST_NU_SQUARED_T
    ? null
    : `nu² T is ${expansion.toFixed(2)}: the formula expands in it, and above 1 is an interpolation of the quotes and no model of them.`;
}

function sabrModel(
  id: string,
  label: string,
  backbone: BackboneFunction,
  references: readonly string[],
): VolModel {
  return {
    id,
    label,
    scope: 'slice',
    references,
    parameters: sabrParameters,
    views: [],
    minQuotes: sabrParameters.length,
    penalisedOnly: true,
    smile: (at) => sabrSmile(backbone, at),
    caution,
  };
}

const HAGAN =
  'P. Hagan, D. Kumar, A. Lesniewski and D. Woodward, Managing smile risk, Wilmott Magazine, 2002';
const START = "F. Le Floc'h and G. Kennedy, Explicit SABR calibration through simple expansions, 2014";

/** SABR by the expansion of Hagan et al. */
export const sabr = sabrModel('sabr', 'SABR', haganBackbone, [HAGAN, START]);

/** SABR by Obloj's expansion, whose leading order holds at every strike; the same smile where beta is 1. */
export const sabrObloj = sabrModel('sabr-obloj', 'SABR (Obłój)', oblojBackbone, [
  'J. Obłój, Fine-tune your smile: correction to Hagan et al., Wilmott Magazine, 2008',
  HAGAN,
  START,
]);
