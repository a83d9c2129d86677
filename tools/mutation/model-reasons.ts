/** Why changes of the models that no test notices may stay; the first that fits says why. */
import type { Reason } from './reason.ts';

export const modelReasons: readonly Reason[] = [
  {
    file: /models\/sabr\//,
    on: /shift === 0|o === 0|o !== 0|theta\[BETA\] === 1/,
    why: 'a shorter way to the value that the general formula has there',
  },
  {
    file: /models\/sabr\/(stretch|smile-derivatives)\.ts$/,
    on: '!far',
    why: 'the flag spares work alone: without it nothing more is read',
  },
  {
    file: 'models/sabr/smile.ts',
    on: 'unread',
    why: 'variances that nobody reads; what is written past their room is dropped',
  },
  {
    file: /models\/sabr\//,
    was: /^(j \+ ALPHA|ALPHA \* size)$/,
    why: 'ALPHA is 0',
  },
  {
    file: 'models/sabr/backbone.ts',
    on: 'SERIES_REACH',
    why: 'the series and the closed form meet there to the last digits',
  },
  {
    file: /models\/(sabr\/separated|sabr\/smile)\.ts$/,
    on: /z > 0|z >= 0/,
    why: 'two forms of one logarithm, which differ in rounding alone',
  },
  {
    file: 'models/sabr/separated.ts',
    on: /determinant|xrr|qzz|qzr|qrr|hrr|hll|TOLERANCE|sum < best|nextLambda|1e-15|!\(slope > 0\)|squares/,
    why: 'a step a little worse on the way to the same optimum; one that does not fall, or leaves the box, ends it',
  },
  {
    file: /models\/(sabr|ssvi)\/guess\.ts$/,
    on: /ridge|NARROW|right|vol\(|share = -low/,
    why: 'where the quotes are weighed from, and a ridge that tells their moments apart: a guess a little worse',
  },
  {
    file: 'models/sabr/coordinates.ts',
    on: /out\[BETA\] === theta|leastAt\(x, -1, 1\)/,
    why: 'a short way: carried to where it stands a smile is the same, and halved from one it comes back to one',
  },
  {
    file: 'models/sabr/coordinates.ts',
    on: /c >= 0|position\[|beta >= 0|shift >= 0/,
    why: 'what is held has the place -1, at which a typed array takes nothing',
  },
  {
    file: 'models/sabr/coordinates.ts',
    on: /draw|levelAtTheMoney/,
    why: 'a start a little worse where a shift bends the strikes, or where the correction hardly counts',
  },
  {
    file: 'models/heston/starts.ts',
    on: /right|clamped|share|b > a|determinant|unit/,
    why: 'past the end of a typed array nothing is below zero; the slope weighs its quotes a little otherwise',
  },
  {
    file: 'models/svi/fukasawa.ts',
    on: /slope|next|moved|wing|straight|flat|square|side|rise|isBelow|width|lowest|firstPlace/,
    why: "another start, or a step of Newton's method that its bracket mends: the same root to its last digits",
  },
  {
    file: 'models/svi/no-butterfly.ts',
    why: 'what one condition lets through another stops: below the threshold the interval is empty, beyond it sigma* infinite',
  },
  {
    file: 'models/svi/least-sigma.ts',
    on: /centre|near|far|peak|g2 < 0|return;|fall/,
    why: 'another bracket about the same peak',
  },
  {
    file: 'models/ssvi/butterfly-bound.ts',
    on: /NODES|step|next|left|right|last|here|m - [ab]|Math\.sin/,
    why: 'other places on the way to the same least, which is known to the square of its place',
  },
  {
    file: 'models/ssvi/calendar-domain.ts',
    on: 'n - 1',
    why: 'past the end of a typed array nothing is read or written',
  },
  {
    file: 'models/ssvi/ssvi-coordinates.ts',
    on: /j > 0|n \+ 1 \+ j|s === 0|slice\(/,
    why: 'clipped once more in the end, or read no further than the coordinates go',
  },
  {
    file: 'models/ssvi/slice-coordinates.ts',
    on: 'slice(0, 2)',
    why: 'the range of psi, which these coordinates do not read, is worked out as well',
  },
  {
    file: 'models/ssvi/smile.ts',
    on: 's >= 0',
    why: 'two forms of one sum, of which the first cancels in steep falling wings alone',
  },
  {
    file: 'models/svi/wing-coordinates.ts',
    on: /fixed|heldSkew|depth > 0/,
    why: 'which of two coupled coordinates gives way, or a held one moved onto itself: the domain is kept as well',
  },
  {
    file: 'models/svi/coordinates.ts',
    on: /b === null|a === null|out\[0\] = 1|\} else \{|b\.fixed === null/,
    why: 'read or moved only where that parameter is free; along a held one no step is taken',
  },
  {
    file: /models\/(svi\/(wing-)?coordinates|sabr\/coordinates|sabr\/guess|ssvi\/guess)\.ts$/,
    on: /1e-9|1e-6|1e-300|MIN_VARIANCE \/ 2/,
    why: 'a margin for rounding on the other side of an end that no point stands on',
  },
  {
    file: 'models/svi/coordinates.ts',
    on: /span/,
    why: 'another range of sigma around the same quotes',
  },
  {
    file: 'models/svi/linear-part.ts',
    on: /putLeaves|callLeaves|put !== e - d|call !== e \+ d/,
    why: 'a slope inside its box is solved for once more as if it were tied, and the better of the two is taken',
  },
  {
    file: 'models/svi/linear-part.ts',
    on: 'LEAST_PIVOT',
    why: 'between a curve and a line lie many orders of rounding',
  },
  {
    file: 'models/svi/linear-part.ts',
    on: 'skr - 2 * sky',
    why: 'only which of two sums is less is asked',
  },
  {
    file: 'models/svi/separated.ts',
    on: /side \* (rp|square)/,
    why: 'the residual along R is the gradient in the vertex, and nought where it is',
  },
  {
    file: 'models/svi/separated.ts',
    on: /place[MS] [<>]=|holdM|holdS|placeM \+ stepM|told|LEAST_SLOPE|MOST_SLOPE/,
    why: 'a vertex at its bound, or a slope just beyond it, is kept there by the clip as well',
  },
  {
    file: 'models/svi/separated.ts',
    on: 'MIN_VARIANCE',
    why: 'the coordinates that take the result up refuse what is below it too',
  },
  {
    file: 'models/svi/raw.ts',
    on: /SVI_SIZE|o \+ 2/,
    why: 'of one strike alone the rows before the first are not written',
  },
  {
    file: 'models/sabr/at-the-money.ts',
    on: /c3 === 0|discriminant|bend|peak|root === null/,
    why: "the bracket of the first root is found by doubling as well; the parabola's root is the cubic's",
  },
  {
    file: 'models/sabr/separated.ts',
    on: /level|bestLambda|\[lambda, rho\]/,
    why: 'the last step is below the error that is asked for; a level without alpha is left to the general path',
  },
  {
    file: 'models/sabr/guess.ts',
    on: /m[0-4] \*|c[0-2][0-2]|HALVINGS|level === null|nu \*=/,
    why: 'on quotes that stand evenly about the money the odd moments are nought: a guess a little worse',
  },
  {
    file: 'models/ssvi/guess.ts',
    on: 'Math.exp(-0.5',
    why: 'a parabola is met by any weights: a guess a little worse where the quotes are none',
  },
  {
    file: 'models/heston/characteristic-smile.ts',
    on: /same|a\[i\]|return true|RESOLVED|STEP|far\.length/,
    why: 'a smile made anew, or a difference where the formula would do: the same numbers to their digits',
  },
  {
    file: /models\/(svi\/strict-coordinates|heston\/characteristic-smile)\.ts$/,
    on: /last|smile === null/,
    why: 'what is kept from the last point is made anew with the same numbers',
  },
  {
    file: /models\//,
    was: /^2 \* side( \* \w+)?$|^side \* \w+$|\* side$/,
    became: /\//,
    why: 'a side is 1 or -1, whose product is its quotient',
  },
  {
    file: /models\//,
    mutator: 'ObjectLiteral',
    became: '{}',
    was: /NaN|: 0/,
    why: 'what an evaluation works in: written before it is read',
  },
  {
    file: /models\//,
    mutator: 'ConditionalExpression',
    on: /> (vol|columns\.root|unread|scratch\[0\])\.length|scratch\[0\]\.length >=/,
    why: 'room made anew where there is enough',
  },
  {
    file: 'models/svi/separated.ts',
    on: /gauss|damping|LEAST_CURVATURE|ratio|promised|full|isLast/,
    why: 'a step or a damping a little worse on the way to the same optimum',
  },
];
