import { count, fixed, MISSING, share, volPoints } from '#base/format.ts';
import type { ModelFigures, Violations } from '#calibration/compare.ts';
import type { ComparedModel } from '#store/selectors.ts';
import { actions } from '#store/workbench.ts';
import type { Column } from '#views/controls/virtual-table.tsx';

const AS_WRITTEN = 'Weighted, vol points, over the expiries that every model fitted';

/** One row a model: how close, at what price in parameters, arbitrage and time, and the button that takes it. */
export const columns: readonly Column<ComparedModel>[] = [
  {
    id: 'model',
    head: 'Model',
    width: 124,
    align: 'left',
    pinned: true,
    text: ({ label }) => label,
  },
  {
    id: 'take',
    head: 'Fit with it',
    width: 66,
    align: 'left',
    text: ({ chosen }) => (chosen ? 'chosen' : 'use'),
    draw: (row) => <Take row={row} />,
    copied: [],
  },
  figure('rmse', 'RMSE', AS_WRITTEN, 52, (f) => volPoints(f.rmseVol)),
  figure(
    'loo',
    'LOO',
    'RMSE with each quote left out of the fit in turn, vol points, over the expiries where every model has it',
    52,
    (f) => volPoints(f.looRmseVol),
  ),
  figure('inside', 'Inside', 'Two-sided used quotes inside their bid-ask', 54, (f) => share(f.insideSpread)),
  figure('free', 'Free', 'Free parameters: neither fixed nor at a bound', 44, (f) => count(f.freeParameters)),
  figure(
    'aic',
    'AIC',
    'Akaike’s criterion of a normal likelihood, each error scaled by its expiry’s spreads, weights as effective quotes; lower is better',
    64,
    (f) => fixed(f.aic, 0),
  ),
  figure(
    'bic',
    'BIC',
    'Schwarz’s criterion of the same likelihood: a parameter costs the logarithm of the effective number of quotes; lower is better',
    64,
    (f) => fixed(f.bic, 0),
  ),
  violated('butterfly', 'g < 0', 'Expiries with butterfly arbitrage: ✕ in quotes, ▲ in the wings'),
  gain('butterfly', 'Best butterfly spread against the fit: what it earns, in basis points of the forward'),
  violated('calendar', 'Cross', 'Neighbouring expiries that cross: ✕ in quotes, ▲ in the wings'),
  gain('calendar', 'Best calendar spread against the fit: what it earns, in basis points of the forward'),
  figure('fitted', 'Fitted', 'Expiries', 62, ({ slicesOk, slicesFailed }) =>
    slicesFailed === 0 ? count(slicesOk) : `${slicesOk} of ${slicesOk + slicesFailed}`,
  ),
  {
    id: 'time',
    head: 'Time ms',
    title: 'Fit of the whole board in a worker, the quicker of two where it is over at once',
    width: 62,
    text: ({ ms }) => fixed(ms, ms !== null && ms < 100 ? 1 : 0),
  },
  {
    id: 'state',
    head: 'State',
    width: 120,
    align: 'left',
    text: stateText,
    tone: ({ state, stale }) => (state === 'failed' ? 'fail' : stale ? 'warn' : 'faint'),
    hint: ({ note, stale }) =>
      note ?? (stale ? 'Settings have changed since: compare again for present figures' : undefined),
  },
];

function figure(
  id: string,
  head: string,
  title: string,
  width: number,
  of: (figures: ModelFigures) => string,
): Column<ComparedModel> {
  return { id, head, title, width, text: ({ figures }) => (figures === null ? MISSING : of(figures)) };
}

function violated(kind: 'butterfly' | 'calendar', head: string, title: string): Column<ComparedModel> {
  const of = (row: ComparedModel): Violations | null => row.figures?.[kind] ?? null;
  return {
    ...figure(kind, head, title, 62, (figures) => violationText(figures[kind])),
    tone: (row) => {
      const violations = of(row);
      if (violations === null) return 'faint';
      return violations.quoted > 0 ? 'fail' : violations.wings > 0 ? 'warn' : undefined;
    },
    copied: (['quoted', 'wings'] as const).map((where) => ({
      head: `${kind} ${where}`,
      text: (row) => String(of(row)?.[where] ?? ''),
    })),
  };
}

function gain(kind: 'butterfly' | 'calendar', title: string): Column<ComparedModel> {
  return {
    ...figure(`${kind}-gain`, 'Gain bp', title, 62, (figures) => {
      const { quoted, wings, gain: earned } = figures[kind];
      return quoted + wings === 0 ? MISSING : fixed(1e4 * earned, 2);
    }),
    copied: [
      {
        head: `${kind} gain bp`,
        text: ({ figures }) => (figures === null ? '' : fixed(1e4 * figures[kind].gain, 4)),
      },
    ],
  };
}

/** `✓`, `▲ 8`, `✕ 1 ▲ 2`. */
function violationText({ quoted, wings }: Violations): string {
  if (quoted + wings === 0) return '✓';
  return [quoted > 0 ? `✕ ${quoted}` : '', wings > 0 ? `▲ ${wings}` : ''].filter(Boolean).join(' ');
}

function stateText({ state, note, stale }: ComparedModel): string {
  switch (state) {
    case 'untried':
      return '';
    case 'waiting':
      return 'waiting';
    case 'running':
      return `fitting, ${note ?? ''}`;
    case 'failed':
      return `✕ ${note ?? 'failed'}`;
    case 'done':
      return stale ? '▲ older settings' : '';
  }
}

function Take({ row: { id, label, chosen } }: { readonly row: ComparedModel }) {
  if (chosen) return <span className="quiet">chosen</span>;
  return (
    <button
      type="button"
      className="link"
      aria-label={`Fit with ${label}`}
      title={`Fit with ${label}; locks on parameters of the model before are dropped`}
      onClick={() => actions.setModel(id)}
    >
      use
    </button>
  );
}
