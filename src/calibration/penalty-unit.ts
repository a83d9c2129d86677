/**
 * Weight of a penalty of strength 1 against squared vol points, so that the top strength, 10 000, leaves
 * no more than rounding of the violations that real boards have and 1 hardly moves a fit.
 */
export const PENALTY_UNIT = 100;
