import type { SliceModel } from '#models/model.ts';
import { type BackboneFunction, haganBackbone, oblojBackbone } from './backbone.ts';
import { sabrCoordinates } from './coordinates.ts';
import { guessSabr } from './guess.ts';
import { sabrParameters } from './parameters.ts';
import { approachLognormal } from './separated.ts';
import { sabrSmile } from './smile.ts';

function sabrModel(
  id: string,
  label: string,
  backbone: BackboneFunction,
  references: readonly string[],
): SliceModel {
  return {
    id,
    label,
    scope: 'slice',
    references,
    parameters: sabrParameters,
    views: [],
    minQuotes: sabrParameters.length,
    guess: guessSabr,
    approach: approachLognormal,
    smile: (at) => sabrSmile(backbone, at),
    coordinates: sabrCoordinates,
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
