import {
  fixed,
  grouped,
  MISSING,
  parameter,
  share,
  standardError,
  timeToExpiry,
  volPercent,
  volPoints,
} from '#base/format.ts';
import type { AssessmentResult } from '#calibration/assess.ts';
import type { CalibrationResult, FittedParameter, SliceFit } from '#calibration/result.ts';
import { labelWidth } from '#charts/ticks.ts';
import { modelById } from '#models/index.ts';
import type { ParameterSpec } from '#models/model.ts';
import type { Column } from '#views/controls/virtual-table.tsx';
import { assessmentColumns } from './assessment-columns.ts';

/** Rounding of g and dw around zero is no arbitrage. */
const TOLERANCE = -1e-12;

/** Characters of the widest parameter; longer ones are read in full on hover. */
const LONGEST = 18;

/** One row an expiry: what it is (`nameOf` its key), how good the fit is, what the model says. */
export function parameterColumns(
  result: CalibrationResult,
  viewId: string,
  nameOf: (key: string) => string,
  assessed: AssessmentResult | null = null,
): readonly Column<SliceFit>[] {
  const model = modelById(result.model);
  const view = model?.views.find(({ id }) => id === viewId);
  const specs = view?.parameters ?? model?.parameters ?? [];
  const crossings = new Map(result.calendar.map((pair) => [pair.toKey, pair]));
  return [
    {
      id: 'expiry',
      head: 'Expiry',
      width: Math.max(
        92,
        ...result.slices.map(({ key, frozen }) =>
          Math.round(labelWidth(frozen === true ? `${nameOf(key)} frozen` : nameOf(key)) + 20),
        ),
      ),
      align: 'left',
      pinned: true,
      text: (s) => (s.frozen === true ? `${nameOf(s.key)} frozen` : nameOf(s.key)),
    },
    {
      id: 'days',
      head: 'Days',
      width: widthOf(60, result.slices, (s) => timeToExpiry(s.t)),
      text: (s) => timeToExpiry(s.t),
    },
    { id: 'forward', head: 'F', width: 62, text: (s) => grouped(s.forward, s.forward >= 1000 ? 0 : 2) },
    { id: 'atm', head: 'ATM', width: 52, text: (s) => volPercent(s.measures?.vol) },
    {
      id: 'rr',
      head: 'RR25',
      title: '25-delta risk reversal, call minus put, vol points',
      width: 56,
      text: (s) => volPoints(s.measures?.riskReversal25),
    },
    {
      id: 'bf',
      head: 'BF25',
      title: '25-delta butterfly: mean of call and put minus at the money, vol points',
      width: widthOf(44, result.slices, (s) => volPoints(s.measures?.butterfly25)),
      text: (s) => volPoints(s.measures?.butterfly25),
    },
    { id: 'used', head: 'Used', width: 44, text: (s) => String(s.used) },
    {
      id: 'through',
      head: 'Through',
      title: 'Two-sided used quotes whose bid-ask the fit leaves',
      width: 62,
      text: (s) => (s.insideSpread === null ? MISSING : String(s.twoSided - s.inside)),
      tone: (s) => (s.insideSpread !== null && s.twoSided > s.inside ? 'warn' : undefined),
      hint: (s) => (s.insideSpread === null ? undefined : `${share(s.insideSpread)} inside bid-ask`),
    },
    { id: 'rmse', head: 'RMSE', title: 'Weighted, vol points', width: 52, text: (s) => volPoints(s.rmseVol) },
    {
      id: 'loo',
      head: 'LOO',
      title: 'RMSE with each quote left out of the fit in turn, vol points',
      width: 52,
      text: (s) => volPoints(s.looRmseVol),
    },
    ...assessmentColumns(assessed),
    {
      id: 'butterfly',
      head: 'Bfly',
      title: 'Butterfly arbitrage: ✓ none, ▲ in the wings only, ✕ in quotes',
      width: 42,
      align: 'center',
      ...mark('Butterfly', (s) => worst(s.arbitrage?.minGQuoted, s.arbitrage?.minG)),
    },
    {
      id: 'calendar',
      head: 'Cal',
      title: 'Calendar arbitrage against the expiry before: ✓ none, ▲ in the wings only, ✕ in quotes',
      width: 38,
      align: 'center',
      ...mark('Calendar', (s) => worst(crossings.get(s.key)?.minDwQuoted, crossings.get(s.key)?.minDw)),
    },
    ...specs.map((spec) => parameterColumn(spec, view?.id ?? null, result.slices)),
    {
      id: 'stop',
      head: 'Stopped',
      title: 'Why the optimiser stopped',
      width: 96,
      align: 'left',
      text: (s) =>
        s.status === 'failed' ? `✕ ${s.message ?? 'failed'}` : (s.stop ?? MISSING).replaceAll('-', ' '),
      tone: (s) => (s.status === 'failed' ? 'fail' : 'faint'),
      hint: (s) => s.message ?? `${s.iterations} iterations`,
    },
  ];
}

