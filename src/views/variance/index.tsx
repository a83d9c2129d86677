import { type CSSProperties, type PointerEvent, useDeferredValue, useMemo, useState } from 'react';
import { fixed, volPercent } from '#base/format.ts';
import { forwardText } from '#charts/smile-words.ts';
import { useSize } from '#charts/use-size.ts';
import {
  type VarianceBoard,
  type VarianceSmile,
  varianceBoard,
  varianceScene,
} from '#charts/variance-figure.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { CopyShown } from '#views/controls/copy-shown.tsx';
import { pictured } from '#views/controls/pictured.ts';
import { PairTable } from './pair-table.tsx';
import '#views/controls/figure.css';
import './variance.css';

/** What stands below a picture taken away. */
const LEGEND =
  'σ√T in % against K/F in %, an expiry each line; dashed past its quotes. Lines that cross are calendar arbitrage: a cross marks where, red between quotes.';

/** Where the pointer stands: the smile nearest to it, at its strike. */
interface Reading {
  readonly smile: VarianceSmile;
  readonly k: number;
}

/** Total variance of all expiries, where lines that cross are calendar arbitrage. */
export function VarianceView() {
  // The focused smile answers the hand first; what follows from the board comes after.
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const focus = useWorkbench((s) => s.look.focus);
  const overdue = useWorkbench(fitIsOld);
  const board = useMemo(() => (fitted === null ? null : varianceBoard(fitted)), [fitted]);
  const [reading, setReading] = useState<Reading | null>(null);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Variance"
      {...pictured('Total variance of all expiries', LEGEND)}
    >
      {board === null || board.smiles.length === 0 ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <header className="figure-head">
            <p>
              {reading === null ? 'σ√T, %, against K/F, %: lines that cross are arbitrage' : words(reading)}
            </p>
            <CopyShown />
          </header>
          <Drawing board={board} focus={focus} reading={reading} onRead={setReading} />
          <PairTable pairs={board.pairs} time={board.time} focus={focus} />
        </>
      )}
    </div>
  );
}

function words({ smile, k }: Reading): string {
  const w = smile.w(k);
  const strike = forwardText(smile.forward * Math.exp(k));
  return `${smile.name}  K ${strike}  vol ${volPercent(Math.sqrt(w / smile.t))}  σ√T ${fixed(100 * Math.sqrt(w), 2)} %`;
}

function Drawing(props: {
  readonly board: VarianceBoard;
  readonly focus: string | null;
  readonly reading: Reading | null;
  readonly onRead: (reading: Reading | null) => void;
}) {
  const { board, focus, reading, onRead } = props;
  const [ref, { width, height }] = useSize();
  const scene = useMemo(
    () => (width > 0 && height > 0 ? varianceScene(board, focus, width, height) : null),
    [board, focus, width, height],
  );
  const read = (event: PointerEvent): Reading | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (scene === null || x < scene.frame.left || x > scene.frame.right) return null;
    const k = scene.kAt(x);
    let nearest: Reading | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const smile of board.smiles) {
      const distance = Math.abs(scene.yOf(smile.w(k)) - y);
      if (distance < least) [nearest, least] = [{ smile, k }, distance];
    }
    return nearest;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the strip and the table hold the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the strip and the table hold the keys
    <div
      className="figure-drawing"
      ref={ref}
      onPointerMove={(event) => onRead(read(event))}
      onPointerLeave={() => onRead(null)}
      onClick={() => {
        if (reading !== null) workbench.actions.focusExpiry(reading.smile.key);
      }}
    >
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          {scene.levels.map(({ at, label }) => (
            <g key={label}>
              <path
                className="figure-grid"
                d={`M${scene.frame.left} ${Math.round(at) + 0.5}H${scene.frame.right}`}
              />
              <text className="end" x={scene.frame.left - 6} y={Math.round(at) + 4}>
                {label}
              </text>
            </g>
          ))}
          {scene.strikes.map(({ at, label }) => (
            <text key={label} className="middle" x={at} y={height - 6}>
              {label}
            </text>
          ))}
          <path
            className="figure-forward"
            d={`M${Math.round(scene.forward) + 0.5} ${scene.frame.top}V${scene.frame.bottom}`}
          />
          {scene.lines.map(({ key, place, quoted, past }) => {
            const chosen = key === focus || key === reading?.smile.key;
            return (
              <g
                key={key}
                className={chosen ? 'variance-line chosen' : 'variance-line'}
                style={coloured(place)}
              >
                <path className="past" d={past} />
                <path d={quoted} />
              </g>
            );
          })}
          {reading !== null && (
            <circle
              className="variance-cursor"
              cx={scene.xOf(reading.k)}
              cy={scene.yOf(reading.smile.w(reading.k))}
              r={3.5}
            />
          )}
          {scene.crossings.map(({ key, x, y, inQuotes }) => (
            <path
              key={key}
              className={inQuotes ? 'variance-crossing fail' : 'variance-crossing'}
              d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`}
            />
          ))}
          {scene.names.map(({ key, at, label }) => (
            <text key={key} className={key === focus ? 'strong' : ''} x={scene.frame.right + 6} y={at}>
              {label}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

/** Colours of the expiries near to far, four stretches of five. */
function coloured(place: number): CSSProperties {
  const at = Math.min(3, Math.floor(place * 4));
  const share = Math.round(100 * (place * 4 - at));
  return { stroke: `color-mix(in oklab, var(--exp${at + 1}) ${share}%, var(--exp${at}))` };
}
