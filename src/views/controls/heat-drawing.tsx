import { memo, useEffect, useMemo, useRef } from 'react';
import { COLUMNS, type HeatMap, type HeatScene, heatScene } from '#charts/heat-scene.ts';
import { expiryNear } from '#charts/implied-heat.ts';
import { useSize } from '#charts/use-size.ts';
import { type Pointed, readingOf } from '#store/reading.ts';
import { useWorkbench } from '#store/workbench.ts';
import { heatPlace } from './heat-place.ts';
import { paintHeat } from './paint-heat.ts';
import './figure.css';
import { PointedDrawing } from './pointed-drawing.tsx';
import './heat.css';

/** A heat map with its axes; the focused expiry is a line across it, the place that is read a cross. */
export function HeatDrawing(props: {
  readonly heat: HeatMap;
  readonly focus: string | null;
  readonly theme: 'dark' | 'light';
}) {
  const { heat, focus, theme } = props;
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
  const at = (x: number, y: number): Pointed | null => {
    const cell = scene?.cellAt(x, y) ?? null;
    return cell === null ? null : placeOf(heat, cell);
  };
  return (
    <PointedDrawing of={ref} at={at}>
      <canvas ref={canvas} />
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          <Axes scene={scene} height={height} />
          <Cross heat={heat} scene={scene} />
        </svg>
      )}
    </PointedDrawing>
  );
}

/** The place of a cell: its own time where its row is that of no expiry. */
function placeOf(heat: HeatMap, cell: number): Pointed | null {
  const row = Math.floor(cell / COLUMNS);
  const key = expiryNear(heat, cell);
  if (key === null) return null;
  const isExpiry = heat.expiries.some(({ along }) => along === heat.along[row]);
  const k = (heat.columns[cell % COLUMNS] ?? 0) * (heat.scale[row] ?? 0);
  return { key, t: isExpiry ? null : (heat.times[row] ?? null), k };
}

function Cross({ heat, scene }: { readonly heat: HeatMap; readonly scene: HeatScene }) {
  const reading = useWorkbench(readingOf);
  const at = reading === null ? null : heatPlace(heat, reading);
  if (at === null) return null;
  const { frame } = scene;
  const y = Math.round(scene.yOf(at.along)) + 0.5;
  const x = at.moneyness === null ? null : Math.round(scene.xOf(at.moneyness)) + 0.5;
  return (
    <g className="figure-cross over">
      <path d={`M${frame.left} ${y}H${frame.right}`} />
      {x !== null && x >= frame.left && x <= frame.right && (
        <>
          <path d={`M${x} ${frame.top}V${frame.bottom}`} />
          <circle cx={x} cy={y} r={5} />
        </>
      )}
    </g>
  );
}

const Axes = memo(function Axes({ scene, height }: { readonly scene: HeatScene; readonly height: number }) {
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
            className="heat-focus"
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
});
