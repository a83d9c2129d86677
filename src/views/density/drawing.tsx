import { memo, useId, useMemo } from 'react';
import {
  type DensityScene,
  type DurrlemanPanel,
  densityScene,
  type ExpiryDensity,
} from '#charts/density-figure.ts';
import { useSize } from '#charts/use-size.ts';
import type { Pointed } from '#store/reading.ts';
import { FrameClip } from '#views/controls/frame-clip.tsx';
import { PointedDrawing } from '#views/controls/pointed-drawing.tsx';
import { Cross } from './cross.tsx';

/** Distance of the strokes over what nobody quotes, px. */
const HATCH = 6;

/** The density with g below it; pointing reads a price. */
export function Drawing(props: {
  readonly density: ExpiryDensity;
  /** Key of the expiry. */
  readonly expiry: string;
}) {
  const { density, expiry } = props;
  const [ref, { width, height }] = useSize();
  const scene = useMemo(
    () => (width > 0 && height > 0 ? densityScene(density, width, height) : null),
    [density, width, height],
  );
  const at = (x: number): Pointed | null => {
    if (scene === null || x < scene.frame.left || x > scene.frame.right) return null;
    return { key: expiry, t: null, k: scene.kAt(x) };
  };
  return (
    <PointedDrawing of={ref} at={at}>
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          <Picture scene={scene} height={height} />
          <Cross density={density} expiry={expiry} scene={scene} />
        </svg>
      )}
    </PointedDrawing>
  );
}

const Picture = memo(function Picture({
  scene,
  height,
}: {
  readonly scene: DensityScene;
  readonly height: number;
}) {
  const [clip, hatch] = [useId(), useId()];
  const { frame } = scene;
  return (
    <g>
      <pattern id={hatch} width={HATCH} height={HATCH} patternUnits="userSpaceOnUse">
        <path
          className="density-hatch"
          d={`M0 ${HATCH}L${HATCH} 0M-1 1L1 -1M${HATCH - 1} ${HATCH + 1}l2 -2`}
        />
      </pattern>
      <FrameClip id={clip} frame={frame} />
      <Axes scene={scene} height={height} />
      <g clipPath={`url(#${clip})`}>
        <path fill={`url(#${hatch})`} d={scene.below} />
        <path fill={`url(#${hatch})`} d={scene.above} />
        <path className="density-inside" d={scene.inside} />
        {scene.negative.map((path) => (
          <path key={path} className="density-negative" d={path} />
        ))}
        <path className="figure-line lesser" d={scene.lognormal} />
        <path className="figure-line" d={scene.line} />
      </g>
      {scene.durrleman !== null && <Durrleman panel={scene.durrleman} hatch={hatch} />}
      <Note scene={scene} />
    </g>
  );
});

/** The unit of the picture, and what is dashed in it. */
function Note({ scene: { frame, note } }: { readonly scene: DensityScene }) {
  const isLeft = note === 'left';
  const x = isLeft ? frame.left + 6 : frame.right - 6;
  return (
    <g className={isLeft ? undefined : 'end'}>
      <text className="faint" x={x} y={frame.top + 14}>
        % per 1 % of F
      </text>
      <text className="faint" x={x} y={frame.top + 29}>
        dashed: lognormal
      </text>
    </g>
  );
}

/** g over the same prices: red below 0, hatched past the quotes. */
function Durrleman({ panel, hatch }: { readonly panel: DurrlemanPanel; readonly hatch: string }) {
  const { frame } = panel;
  return (
    <g>
      {panel.past.map(([from, to]) => (
        <rect
          key={from}
          fill={`url(#${hatch})`}
          x={from}
          y={frame.top}
          width={to - from}
          height={frame.bottom - frame.top}
        />
      ))}
      {panel.levels.map(({ at, label }) => (
        <g key={label}>
          <path
            className={label === '0' ? 'figure-zero' : 'figure-grid'}
            d={`M${frame.left} ${Math.round(at) + 0.5}H${frame.right}`}
          />
          <text className="end" x={frame.left - 6} y={Math.round(at) + 4}>
            {label}
          </text>
        </g>
      ))}
      <path className="density-negative" d={panel.negative} />
      <path className="figure-line thin" d={panel.line} />
      <text className="end faint" x={12} y={frame.top + 10}>
        g
      </text>
    </g>
  );
}

function Axes({ scene, height }: { readonly scene: DensityScene; readonly height: number }) {
  const { frame, levels, strikes, top, zero, forward, foot } = scene;
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
      <path className="figure-forward" d={`M${Math.round(forward) + 0.5} ${frame.top}V${foot}`} />
    </g>
  );
}
