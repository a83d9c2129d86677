/** Fits Cui's 40 options from random starts: `node tools/run.mjs tools/heston-starts.ts --count 1000 --seed 1`. */
import { parseArgs } from 'node:util';
import { createCharacteristicProblem } from '#calibration/characteristic-problem.ts';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { boxCoordinates } from '#models/box-coordinates.ts';
import { hestonParameters } from '#models/heston/heston-parameters.ts';
import { heston } from '#pricing/heston.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { CUI_TRUTH, cuiBoard, hestonStarts } from '#testing/heston-boards.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const coordinates = boxCoordinates(hestonParameters, {});
if ('error' in coordinates) throw new Error(coordinates.error);
const board = cuiBoard();
const starts = hestonStarts(Number(values.count), Number(values.seed));
let recovered = 0;
let worst = 0;
let iterations = 0;
let most = 0;
const began = process.cpuUsage();
for (const start of starts) {
  const problem = createCharacteristicProblem(heston, createLewisExpiry, coordinates, board);
  const x = new Float64Array(coordinates.size);
  coordinates.fromParameters(start, x);
  const run = startLeastSquares(problem, x);
  const stop = runLeastSquares(run);
  const theta = problem.theta(run.x);
  const error = Math.max(...CUI_TRUTH.map((v, i) => Math.abs(v - theta[i]!)));
  iterations += run.iterations;
  most = Math.max(most, run.iterations);
  worst = Math.max(worst, error);
  if (error <= 1e-7) recovered++;
  else console.log(`${stop} after ${run.iterations} at ${theta.join(' ')} from ${start.join(' ')}`);
}
const { user, system } = process.cpuUsage(began);
console.log(
  `${recovered} of ${starts.length} recovered to 1e-7, largest error ${worst.toExponential(1)}, seed ${values.seed}; ` +
    `iterations ${(iterations / starts.length).toFixed(1)} on average, ${most} at most; ` +
    `${((user + system) / 1000 / starts.length).toFixed(2)} ms each`,
);
process.exitCode = recovered === starts.length ? 0 : 1;
