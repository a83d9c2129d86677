import { type MouseEvent, useEffect, useMemo, useRef } from 'react';
import { type HeatMap, type HeatScene, heatScene } from '#charts/heat-scene.ts';
import { useSize } from '#charts/use-size.ts';
import { paintHeat } from './paint-heat.ts';
import './figure.css';
import './heat.css';

/** A heat map with its axes; the focused expiry is a line across it. */
export function HeatDrawing(props: {
  readonly heat: HeatMap;
  readonly focus: string | null;
  readonly theme: 'dark' | 'light';
  /** The cell under the pointer. */
  readonly onCell: (cell: number | null) => void;
  readonly onPick?: (cell: number) => void;
}) {
  const { heat, focus, theme, onCell, onPick } = props;
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
  const cellUnder = (event: MouseEvent): number | null => {
    const box = event.currentTarget.getBoundingClientRect();
    return scene?.cellAt(event.clientX - box.left, event.clientY - box.top) ?? null;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the strip and the tables hold the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the strip and the tables hold the keys
    <div
      className="figure-drawing"
      ref={ref}
      onPointerMove={(event) => onCell(cellUnder(event))}
      onPointerLeave={() => onCell(null)}
      onClick={(event) => {
        const cell = cellUnder(event);
        if (cell !== null) onPick?.(cell);
      }}
    >
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
}
