import { useDeferredValue, useMemo, useState } from 'react';
import { fittedSurface } from '#charts/fitted-surface.ts';
import { type TermPanel, type TermStructure, termScene, termStructure } from '#charts/term-figure.ts';
import { useSize } from '#charts/use-size.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import type { DeltaConvention } from '#surface/delta-strikes.ts';
import { CopyShown } from '#views/controls/copy-shown.tsx';
import { PanelAxes } from '#views/controls/panel-axes.tsx';
import { pictured } from '#views/controls/pictured.ts';
import { Segmented } from '#views/controls/segmented.tsx';
import { Ask } from './ask.tsx';
import { type Maturities, TermTable } from './table.tsx';
import '#views/controls/figure.css';
import './term.css';

/** Outlives the view: what was chosen by hand, by the way the options settle. */
const chosen: { delta: DeltaConvention | null; maturities: Maturities } = {
  delta: null,
  maturities: 'constant',
};

/** At-the-money vol, variance swap, risk reversals and butterflies by maturity. */
export function TermView() {
  // The focused smile answers the hand first; the term structure follows.
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const focus = useWorkbench((s) => s.look.focus);
  const overdue = useWorkbench(fitIsOld);
  const [delta, setDelta] = useState<DeltaConvention | null>(chosen.delta);
  const [maturities, setMaturities] = useState<Maturities>(chosen.maturities);
  // Coin-settled options are paid for in coin: their delta is what is left after the premium.
  const convention = delta ?? (fitted?.quotes.settlement === 'inverse' ? 'premium-adjusted' : 'forward');
  const term = useMemo(() => {
    const surface = fitted === null ? null : fittedSurface(fitted);
    return surface === null ? null : termStructure(surface, convention);
  }, [fitted, convention]);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Term"
      {...pictured(
        'Term structure',
        `Dots: listed expiries. RR: call minus put, BF: mean of both minus at the money, at 25 and 10 delta (${convention} delta).`,
      )}
    >
      {term === null ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <header className="figure-head term-head">
            <Segmented
              name="Maturities"
              value={maturities}
              options={[
                { value: 'constant', label: 'Constant maturities', shown: 'Constant' },
                { value: 'listed', label: 'Listed expiries', shown: 'Listed' },
              ]}
              onChange={(next) => {
                chosen.maturities = next;
                setMaturities(next);
              }}
            />
            {term.time !== null && <p className="term-time">{term.time}</p>}
            <label
              className="term-delta"
              title="Forward: Black delta on the forward, as in the Smile and Parameters. Premium-adjusted: less the premium, as coin-settled options are hedged; of the two call strikes the higher."
            >
              Δ{' '}
              <select
                aria-label="Delta convention"
                value={convention}
                onChange={(event) => {
                  chosen.delta = event.target.value as DeltaConvention;
                  setDelta(chosen.delta);
                }}
              >
                <option value="forward">forward</option>
                <option value="premium-adjusted">premium-adjusted</option>
              </select>
            </label>
            <CopyShown />
          </header>
          <Drawing term={term} focus={focus} />
          <TermTable term={term} focus={focus} maturities={maturities} />
          {fitted !== null && <Ask fitted={fitted} />}
        </>
      )}
    </div>
  );
}

function Drawing({ term, focus }: { readonly term: TermStructure; readonly focus: string | null }) {
  const [ref, { width, height }] = useSize();
  const scene = useMemo(
    () => (width > 0 && height > 0 ? termScene(term, focus, width, height) : null),
    [term, focus, width, height],
  );
  return (
    <div className="figure-drawing" ref={ref}>
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          {scene.panels.map((panel) => (
            <Panel key={panel.title} panel={panel} focus={focus} dates={scene.dates} />
          ))}
          {scene.dates.map(({ at, label }) => (
            <text key={label} className="middle" x={at} y={height - 6}>
              {label}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

function Panel(props: {
  readonly panel: TermPanel;
  readonly focus: string | null;
  readonly dates: readonly { readonly at: number; readonly label: string }[];
}) {
  const { panel, focus, dates } = props;
  const { frame } = panel;
  return (
    <g>
      <text className="faint" x={4} y={frame.top - 6}>
        {panel.title}
      </text>
      <PanelAxes frame={frame} ticks={panel.ticks} zero={panel.zero} dates={dates} />
      {panel.lines.map((line) => (
        <g key={line.name}>
          <path className={line.lesser ? 'figure-line lesser' : 'figure-line'} d={line.path} />
          {line.dots.map(({ key, x, y }) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: the strip and the table hold the keys
            <circle
              key={key}
              className={key === focus ? 'term-dot focused' : 'term-dot'}
              cx={x}
              cy={y}
              r={line.lesser ? 2 : 3}
              onClick={() => workbench.actions.focusExpiry(key)}
            />
          ))}
          <text className={line.lesser ? '' : 'strong'} x={frame.right + 8} y={line.labelY}>
            {line.name}
          </text>
        </g>
      ))}
    </g>
  );
}
