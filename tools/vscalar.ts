/**
 * `npm run vscalar -- [--seeds N] [--seed S] [--map vertical|standardised] [--curvature C] [--json]`: a volatility scalar
 * between full fits against full fits alone, on simulated markets of one day each. Errors against the market's true smiles
 * and turnover, both in vol points; every surface that the scalar publishes is looked at again for arbitrage. `--json`
 * prints one line a policy.
 *
 * `--curvature` (1.2) bends the market's smiles: at 4 they stand next to butterfly arbitrage and the caps bind.
 */
import { parseArgs } from 'node:util';
import { score } from './vscalar/policies.ts';
import { jsonOf, type Trial, tableOf } from './vscalar/report.ts';
import { isBenchmark, scenarios } from './vscalar/scenarios.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    map: { type: 'string', default: 'vertical' },
    curvature: { type: 'string', default: '1.2' },
    json: { type: 'boolean', default: false },
  },
});

function refuse(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(64);
}

const [count, first, curvature] = [values.seeds, values.seed, values.curvature].map(Number) as [
  number,
  number,
  number,
];
const { map } = values;
if (!(Number.isInteger(count) && count >= 2))
  refuse(`--seeds ${values.seeds} is no whole number of 2 or more.`);
if (!Number.isInteger(first)) refuse(`--seed ${values.seed} is no whole number.`);
if (!(curvature > 0 && curvature < 4.4))
  refuse(`--curvature ${values.curvature} is not between 0 and 4.4, where smiles have arbitrage.`);
if (map !== 'vertical' && map !== 'standardised')
  refuse(`--map ${map} is neither vertical nor standardised.`);

const trials: readonly Trial[] = scenarios(map).map((scenario) => ({
  scenario,
  scores: Array.from({ length: count }, (_, s) => score(scenario.policy, { seed: first + s, curvature })),
}));
const benchmark = trials.find(({ scenario }) => isBenchmark(scenario))!;
if (values.json) {
  for (const trial of trials) process.stdout.write(`${jsonOf(trial, benchmark)}\n`);
} else {
  const capped = trials.reduce(
    (sum, { scores }) => sum + scores.reduce((all, score) => all + score.capped, 0),
    0,
  );
  process.stdout.write(
    `${tableOf(trials, benchmark)}\n` +
      `${count} days from seed ${first}, smiles moved in ${map === 'vertical' ? 'the vertical' : 'standardised k'}. Changes: against a full refit every 30 minutes, paired by day, with 95 % intervals.\n` +
      `${capped} scalars were published at their cap.\n`,
  );
}
