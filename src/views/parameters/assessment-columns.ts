import { MISSING, volPercent, volPoints } from '#base/format.ts';
import type { AssessmentResult } from '#calibration/assess.ts';
import type { BootstrapFigure } from '#calibration/bootstrap.ts';
import type { SliceFit } from '#calibration/result.ts';
import type { Column } from '#views/controls/virtual-table.tsx';

/** What an assessment found of each expiry, beside the figures of the fit. */
export function assessmentColumns(assessed: AssessmentResult | null): readonly Column<SliceFit>[] {
  if (assessed === null) return [];
  if (assessed.kind === 'holdout') {
    const of = new Map(assessed.slices.map((slice) => [slice.key, slice]));
    return [
      {
        id: 'held-out',
        head: 'Held out',
        title: 'RMSE of quotes held out of the fit in turn, five folds drawn by moneyness, vol points',
        width: 62,
        text: ({ key }) => volPoints(of.get(key)?.rmseOut),
        tone: ({ key }) => (of.get(key)?.message == null ? undefined : 'warn'),
        hint: ({ key }) => of.get(key)?.message ?? undefined,
      },
      {
        id: 'wings-out',
        head: 'Wings out',
        title: 'RMSE of the outermost tenth of quotes on each side, held out together, vol points',
        width: 66,
        text: ({ key }) => volPoints(of.get(key)?.rmseWings),
      },
    ];
  }
  const of = new Map(assessed.slices.map((slice) => [slice.key, slice]));
  const interval = (
    id: string,
    name: string,
    head: string,
    width: number,
    text: typeof volPoints,
  ): Column<SliceFit> => {
    const find = ({ key }: SliceFit): BootstrapFigure | undefined =>
      of.get(key)?.measures.find((figure) => figure.name === name);
    const end = (slice: SliceFit, side: 0 | -1) => {
      const quantiles = find(slice)?.quantiles;
      return quantiles === undefined ? MISSING : text(quantiles.at(side));
    };
    return {
      id,
      head,
      title: 'Between the 2.5 and the 97.5 % quantile of the bootstrap',
      width,
      text: (slice) => (find(slice) === undefined ? MISSING : `${end(slice, 0)} to ${end(slice, -1)}`),
      copied: [
        { head: `${head} low`, text: (slice) => end(slice, 0) },
        { head: `${head} high`, text: (slice) => end(slice, -1) },
      ],
      hint: (slice) => {
        const found = of.get(slice.key);
        if (found === undefined || found.message !== null) return found?.message ?? undefined;
        const deviation = find(slice)?.standardDeviation;
        return `standard deviation ${volPoints(deviation)} vol points over ${found.replicates} samples`;
      },
    };
  };
  return [
    interval('atm-95', 'atm', 'ATM 95 %', 118, volPercent),
    interval('rr-95', 'rr25', 'RR25 95 %', 124, volPoints),
    interval('bf-95', 'bf25', 'BF25 95 %', 108, volPoints),
  ];
}