/** Px for the longest text of a column, and at least so many. */
function widthOf(least: number, slices: readonly SliceFit[], text: (slice: SliceFit) => string): number {
  return Math.max(least, ...slices.map((slice) => Math.round(labelWidth(text(slice)) + 14)));
}

function parameterColumn(
  spec: ParameterSpec,
  viewId: string | null,
  slices: readonly SliceFit[],
): Column<SliceFit> {
  const find = (slice: SliceFit): FittedParameter | undefined =>
    (viewId === null ? slice.parameters : slice.views[viewId])?.find(({ name }) => name === spec.name);
  const longest = Math.max(...slices.map((slice) => withError(spec, find(slice)).length), 6);
  return {
    id: spec.name,
    head: spec.unit === 'vol' ? `${spec.symbol} %` : spec.symbol,
    title: spec.note,
    // As wide as its longest cell, for the digits follow the standard errors; one that says nothing is cut.
    width: Math.round(7.2 * Math.min(longest, LONGEST) + 14),
    text: (slice) => withError(spec, find(slice)),
    copied: [
      {
        head: spec.unit === 'vol' ? `${spec.symbol} %` : spec.symbol,
        text: (slice) => valueText(spec, find(slice)),
      },
      { head: `${spec.symbol} s.e.`, text: (slice) => errorText(spec, find(slice)) },
    ],
    tone: (slice) => {
      const p = find(slice);
      return p !== undefined && p.standardError !== null && p.standardError > Math.abs(p.value)
        ? 'faint'
        : undefined;
    },
    hint: (slice) => {
      const p = find(slice);
      if (p?.atBound != null) return `${spec.symbol} is at its ${p.atBound}`;
      if (p?.fixed === true) return `${spec.symbol} is fixed`;
      const text = withError(spec, p);
      return text.length > LONGEST ? text : undefined;
    },
  };
}

/** `35.26 ± 0.09`, or what stands in the way of an error. */
function withError(spec: ParameterSpec, p: FittedParameter | undefined): string {
  if (p === undefined) return MISSING;
  const value = valueText(spec, p);
  if (p.fixed) return `${value} fixed`;
  if (p.atBound !== null) return `${value} at ${p.atBound}`;
  return p.standardError === null ? value : `${value} ± ${errorText(spec, p)}`;
}

function valueText(spec: ParameterSpec, p: FittedParameter | undefined): string {
  if (p === undefined) return MISSING;
  return spec.unit === 'vol' ? fixed(p.value * 100, 2) : parameter(p.value, p.standardError);
}

function errorText(spec: ParameterSpec, p: FittedParameter | undefined): string {
  if (p === undefined || p.standardError === null) return MISSING;
  const error = spec.unit === 'vol' ? p.standardError * 100 : p.standardError;
  // An error of ten thousand says only that nothing is known.
  if (error >= 1e4) return error.toExponential(0);
  return spec.unit === 'vol' ? fixed(error, 2) : standardError(error);
}

type Finding = '✓' | '▲' | '✕' | typeof MISSING;

function worst(quoted: number | null | undefined, range: number | null | undefined): Finding {
  if (range === null || range === undefined) return MISSING;
  if (quoted !== null && quoted !== undefined && quoted < TOLERANCE) return '✕';
  return range < TOLERANCE ? '▲' : '✓';
}

function mark(
  name: string,
  of: (slice: SliceFit) => Finding,
): Pick<Column<SliceFit>, 'text' | 'tone' | 'copied'> {
  return {
    text: of,
    copied: [
      { head: name, text: (slice) => ({ '✓': 'ok', '▲': 'wings', '✕': 'quotes', [MISSING]: '' })[of(slice)] },
    ],
    tone: (slice) => ({ '✓': undefined, '▲': 'warn', '✕': 'fail', [MISSING]: 'faint' })[of(slice)],
  };
}
