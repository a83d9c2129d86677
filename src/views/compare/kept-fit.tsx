import { useDeferredValue, useMemo } from 'react';
import { volPoints } from '#base/format.ts';
import type { ExpiryChange } from '#calibration/fit-changes.ts';
import { type BoardExpiry, boardExpiry, boardNames } from '#charts/board.ts';
import { difference } from '#charts/compare-figure.ts';
import { smileMarks } from '#charts/smile-marks.ts';
import { fittedCurve } from '#charts/smile-scene.ts';
import { smileWindow } from '#charts/smile-window.ts';
import { type FitComparison, fitComparison } from '#store/compare-fits.ts';
import { activeQuote } from '#store/selectors.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CopyShown } from '#views/controls/copy-shown.tsx';
import { Finding } from '#views/controls/says.tsx';
import { differences, marketChange, toldOf } from './change-words.ts';
import { ComparedWith } from './compared-with.tsx';
import { Picture } from './picture.tsx';

/** The kept fit (A) and the fit on the screen (B) on the focused expiry: their difference over strikes and in figures. */
export function KeptFit() {
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const ghost = useDeferredValue(useWorkbench((s) => s.ghost));
  const view = useWorkbench((s) => s.look.parameterView);
  const focus = useWorkbench((s) => s.look.focus);
  const comparison = useMemo(() => fitComparison({ ghost, fitted, view }), [ghost, fitted, view]);
  const expiry = useMemo(
    () => (fitted === null || focus === null ? null : boardExpiry(fitted, focus)),
    [fitted, focus],
  );
  const change = comparison?.changes.find(({ key }) => key === focus);
  return (
    <>
      <header className="figure-head">
        <ComparedWith />
        <p>{comparison === null ? '' : headline(comparison)}</p>
        {comparison !== null && <CopyShown />}
      </header>
      {comparison === null || expiry === null || fitted === null ? (
        <Nothing />
      ) : (
        <>
          <Finding text={findingOf(comparison, names(fitted))} />
          <Settings
            words={differences(comparison.settings, change === undefined ? null : marketChange(change))}
          />
          <Drawing expiry={expiry} comparison={comparison} symbols={fitted.quotes.symbol} />
          {change !== undefined && <Changes change={change} name={expiry.name} />}
        </>
      )}
    </>
  );
}

const names = (fitted: Parameters<typeof boardNames>[0]) => {
  const of = boardNames(fitted);
  return (key: string) => of.get(key)?.name ?? key;
};

function headline({ label, models }: FitComparison): string {
  const [a, b] = models === null ? ['', ''] : models.map((model) => ` (${model})`);
  return `A: ${label}${a} · B: now${b}`;
}

/** In what the two differ but in their lines, as far as two lines of text go; all of it on hover. */
function Settings({ words }: { readonly words: string | null }) {
  if (words === null) return null;
  return (
    <p className="compare-settings" title={words.replaceAll('; ', '\n')}>
      {words}
    </p>
  );
}

/** The largest move at the money, spoken. */
function findingOf({ label, changes }: FitComparison, nameOf: (key: string) => string): string {
  const moved = changes.filter(({ measures }) => measures.vol.change !== null);
  const largest = moved.reduce<ExpiryChange | null>(
    (best, next) =>
      Math.abs(next.measures.vol.change ?? 0) > Math.abs(best?.measures.vol.change ?? 0) ? next : best,
    null,
  );
  if (largest === null) return `Against the ${label}: no change at the money.`;
  const by = volPoints(largest.measures.vol.change);
  return `Against the ${label}: ${moved.length} expiries, the largest move at the money ${by} vol points on ${nameOf(largest.key)}.`;
}

function Nothing() {
  const possible = useWorkbench((s) => s.fitted !== null);
  return (
    <div className="compare-none">
      <p>
        Keep this fit, then change anything: both lines, their difference over strikes, and what changed by
        how much.
      </p>
      <div className="compare-ways">
        <button type="button" className="button" disabled={!possible} onClick={actions.keepGhost}>
          Keep this fit (k)
        </button>
      </div>
    </div>
  );
}

function Drawing(props: {
  readonly expiry: BoardExpiry;
  readonly comparison: FitComparison;
  readonly symbols: readonly string[];
}) {
  const { expiry, comparison, symbols } = props;
  const ghost = useWorkbench((s) => s.ghost);
  const manual = useWorkbench((s) => s.decisions.settings.manual);
  const all = useWorkbench((s) => s.look.allStrikes);
  const read = useWorkbench(activeQuote);
  const of = useMemo(() => {
    const slice = ghost?.slices[expiry.key];
    if (ghost === null || slice === undefined) return null;
    const marks = smileMarks(expiry, symbols, manual);
    const { low, high } = windowOf(expiry, marks, all);
    return difference({ ...slice, model: ghost.model }, fittedCurve(expiry), marks, null, [low, high]);
  }, [expiry, ghost, symbols, manual, all]);
  if (of === null) {
    return (
      <p className="figure-empty">
        The {comparison.label} has no smile on {expiry.name}.
      </p>
    );
  }
  return (
    <Picture
      of={of}
      caption={`vol points against A, the ${comparison.label}; line: B, bars: bid to ask`}
      read={read}
      selected={null}
    />
  );
}

/** The strikes the Smile shows. */
export function windowOf(expiry: BoardExpiry, marks: ReturnType<typeof smileMarks>, all: boolean) {
  const { key, book, fit } = expiry;
  const forward = fit?.forward ?? book.forward.value;
  return smileWindow({ key, all, forward, t: book.t, atm: fit?.measures?.vol ?? null, marks }, null);
}

function Changes({ change, name }: { readonly change: ExpiryChange; readonly name: string }) {
  return (
    <section
      className="figure-table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      aria-label={`Changes on ${name}, rows`}
    >
      <table aria-label={`Changes on ${name}`}>
        <thead>
          <tr>
            <th>{name}</th>
            <th title="The kept fit">A</th>
            <th title="The fit on the screen">B</th>
            <th>Change</th>
            <th title="Change over the standard error of A">in s.e.</th>
          </tr>
        </thead>
        <tbody>
          {toldOf(change).map(({ id, head, title, a, b, change: by, errors, marked }) => (
            <tr key={id} title={title}>
              <th scope="row">{head}</th>
              <td className="quiet">{a}</td>
              <td>{b}</td>
              <td className={marked ? 'compare-marked' : undefined}>{by}</td>
              <td className="quiet">{errors}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
