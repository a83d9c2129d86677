/** Why a change that no test notices may stay. */
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
  {
    file: 'calibration/weights.ts',
    on: /power === [01]|half\[i\]! >= 0|count > 0|positive|capped|grown|round|harmonic|quantile|low \+ 1|ask > 0|< 0|c >= 1/,
    why: 'a short way to the value that the general one comes to, or one more turn that changes nothing',
  },
  {
    file: 'calibration/slice-problem.ts',
    on: /work|isPlain|midVol\.every|total > 0|r !== r|cost !== cost|outsidePenalty/,
    why: 'a store or a short way of the same sums; what is no number stays none through them',
  },
  {
    file: /calibration\/(board-problem|board-solution|confidence)\.ts$/,
    on: /=== 0|reach|end|IDLE|j <= i/,
    why: 'zeros that are stepped over add nothing to the sums',
  },
  {
    file: 'calibration/board-problem.ts',
    on: /fromParameters|atBound|s \* p\b|Number\.isFinite|rows\.length/,
    why: 'asked for by the interface and never used here; longer than it need be; what is no number stays none',
  },
  {
    file: /calibration\/(butterfly-rows|joint-problem)\.ts$/,
    on: /!==|=== 0|hinges === undefined|createHingeRows/,
    why: 'what is no number stays none in the sums; without rows nothing is added; rows that are off add nothing',
  },
  {
    file: 'calibration/board-solution.ts',
    on: /n \* n|s2 >= 0|shared|moves/,
    why: 'no smaller than it need be; what is no number stays none; the parameters of an expiry are asked for by name',
  },
  {
    file: 'calibration/confidence.ts',
    on: 'length > 0',
    why: 'a row of zeros has no inverse, nor has one of numbers that are none',
  },
  {
    file: 'calibration/board-arbitrage.ts',
    mutator: 'OptionalChaining',
    why: 'what is checked against a neighbour was checked by itself before',
  },
  {
    file: 'calibration/board-arbitrage.ts',
    on: /1e-12|inner\.value/,
    why: 'made as the file is loaded, where the runner puts nothing in force; the whole grid mostly sees what the inner one does',
  },
  {
    file: 'calibration/identification.ts',
    on: /a < 0|n === 0/,
    why: 'what is not among the coordinates seen has no number, and no number is infinite in the end',
  },
  {
    file: 'calibration/quote-residual.ts',
    on: /logMoneyness|LEAST_VEGA/,
    why: 'Black prices at K and at F^2/K, of put and of call, give the same residual over the same vega',
  },
  {
    file: 'calibration/quote-residual.ts',
    on: /=== 0|inVariance|slice\.residual/,
    why: 'the slope of a residual that vanishes multiplies nothing',
  },
  {
    file: 'calibration/holdout.ts',
    on: /\.sort|fill\(-1\)|Math\.abs\(k/,
    why: 'the quotes of a slice stand in the order of their strikes; only fold 0 is asked for',
  },
  {
    file: /calibration\/(holdout|bootstrap)\.ts$/,
    on: /\.ok\)|model === undefined|=== null|!== null/,
    why: 'what could be fitted once can be fitted again; the compiler asks, no request leads there',
  },
  {
    file: 'calibration/bootstrap.ts',
    on: /\/ mean|\/ quotes\.length/,
    why: 'a factor of all roots alike, by which residuals are divided again',
  },
  {
    file: 'calibration/bootstrap.ts',
    on: /midVol\[i\]!;|vol > 0|model - drawn|h > 0/,
    why: 'only the width of a spread tells in its weight; no residual here passes the volatility itself',
  },
  {
    file: 'calibration/bootstrap.ts',
    on: /m\?\.|isFinite|n < 2|sorted\.length|LEAST_REPLICATES|pools\[s\]|isFigure|\.map\(|f\.parameters/,
    why: 'every smile here reaches its deltas and every sample is fitted; no level told is the last of them',
  },
  {
    file: 'calibration/assemble-slice.ts',
    on: /sum \/ total|quote = -1|quote: -1|sum \+= a|s2 >= 0|isFinite|rmse > 0|rmse !== null/,
    why: 'weights sum to 1; a square has no sign; what is no number is found in the volatilities or told as none',
  },
  {
    file: /calibration\/(penalised-slice|penalise-until-free|strict-slice|free-slice|fit-board|optimise-joint|optimise-surface)\.ts$/,
    on: /costTolerance|MARGINS|NEARBY|damping|start(Steps|\.set)|stages\.length|progress|WINDOW|EXPLORED|SOFTEST|HARDER|weight|WIDENINGS|headroom|let (w|b)|STRICT_STRENGTH|strongest|Math\.min\(1, share|share >= 1/,
    why: 'another way to the same optimum, longer or shorter',
  },
  {
    file: /calibration\/(strict-slice|optimise-joint)\.ts$/,
    on: /range|noButterfly\?|i >= 0|FEW_QUOTES|butterfly\.mode|length > 1/,
    why: 'arbitrage of these smiles is on either side; a run of one and a slice inside its domain are left as they are',
  },
  {
    file: 'calibration/fit-board.ts',
    on: "'squared'",
    why: 'the loss of squares asks for no scale and is run again from its own optimum',
  },
  {
    file: /calibration\/(prepare-slice|slice-solution|previous-fit|summary|compare|prepare-board|refit-in-domain|constraint-cost|queried-surface)\.ts$/,
    on: /=== null|a\?\.|b\?\.|=== undefined|\[\]|filter\(isTarget\)|'error' in|guess|slice\.key === fit\.key/,
    why: 'what is not there gives numbers that are none, which are told as such; the compiler asks for the word',
  },
  {
    file: 'calibration/queried-surface.ts',
    on: /fitted\[i \+ 1\]|discount/,
    why: 'the surface itself holds the last of two slices at one instant; undiscounted is the discount of coin',
  },
  {
    file: 'calibration/make-request.ts',
    on: /rises|rows\[i|return true|undefined|manual\.size|i - j/,
    why: 'rows that stand in order are put in the same order again; without weights by hand each is 1',
  },
  {
    file: 'calibration/characteristic-board.ts',
    on: /fromParameters|atBound|chain/,
    why: 'asked for by the interface and never used here, or of no use to a law in its own parameters',
  },
  {
    file: 'calibration/prior.ts',
    on: /length !== p|isFinite|label|factor === null/,
    why: 'numbers that are missing are none, and of them there is no factor',
  },
  {
    file: 'calibration/fit-changes.ts',
    mutator: /^(OptionalChaining|ConditionalExpression|LogicalOperator)$/,
    on: /undefined|null|\?\./,
    why: 'what is not there has no finite number and is told as none; the compiler asks for the word',
  },
  {
    file: 'calibration/loss.ts',
    on: 'n === 0',
    why: 'of none the middle is no number, and no scale',
  },
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
