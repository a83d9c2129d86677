/** Why a change that no test notices may stay. */
import { calibrationReasons } from './calibration-reasons.ts';
import { modelReasons } from './model-reasons.ts';
import type { Reason } from './reason.ts';

interface Change {
  readonly file: string;
  /** The whole line it begins on. */
  readonly text: string;
  readonly mutator: string;
  readonly was: string;
  readonly became: string;
}

const matches = (text: string, pattern: string | RegExp | undefined): boolean =>
  pattern === undefined || (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text));

/** The first that fits says why: the special ones stand before the general ones. */
const reasons: readonly Reason[] = [
  {
    file: 'math/least-squares.ts',
    on: /scratch\.(h|factor)\.length/,
    why: 'only when the shared store is made anew, larger than it need be or as large as it is',
  },
  {
    file: 'math/least-squares.ts',
    on: 'hinges === undefined ?',
    why: 'a store of its own instead of one that is shared, with the same content',
  },
  {
    file: /math\/(least-squares|quasi-newton)\.ts$/,
    on: /low === high|lower\[i\] === upper\[i\]/,
    why: 'a variable without room is at both bounds, and held by its slope; without slope it has no step',
  },
  {
    file: 'math/least-squares.ts',
    on: /rise|rows\.at|there|inside|low === 1|look|isFirst|slope < 0|t === 0|round/,
    why: 'a step on the way to the least of the model, which the later rounds and the gain ratio correct',
  },
  {
    file: 'math/least-squares.ts',
    on: 'return false;',
    why: 'the matrix plus damping is positive definite: elimination fails only where the problem gives numbers that are none',
  },
  {
    file: 'math/quasi-newton.ts',
    on: /room|to < low|to > high/,
    why: 'the fall back of Morales and Nocedal for a projected step that does not descend, which no test problem needs',
  },
  {
    file: /^src\/(math\/(root-finding|wolfe-search|least-squares|gauss-legendre)|pricing\/normalised-vol|models\/)/,
    mutator: 'UpdateOperator',
    on: /\bfor \(/,
    why: 'the loop ends by its tolerance long before its count',
  },
  {
    file: 'math/least-squares.ts',
    on: 'length',
    why: 'asked is only whether the step has a length, which its largest part says too',
  },
  {
    file: 'math/root-finding.ts',
    on: /fa \* fb|fb === 0/,
    why: 'a quotient has the sign of the product, and a bracket about a zero that is met closes on it',
  },
  {
    file: 'math/root-finding.ts',
    on: /step = b - a|let step/,
    why: 'the first step is by bisection or overwritten; only its size is compared',
  },
  {
    file: 'math/gauss-legendre.ts',
    on: /cosine|round|Number\.EPSILON/,
    why: "Newton's method comes to the same zero from any start near it and by any number of further rounds",
  },
  {
    file: 'math/gauss-legendre.ts',
    on: /kept|legendre = /,
    why: 'a rule that is made anew has the same numbers; the value is written before it is read',
  },
  {
    file: 'math/student-t.ts',
    on: /1188|FRACTION_STEPS|factor - 1|- 15\)|1e-12|y === 0|a \+ b \+ 2/,
    why: 'below the ten digits that are promised, or another form of the same value',
  },
  {
    file: 'math/student-t.ts',
    on: /!\(p > 0 && p < 1|p === 0\.5|Math\.max\(1,/,
    why: 'the normal quantile it begins with is already none, zero or a start as good',
  },
  {
    file: 'math/wolfe-search.ts',
    on: 'share === share',
    why: 'costs and slopes between which the cubic has no least are halved by its limits as well',
  },
  {
    file: 'math/wolfe-search.ts',
    on: 'high.a - low.a',
    why: 'only the sign is asked, and the lower place of two is mostly the nearer one',
  },
  {
    file: 'math/wolfe-search.ts',
    on: /last\.a >= most|1 - MARGIN/,
    why: 'the next look would be at the same place; no least of a cubic lies so near its far end',
  },
  {
    file: 'math/wolfe-search.ts',
    on: /next === low\.a|last\.a === low\.a|low\.a === 0/,
    why: 'the place is looked at once more and is the same',
  },
  {
    file: 'math/normal-equations.ts',
    on: /p === 5|\{$/,
    why: 'the general sums give what the unrolled ones give',
  },
  {
    file: 'math/symmetric.ts',
    on: /off|apq === 0|theta/,
    why: 'rotations of a matrix that is already diagonal change nothing; further sweeps neither',
  },
  {
    file: 'math/symmetric.ts',
    on: 'let i = n - 1',
    why: 'rows past the end of a typed array are neither read nor written',
  },
  {
    file: /math\/(normal|erf)\.ts$/,
    on: /> -39|< 39|> 28|-26\.7|p >= 0 && p <= 1/,
    why: 'a short way to the value that the formula overflows, underflows or fails to anyway',
  },
  {
    file: 'pricing/black76.ts',
    on: 't - h > 1',
    why: 'the logarithm of the same value by its other form',
  },
  {
    file: 'pricing/normalised-vol.ts',
    on: /g[345]|r[0123]|c[345]|a2|eta|g2|discriminant|0\.85|LAST_STEP|halley|0\.2/,
    why: 'a guess or a step a little worse, which the next step makes good',
  },
  {
    file: 'pricing/normalised-vol.ts',
    on: /y9|y11|y8|y10|t < 0\.02|-600|b <= q/,
    why: 'below rounding, or another form of the same value',
  },
  {
    file: 'pricing/heston-moment.ts',
    on: /turn|j > 0/,
    why: 'the logarithm keeps its branch along the paths that prices take',
  },
  {
    file: 'pricing/heston-moment.ts',
    on: /SMALL|lr \* lr|\/ 6/,
    why: 'another form of the same value, which differs in rounding alone',
  },
  {
    file: 'pricing/lewis-price.ts',
    on: /EXCESS|early|serves|capacity|nodesNeeded|truncation|n === 0|spread/,
    why: 'other nodes, or nodes made anew: prices are the same to the tolerance',
  },
  {
    file: 'pricing/lewis-price.ts',
    on: /BLOCK/,
    why: 'strikes beyond the last are summed and dropped',
  },
  {
    file: 'pricing/contour-smile.ts',
    on: /PROBE|LEANS|RISE|NEGLIGIBLE|TURNS|GOLDEN|even|steps/,
    why: 'another contour or other phases: the integral is the same wherever it converges',
  },
  ...modelReasons,
  ...calibrationReasons,
  {
    file: 'math/banded.ts',
    on: /> half/,
    why: 'entries outside the band are zeros of the same sums',
  },
  {
    mutator: 'EqualityOperator',
    on: /\bfor \(/,
    was: /^\w+ < [\w.]+( >> 1)?$/,
    became: /<=/,
    why: 'one turn more: past the end of a typed array nothing is read or written, and a loop with a tolerance has ended',
  },
  {
    mutator: 'EqualityOperator',
    was: /[<>]/,
    became: /[<>]/,
    flips: true,
    why: 'differs only where both sides are equal to the last bit',
  },
];

/** `a < b` for `a <= b` and the like: the sense stays, the limit itself changes side. */
function isLimit(was: string, became: string): boolean {
  const senses = [was, became].map((code) => /[<>]=?/.exec(code)?.[0] ?? '');
  return senses[0] !== senses[1] && senses[0]?.[0] === senses[1]?.[0];
}

/** The reason of a change; null where nobody has said. */
export function reasonFor({ file, text, mutator, was, became }: Change): string | null {
  const found = reasons.find(
    (reason) =>
      matches(file, reason.file) &&
      matches(mutator, reason.mutator) &&
      matches(text, reason.on) &&
      matches(was, reason.was) &&
      matches(became, reason.became) &&
      (reason.flips !== true || isLimit(was, became)),
  );
  return found?.why ?? null;
}
