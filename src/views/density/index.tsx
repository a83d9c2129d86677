import { type PointerEvent, type ReactNode, useDeferredValue, useId, useMemo, useState } from 'react';
import { boardExpiry } from '#charts/board.ts';
import {
  type DensityScene,
  densityScene,
  type ExpiryDensity,
  expiryDensity,
} from '#charts/density-figure.ts';
import { lawReading } from '#charts/density-words.ts';
import { useSize } from '#charts/use-size.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { pictured } from '#views/controls/pictured.ts';
import { Facts } from './facts.tsx';
import '#views/controls/figure.css';
import './density.css';

/** What stands below a picture taken away. */
const LEGEND =
  'Probability in % for each 1 % of the forward, against the price at expiry. Line and area: fit; amber: past the last quote; red: negative, which is arbitrage; dashed: lognormal with the volatility at the money.';

/** The risk-neutral density of the focused expiry, its quantiles and moments. */
export function DensityView() {
  // The focused smile answers the hand first; what follows from it comes after.
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const focus = useWorkbench((s) => s.look.focus);
  const overdue = useWorkbench(fitIsOld);
  const expiry = useMemo(
    () => (fitted === null || focus === null ? null : boardExpiry(fitted, focus)),
    [fitted, focus],
  );
  const density = useMemo(() => (expiry === null ? null : expiryDensity(expiry)), [expiry]);
  const [k, setK] = useState<number | null>(null);
  if (expiry === null) return <Frame>{null}</Frame>;
  if (density === null) {
    return (
      <Frame>
        <p className="figure-empty">{expiry.name} is not fitted: no density.</p>
      </Frame>
    );
  }
  return (
    <Frame overdue={overdue} name={expiry.name}>
      <header className="figure-head">
        <p>
          <b>{expiry.name}</b>{' '}
          {k === null ? 'risk-neutral, % for each 1 % of F; dashed: lognormal' : lawReading(density, k)}
        </p>
      </header>
      <Drawing density={density} k={k} onPoint={setK} />
      <Facts density={density} />
    </Frame>
  );
}

function Frame(props: {
  readonly overdue?: boolean;
  /** The expiry; absent where there is none to draw. */
  readonly name?: string;
  readonly children: ReactNode;
}) {
  const { overdue = false, name, children } = props;
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Density"
      {...(name === undefined ? {} : pictured(`Risk-neutral density of ${name}`, LEGEND))}
    >
      {children}
    </div>
  );
}

function Drawing(props: {
  readonly density: ExpiryDensity;
  readonly k: number | null;
  readonly onPoint: (k: number | null) => void;
}) {
  const { density, k, onPoint } = props;
  const [ref, { width, height }] = useSize();
  const clip = useId();
  const scene = useMemo(
    () => (width > 0 && height > 0 ? densityScene(density, width, height) : null),
    [density, width, height],
  );
  const point = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    onPoint(scene !== null && x >= scene.frame.left && x <= scene.frame.right ? scene.kAt(x) : null);
  };
  return (
    <div className="figure-drawing" ref={ref} onPointerMove={point} onPointerLeave={() => onPoint(null)}>
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          <Axes scene={scene} height={height} />
          <clipPath id={clip}>
            <rect
              x={scene.frame.left}
              y={scene.frame.top}
              width={scene.frame.right - scene.frame.left}
              height={scene.frame.bottom - scene.frame.top}
            />
          </clipPath>
          <g clipPath={`url(#${clip})`}>
            <path className="density-past" d={scene.below} />
            <path className="density-past" d={scene.above} />
            <path className="density-inside" d={scene.inside} />
            {scene.negative.map((path) => (
              <path key={path} className="density-negative" d={path} />
            ))}
            <path className="figure-line lesser" d={scene.lognormal} />
            <path className="figure-line" d={scene.line} />
          </g>
          {k !== null && (
            <path
              className="density-cursor"
              d={`M${scene.xOf(k).toFixed(1)} ${scene.frame.top}V${scene.frame.bottom}`}
            />
          )}
        </svg>
      )}
    </div>
  );
}

function Axes({ scene, height }: { readonly scene: DensityScene; readonly height: number }) {
  const { frame, levels, strikes, top, zero, forward } = scene;
  return (
    <g>
      {levels.map(({ at, label }) => (
        <g key={label}>
          <path className="figure-grid" d={`M${frame.left} ${Math.round(at) + 0.5}H${frame.right}`} />
          <text className="end" x={frame.left - 6} y={Math.round(at) + 4}>
            {label}
          </text>
        </g>
      ))}
      {strikes.map(({ at, label }) => (
        <text key={label} className="middle" x={at} y={height - 6}>
          {label}
        </text>
      ))}
      {top.map(({ at, label, strong }) => (
        <g key={label}>
          <path className="figure-zero" d={`M${Math.round(at) + 0.5} ${frame.top - 4}V${frame.top}`} />
          <text className={strong ? 'middle strong' : 'middle'} x={at} y={12}>
            {label}
          </text>
        </g>
      ))}
      <path className="figure-zero" d={`M${frame.left} ${Math.round(zero) + 0.5}H${frame.right}`} />
      <path className="figure-forward" d={`M${Math.round(forward) + 0.5} ${frame.top}V${frame.bottom}`} />
    </g>
  );
}
