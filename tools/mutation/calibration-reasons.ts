/** Why changes of the calibration that no test notices may stay. */
import type { Reason } from './reason.ts';

export const calibrationReasons: readonly Reason[] = [
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
    on: /=== 0|reach|end|j <= i/,
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
    on: /n \* n|s2 >= 0|moves/,
    why: 'no smaller than it need be; what is no number stays none; one of two bounds that meet holds as well as both',
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
    file: 'calibration/optimise-joint.ts',
    on: /WIDENINGS|headroom|WIDER/,
    why: 'the room that is asked for is enough for every board here; more is for boards that are not',
  },
  {
    file: 'calibration/strict-slice.ts',
    on: 'FEW_QUOTES',
    why: 'a slice of few quotes is dear to make strict in any case',
  },
  {
    file: /calibration\/(penalised-slice|penalise-until-free|strict-slice|free-slice|fit-board|optimise-joint|optimise-surface)\.ts$/,
    on: /costTolerance|MARGINS|NEARBY|damping|start(Steps|\.set)|stages\.length|progress|WINDOW|EXPLORED|SOFTEST|HARDER|softest|members\.forEach|weight|let (w|b)|STRICT_STRENGTH|strongest|Math\.min\(1, share|share >= 1/,
    why: 'another way to the same optimum, longer or shorter',
  },
  {
    file: /calibration\/(strict-slice|optimise-joint)\.ts$/,
    on: /range|noButterfly\?|i >= 0|butterfly\.mode|length > 1/,
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
    on: /fitted\[i \+ 1\]|discount|result\.slices/,
    why: 'the surface itself holds the last of two slices at one instant; a surface made as a test file is loaded is not changed',
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
    file: /calibration\/fit-(changes|figures)\.ts$/,
    mutator: /^(OptionalChaining|ConditionalExpression|LogicalOperator)$/,
    on: /undefined|null|\?\./,
    why: 'what is not there has no finite number and is told as none; the compiler asks for the word',
  },
  {
    file: 'calibration/calibrate-surface.ts',
    on: /s2 >= 0|slice === null|curvature|'max-iterations'|isOwn|spec\.shared|chain\[|stage: 'strict'/,
    why: 'what is no number is told as no error; no board here stalls or has coordinates that only the inverse does not tell apart',
  },
  {
    file: 'calibration/characteristic-problem.ts',
    on: /RESOLUTION|headroom|most\[q\]|floor|seen|share === 0|outside\.every|isFinite|outside\[q\]! > 0|mid\[q\]! > 0/,
    why: 'only prices at the resolution of the quadrature tell them apart, or a factor of nothing',
  },
  {
    file: 'calibration/board-solution.ts',
    on: /IDLE|\+= d \*/,
    why: 'a coordinate moves parameters by far more than this or not at all; a square has no sign',
  },
  {
    file: 'calibration/measure-errors.ts',
    on: /OF_VALUE|moved|t > 0|forward/,
    why: 'central differences of another step, or mirrored; a smile at no time has no measures',
  },
  {
    file: 'calibration/frozen-slice.ts',
    on: /fill\(0\)|atBound|fromParameters|chain|aged|isFinite/,
    why: 'coordinates that move nothing are never read back; their rows are zeros as they are made',
  },
  {
    file: 'calibration/slice-solution.ts',
    on: 'const push',
    why: 'only the sense of a step tells here, and a square has none',
  },
  {
    file: 'calibration/loss.ts',
    on: 'n === 0',
    why: 'of none the middle is no number, and no scale',
  },
  {
    file: 'calibration/assemble-board.ts',
    on: 'theta !== null',
    why: 'no fit of a whole board here leaves the finite numbers; what does is failed before it is compared',
  },
  {
    file: 'calibration/strict-slice.ts',
    on: 'startLeastSquares',
    why: 'another way to the same optimum, longer or shorter',
  },
  {
    file: 'calibration/characteristic-board.ts',
    on: 'atmPin === null',
    why: 'a target always says whether it is pinned; the compiler asks for both words',
  },
  {
    file: 'calibration/optimise-surface.ts',
    on: '({ guess }) => guess',
    why: 'the coordinates without arbitrage do not depend on the quotes',
  },
  {
    file: /calibration\/(fit-figures|prior)\.ts$/,
    on: /1e-12|1 \/ 24/,
    why: 'made as the file is loaded, where the runner puts nothing in force',
  },
];
