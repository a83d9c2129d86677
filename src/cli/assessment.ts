import { ascii, count, expiryName, fixed, volPercent } from '#base/format.ts';
import type { Outcome } from '#base/outcome.ts';
import { type Assessed, type Assessment, assess } from '#calibration/assess.ts';
import { BOOTSTRAP_LEVELS, type BootstrapFigure, type SliceBootstrap } from '#calibration/bootstrap.ts';
import type { SliceHoldout } from '#calibration/holdout.ts';
import { makeRequest } from '#calibration/make-request.ts';
import type { FitExport } from '#exporters/exporter.ts';
import type { FitCommand } from './options.ts';
import type { Tell } from './pipeline.ts';
import { aligned, screen } from './summary.ts';

/** What the command line asks of a fit beside its parameters. */
export function plansOf({ holdout, bootstrap, seed }: FitCommand): readonly Assessment[] {
  const of = seed ?? 1;
  return [
    ...(holdout === null ? [] : [{ kind: 'holdout', folds: holdout, seed: of } as const]),
    ...(bootstrap === null ? [] : [{ kind: 'bootstrap', replicates: bootstrap, seed: of } as const]),
  ];
}

/** One assessment of a fit, driven to its end. */
export function assessed(
  { quotes, market, filtered, settings }: FitExport,
  plan: Assessment,
  tell: Tell,
): Outcome<Assessed> {
  const running = assess(makeRequest(quotes, market, filtered, settings), plan);
  for (;;) {
    const step = running.next();
    if (step.done === true) {
      const { value } = step;
      return value.ok ? { ...value, value: { plan, result: value.value } } : value;
    }
    tell(`${plan.kind} of ${settings.model}: ${step.value.done} of ${step.value.total} fits`);
  }
}

/** What assessments found, one line an expiry. */
export function assessmentSummary({ settings, assessed: found = [] }: FitExport): string {
  return screen(
    found.flatMap(({ plan, result }) => {
      const how = `seed ${plan.seed}`;
      if (result.kind === 'holdout') {
        const folds = plan.kind === 'holdout' ? plan.folds : 0;
        return [
          '',
          `${settings.model} held out in ${folds} folds, ${how}; RMSE in vol points`,
          ...table(HELD_OUT, result.slices.map(heldOut)),
        ];
      }
      const samples = plan.kind === 'bootstrap' ? plan.replicates : 0;
      return [
        '',
        `${settings.model} on ${count(samples)} bootstrap samples, ${how}; standard deviation, and ${INTERVAL} quantiles`,
        ...table(SCATTERED, result.slices.map(scattered)),
      ];
    }),
  );
}

const INTERVAL = `${100 * BOOTSTRAP_LEVELS[0]} to ${100 * BOOTSTRAP_LEVELS[4]} %`;
const HELD_OUT = ['expiry', 'quotes', 'fitted', 'held out', 'wings', ''];
const SCATTERED = ['expiry', 'ATM sd', 'ATM %', 'RR25 sd', 'RR25 vp', 'BF25 sd', 'BF25 vp', ''];

function heldOut({ key, held, rmseIn, rmseOut, rmseWings, message }: SliceHoldout): string[] {
  const errors = [rmseIn, rmseOut, rmseWings].map((error) => volPercent(error));
  return [expiryName(key), String(held), ...errors, message ?? ''];
}

function scattered({ key, measures, message }: SliceBootstrap): string[] {
  const cells = ['atm', 'rr25', 'bf25'].flatMap((name) => spread(measures.find((f) => f.name === name)));
  return [expiryName(key), ...cells, message ?? ''];
}

function spread(figure: BootstrapFigure | undefined): readonly [string, string] {
  if (figure === undefined) return ['', ''];
  const vol = (value: number | undefined): string => fixed(100 * (value ?? Number.NaN), 2);
  const { standardDeviation, quantiles } = figure;
  return [vol(standardDeviation), `${vol(quantiles[0])} to ${vol(quantiles[4])}`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [head, ...rows].map((row) =>
    row.map((cell, i) => ascii(cell) || (i === row.length - 1 ? '' : '-')),
  );
  return aligned(cells, [0, head.length - 1]);
}
