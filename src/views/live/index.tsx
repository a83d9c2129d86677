import { useDeferredValue, useMemo, useState } from 'react';
import { boardNames } from '#charts/board.ts';
import type { ScalarHistory } from '#charts/live-figure.ts';
import type { FeedLook } from '#store/live/feed-look.ts';
import type { LiveHistory } from '#store/live/live-history.ts';
import { useLive } from '#store/live/page.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { Choice } from '#views/controls/choice.tsx';
import { CopyCells } from '#views/controls/copy-button.tsx';
import { pictured } from '#views/controls/pictured.ts';
import { Says } from '#views/controls/says.tsx';
import { Segmented } from '#views/controls/segmented.tsx';
import { Drawing } from './drawing.tsx';
import { DEFAULT_PARAMETER, parametersOf, type TimedParameter } from './parameters.ts';
import { eventRows, HEADS, type LiveRow, nowRows } from './rows.ts';
import { LiveTable } from './table.tsx';
import { liveFinding, readWords } from './words.ts';
import '#views/controls/figure.css';
import './view.css';

type Table = 'now' | 'events';

const NONE_JUDGED: FeedLook['expiries'] = {};

/** Outlives the view. */
const lasting: { table: Table; parameter: string } = { table: 'now', parameter: '' };

/** Scalars of a live market over time, what is published of them, and the full fits they go on from. */
export function LiveView() {
  const frame = useDeferredValue(useLive((s) => s.frame));
  const history = useDeferredValue(useLive((s) => s.history));
  const focus = useWorkbench((s) => s.look.focus);
  const overdue = useWorkbench(fitIsOld);
  const fitted = useWorkbench((s) => s.fitted);
  const judged = useWorkbench((s) => s.feed?.expiries ?? NONE_JUDGED);
  const [table, setTable] = useState(lasting.table);
  const [parameter, setParameter] = useState(lasting.parameter);
  const names = useMemo(() => (fitted === null ? null : boardNames(fitted)), [fitted]);
  const nameOf = (key: string): string => names?.get(key)?.name ?? key;
  const model = history.fits.at(-1)?.model ?? fitted?.result.model ?? '';
  const parameters = useMemo(() => parametersOf(model), [model]);
  const chosen = parameters.find(({ name }) => name === parameter) ?? parameters[DEFAULT_PARAMETER] ?? null;
  const drawn = useMemo(() => drawnHistory(history, focus, chosen), [history, focus, chosen]);
  const rows: readonly LiveRow[] =
    frame === null
      ? []
      : table === 'now'
        ? nowRows(frame, judged, nameOf)
        : eventRows(history, focus, nameOf);
  const finding = frame === null ? '' : liveFinding(frame, history, focus, nameOf);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Live"
      aria-description={finding}
      {...pictured(
        'Volatility scalars',
        'Line: as published, in steps; thin line with its shade: the filter with one standard deviation; dashed: the band about what is published; ticks above: published anew; upright lines: full fits.',
      )}
    >
      {frame === null || history.count === 0 ? (
        <p className="figure-empty">
          Nothing is followed yet. Live at the top connects to a venue or replays a recording.
        </p>
      ) : (
        <>
          <Says finding={finding} words={(reading) => readWords(frame, reading.key, nameOf)} />
          <header className="figure-head live-view-head">
            <Choice
              name="Parameter over time"
              className="live-parameter"
              value={chosen?.name ?? ''}
              options={parameters.map(({ name }) => ({ value: name, label: name }))}
              onChange={(name) => {
                lasting.parameter = name;
                setParameter(name);
              }}
            />
            <span className="live-view-space" />
            <div className="live-shown">
              <Segmented
                name="Live table"
                value={table}
                options={[
                  { value: 'now', label: 'Now' },
                  { value: 'events', label: 'History' },
                ]}
                onChange={(next) => {
                  lasting.table = next;
                  setTable(next);
                }}
              />
            </div>
            <CopyCells
              cells={() => [['Expiry', ...HEADS[table]], ...rows.map(({ name, cells }) => [name, ...cells])]}
            />
          </header>
          <Drawing history={drawn} focus={focus} />
          <LiveTable
            name={table === 'now' ? 'Scalars now' : 'Publishes and full fits'}
            heads={HEADS[table]}
            rows={rows}
            focus={focus}
          />
        </>
      )}
    </div>
  );
}

function drawnHistory(
  { count, at, expiries, fits, publishes }: LiveHistory,
  focus: string | null,
  parameter: TimedParameter | null,
): ScalarHistory {
  const tracks = [...expiries]
    .sort(([a], [b]) => (a.slice(a.lastIndexOf('@') + 1) < b.slice(b.lastIndexOf('@') + 1) ? -1 : 1))
    .map(([key, columns]) => ({ key, ...columns }));
  const own = tracks.find(({ key }) => key === focus)?.key ?? tracks[0]?.key ?? '';
  return {
    count,
    at,
    tracks,
    publishes: publishes.filter(({ keys }) => keys.includes(own)).map((mark) => mark.at),
    fits: fits.map((fit) => fit.at),
    parameter:
      parameter === null
        ? null
        : {
            symbol: parameter.name,
            values: fits.map(({ model, smiles }) => {
              const smile = smiles[own];
              return smile === undefined || model !== parameter.model ? null : parameter.of(smile);
            }),
          },
  };
}
