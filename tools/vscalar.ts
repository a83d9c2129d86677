/**
 * `npm run vscalar -- [--seeds N] [--seed S] [--map vertical|standardised] [--curvature C] [--json]`: a volatility scalar
 * between full fits against full fits alone, on simulated markets of one day each. Errors against the market's true smiles
 * and turnover, both in vol points; every surface that the scalar publishes is looked at again for arbitrage. `--json`
 * prints one line a policy.
 *
 * `--curvature` (1.2) bends the market's smiles: at 4 they stand next to butterfly arbitrage and the caps bind.
 *
 * `npm run vscalar -- --recordings [FILES...] [--model svi] [--map M] [--step MINUTES] [--risk-aversion L --cost C
 * --fixed-cost K] [--json]`: the same policies on real markets, by their error against the quotes of the next snapshot.
 * Files are recordings of the live feed, of which one snapshot is taken every `--step` (5) minutes, ticks, or snapshots of one
 * market one after another; without any, those beside the checkout. With `--risk-aversion` and costs one more policy moves where it is worth them.
 */
import { parseArgs } from 'node:util';
import { modelById } from '#models/index.ts';
import { score } from './vscalar/policies.ts';
import { scoreRecordings } from './vscalar/recordings.ts';
import { jsonOf, type Trial, tableOf } from './vscalar/report.ts';
import { isBenchmark, scenarios } from './vscalar/scenarios.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    map: { type: 'string', default: 'vertical' },
    curvature: { type: 'string', default: '1.2' },
    json: { type: 'boolean', default: false },
    recordings: { type: 'boolean', default: false },
    model: { type: 'string', default: 'svi' },
    step: { type: 'string', default: '5' },
    'risk-aversion': { type: 'string' },
    cost: { type: 'string', default: '0' },
    'fixed-cost': { type: 'string', default: '0' },
  },
});

function refuse(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(64);
}

const { map, json, model } = values;
if (map !== 'vertical' && map !== 'standardised')
  refuse(`--map ${map} is neither vertical nor standardised.`);

/** A number of an option that is at least 0. */
function amount(name: 'step' | 'risk-aversion' | 'cost' | 'fixed-cost', text: string): number {
  const value = Number(text);
  return text.trim() !== '' && value >= 0 && Number.isFinite(value)
    ? value
    : refuse(`--${name} ${text} is no number of 0 or more.`);
}

if (values.recordings) {
  if (modelById(model) === undefined) refuse(`--model ${model} is no model.`);
  const step = amount('step', values.step);
  if (step === 0) refuse('--step 0 is no time.');
  const aversion = values['risk-aversion'];
  const costs =
    aversion === undefined
      ? null
      : {
          riskAversion: amount('risk-aversion', aversion),
          proportional: amount('cost', values.cost),
          fixed: amount('fixed-cost', values['fixed-cost']),
        };
  const { lines, scored } = await scoreRecordings({ files: positionals, model, map, step, costs, json });
  (scored ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
  process.exit(0);
}
if (positionals.length > 0) refuse(`${positionals[0]}: files are read with --recordings.`);

const [count, first, curvature] = [values.seeds, values.seed, values.curvature].map(Number) as [
  number,
  number,
  number,
];
if (!(Number.isInteger(count) && count >= 2))
  refuse(`--seeds ${values.seeds} is no whole number of 2 or more.`);
if (!Number.isInteger(first)) refuse(`--seed ${values.seed} is no whole number.`);
if (!(curvature > 0 && curvature < 4.4))
  refuse(`--curvature ${values.curvature} is not between 0 and 4.4, where smiles have arbitrage.`);

const trials: readonly Trial[] = scenarios(map).map((scenario) => ({
  scenario,
  scores: Array.from({ length: count }, (_, s) => score(scenario.policy, { seed: first + s, curvature })),
}));
const benchmark = trials.find(({ scenario }) => isBenchmark(scenario))!;
if (json) {
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
