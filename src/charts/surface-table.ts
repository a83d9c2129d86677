import { fixed, strike, volPercent } from '#base/format.ts';
import { curveMeasures } from '#surface/smile-measures.ts';
import type { FittedSurface } from './fitted-surface.ts';
import { COLUMNS, type HeatMap } from './heat-scene.ts';
import type { MoneynessAxis } from './moneyness-axis.ts';
import { roundTicks } from './ticks.ts';

/** One cell of the table of a picture. */
export interface FigureCell {
  readonly text: string;
  /** What is copied where more digits are known than shown. */
  readonly copied?: string;
  /** Past the quotes, or not told by them. */
  readonly faint?: boolean;
  readonly hint?: string;
}

/** The table of a picture over the expiries: a head of columns, a row an expiry. */
export interface FigureTable {
  /** What all cells are, with its unit: `local vol %`, where a pasted table says nothing else of it; absent where the columns differ. */
  readonly measure?: string;
  readonly head: readonly string[];
  readonly rows: readonly {
    /** Key of the expiry. */
    readonly key: string;
    readonly name: string;
    readonly cells: readonly FigureCell[];
  }[];
}

/** Columns in standard deviations at the money. */
const SIGMAS = [-2, -1, -0.5, 0, 0.5, 1, 2];
const PAST = 'past the quotes';

/** Implied volatility of every expiry at round places of a moneyness axis. */
export function surfaceTable(fitted: FittedSurface, axis: MoneynessAxis): FigureTable {
  const { surface, expiries } = fitted;
  const columns = columnsOf(fitted, axis);
  return {
    measure: 'implied vol %',
    head: columns.map(({ head }) => head),
    rows: expiries.map(({ expiry, t, quoted }) => {
      const { deltaK } = curveMeasures(surface.curve(t), t, 'forward');
      const place = { scale: surface.vol(0, t) * Math.sqrt(t), forward: surface.forward(t), deltaK };
      return {
        key: expiry.key,
        name: expiry.name,
        cells: columns.map(({ kAt }) => {
          const k = kAt(place);
          return k === null
            ? { text: volPercent(null) }
            : cell(surface.vol(k, t), k >= quoted[0] && k <= quoted[1]);
        }),
      };
    }),
  };
}

/** The rows of the expiries of a heat map, at round standard deviations. */
export function heatTable(heat: HeatMap, measure: string, nameOf: (key: string) => string): FigureTable {
  const columns = SIGMAS.map((sigma) => heat.columns.findIndex((x) => Math.abs(x - sigma) < 1e-9));
  return {
    measure,
    head: SIGMAS.map(sigmaName),
    rows: heat.expiries.map(({ key, along }) => {
      const row = heat.along.indexOf(along);
      return {
        key,
        name: nameOf(key),
        cells: columns.map((column) => {
          const at = row * COLUMNS + column;
          return cell(heat.vol[at] ?? Number.NaN, heat.quoted[at] === 1);
        }),
      };
    }),
  };
}

function cell(vol: number, quoted: boolean): FigureCell {
  return { text: volPercent(vol), ...(quoted ? {} : { faint: true, hint: PAST }) };
}

interface Column {
  readonly head: string;
  /** Log-moneyness of the column on one expiry; null where its smile does not reach it. */
  kAt(at: {
    readonly scale: number;
    readonly forward: number;
    readonly deltaK: readonly (number | null)[];
  }): number | null;
}

function columnsOf({ surface, expiries }: FittedSurface, axis: MoneynessAxis): readonly Column[] {
  if (axis === 'standardised') {
    return SIGMAS.map((sigma) => ({ head: sigmaName(sigma), kAt: ({ scale }) => sigma * scale }));
  }
  if (axis === 'delta') {
    const delta = (head: string, at: number): Column => ({ head, kAt: ({ deltaK }) => deltaK[at] ?? null });
    return [
      delta('10Δp', 0),
      delta('25Δp', 1),
      { head: 'F', kAt: () => 0 },
      delta('25Δc', 2),
      delta('10Δc', 3),
    ];
  }
  const reach = expiries.reduce((most, { t, quoted }) => {
    const scale = 2 * surface.vol(0, t) * Math.sqrt(t);
    return Math.max(most, Math.min(scale, Math.max(-quoted[0], quoted[1])));
  }, 0);
  if (axis === 'log') {
    return roundTicks(-reach, reach, 9, 1).map((k) => ({ head: fixed(k, 2), kAt: () => k }));
  }
  const forward = surface.forward(expiries[0]?.t ?? 0);
  return roundTicks(forward * Math.exp(-reach), forward * Math.exp(reach), 9, 1).map((price) => ({
    head: strike(price),
    kAt: ({ forward: of }) => Math.log(price / of),
  }));
}

function sigmaName(sigma: number): string {
  return sigma === 0 ? 'ATM' : `${sigma > 0 ? '+' : '\u2212'}${Math.abs(sigma)}σ`;
}
