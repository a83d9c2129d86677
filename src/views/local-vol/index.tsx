import { type PointerEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { WEIGHTED_DAYS } from '#charts/clock-words.ts';
import { fittedSurface } from '#charts/fitted-surface.ts';
import {
  colourRange,
  type HeatScene,
  heatScene,
  type LocalVolHeat,
  localVolHeat,
} from '#charts/local-vol-figure.ts';
import { cellWords, missingWords } from '#charts/local-vol-words.ts';
import { useSize } from '#charts/use-size.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { paintHeat } from './paint.ts';
import { RepricingCheck } from './repricing-check.tsx';
import { Scale } from './scale.tsx';
import '#views/controls/figure.css';
import './local-vol.css';

/** Dupire's local volatility of the fitted surface, and every place where it does not exist. */
export function LocalVolView() {
  // The focused smile answers the hand first; what follows from the surface comes after.
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const focus = useWorkbench((s) => s.look.focus);
  const theme = useWorkbench((s) => s.look.theme);
  const overdue = useWorkbench(fitIsOld);
  const surface = useMemo(() => (fitted === null ? null : fittedSurface(fitted)), [fitted]);
  const heat = useMemo(() => (surface === null ? null : localVolHeat(surface)), [surface]);
  const [cell, setCell] = useState<number | null>(null);
  const time =
    heat?.time == null ? '' : heat.time === WEIGHTED_DAYS ? ' per weighted day' : ` (${heat.time})`;
  const missing = useMemo(() => (heat === null ? null : missingWords(heat)), [heat]);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Local vol"
      aria-description="The file Grid (CSV) holds the local volatility at every expiry."
    >
      {surface === null || heat === null ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <header className="figure-head">
            <p>{cell === null ? `Local vol %${time}, against k/(σ√T) and √time` : cellWords(heat, cell)}</p>
            {cell === null && <Scale range={colourRange(heat)} />}
          </header>
          <Drawing heat={heat} focus={focus} theme={theme} onCell={setCell} />
          <footer className="local-vol-foot">
            <p className={missing === null ? 'quiet' : missing.inQuotes ? 'fail' : 'warn'}>
              {missing === null
                ? 'Exists in every cell drawn.'
                : `${missing.inQuotes ? '✕' : '▲'} ${missing.text}.`}
            </p>
            <RepricingCheck surface={surface} focus={focus} />
          </footer>
        </>
      )}
    </div>
  );
}

function Drawing(props: {
  readonly heat: LocalVolHeat;
  readonly focus: string | null;
  readonly theme: 'dark' | 'light';
  readonly onCell: (cell: number | null) => void;
}) {
  const { heat, focus, theme, onCell } = props;
  const [ref, { width, height }] = useSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scene = useMemo(
    () => (width > 0 && height > 0 ? heatScene(heat, focus, width, height) : null),
    [heat, focus, width, height],
  );
  // The theme is in force on the root element before views draw: its colours are read anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the colours are
  useEffect(() => {
    if (scene !== null && canvas.current !== null) paintHeat(canvas.current, scene, width, height);
  }, [scene, width, height, theme]);
  const point = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    onCell(scene?.cellAt(event.clientX - box.left, event.clientY - box.top) ?? null);
  };
  return (
    <div className="figure-drawing" ref={ref} onPointerMove={point} onPointerLeave={() => onCell(null)}>
      <canvas ref={canvas} />
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          <Axes scene={scene} height={height} />
        </svg>
      )}
    </div>
  );
}

function Axes({ scene, height }: { readonly scene: HeatScene; readonly height: number }) {
  const { frame, dates, moneyness } = scene;
  return (
    <g>
      {dates.map(({ at, label, focused }) => (
        <g key={label}>
          <path className="figure-zero" d={`M${frame.left - 4} ${Math.round(at) + 0.5}H${frame.left}`} />
          <text
            className={focused ? 'end strong' : 'end'}
            x={frame.left - 7}
            y={Math.min(frame.bottom, Math.max(frame.top + 8, at + 4))}
          >
            {label}
          </text>
        </g>
      ))}
      {dates
        .filter(({ focused }) => focused)
        .map(({ at, label }) => (
          <path
            key={label}
            className="local-vol-focus"
            d={`M${frame.left} ${Math.round(at) + 0.5}H${frame.right}`}
          />
        ))}
      {moneyness.map(({ at, label }) => (
        <text key={label} className="middle" x={at} y={height - 6}>
          {label}
        </text>
      ))}
    </g>
  );
}
