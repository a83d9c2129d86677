import { useMemo } from 'react';
import { boardNames } from '#charts/board.ts';
import { parametersFinding } from '#charts/findings.ts';
import { parameterPaths } from '#charts/parameter-figure.ts';
import { parameterTable, pointWords } from '#charts/parameter-table.ts';
import { TIME_AXES } from '#charts/time-scale.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { FigureTableView, type Shown, ShownAs, useShown } from '#views/controls/figure-table.tsx';
import { pictured, TABLED } from '#views/controls/pictured.ts';
import { Says } from '#views/controls/says.tsx';
import { TimeChoice } from '#views/controls/time-choice.tsx';
import { Drawing } from './drawing.tsx';
import '#views/controls/figure.css';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import './params.css';

/** Outlives the view. */
const lasting: { shown: Shown } = { shown: 'chart' };

/** Every parameter over the expiries, with its standard errors. */
export function ParamsView() {
  // The focused smile answers the hand first; what follows from the board comes after.
  const fitted = usePacedFit();
  const focus = useWorkbench((s) => s.look.focus);
  const viewId = useWorkbench((s) => s.look.parameterView);
  const timeScale = useWorkbench((s) => s.look.timeScale);
  const overdue = useWorkbench(fitIsOld);
  const paths = useMemo(
    () => (fitted === null ? null : parameterPaths(fitted, viewId, timeScale)),
    [fitted, viewId, timeScale],
  );
  const nameOf = useMemo(() => {
    const names = fitted === null ? null : boardNames(fitted);
    return (key: string) => names?.get(key)?.name ?? key;
  }, [fitted]);
  const [shown, show] = useShown(lasting);
  const finding = useMemo(() => (paths === null ? '' : parametersFinding(paths)), [paths]);
  const table = useMemo(() => (paths === null ? null : parameterTable(paths, nameOf)), [paths, nameOf]);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Params"
      aria-description={finding}
      {...(shown === 'chart'
        ? pictured(
            'Parameters by expiry',
            `Against ${TIME_AXES[timeScale].words}, with one standard error on each side; hollow: held or not told by the quotes.`,
          )
        : TABLED)}
    >
      {paths === null || table === null || paths.expiries.length === 0 ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <Says
            finding={finding}
            words={({ key }) => {
              const [first] = paths.paths;
              const point = first?.points.find((of) => of.key === key);
              if (first === undefined || point === undefined) return null;
              const { value, after } = pointWords(first, point);
              return `${nameOf(key)}   ${first.spec.symbol} ${value} ${after}`;
            }}
          />
          <header className="figure-head">
            <p className="quiet params-legend">± 1 std err; hollow: held</p>
            <TimeChoice />
            <ShownAs shown={shown} table={() => table} onChange={show} />
          </header>
          {shown === 'chart' ? (
            <Drawing paths={paths} focus={focus} />
          ) : (
            <FigureTableView name="Parameters by expiry" table={table} />
          )}
        </>
      )}
    </div>
  );
}
