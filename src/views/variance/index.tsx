import { type CSSProperties, memo, useId, useMemo } from 'react';
import { fixed, volPercent } from '#base/format.ts';
import { varianceFinding } from '#charts/findings.ts';
import { forwardText } from '#charts/smile-words.ts';
import { useSize } from '#charts/use-size.ts';
import {
  type VarianceBoard,
  type VarianceScene,
  varianceBoard,
  varianceScene,
} from '#charts/variance-figure.ts';
import { type Pointed, type Reading, readingOf } from '#store/reading.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { CopyShown } from '#views/controls/copy-shown.tsx';
import { FrameClip } from '#views/controls/frame-clip.tsx';
import { pictured } from '#views/controls/pictured.ts';
import { Says } from '#views/controls/says.tsx';
import { PairTable } from './pair-table.tsx';
import '#views/controls/figure.css';
import { PointedDrawing } from '#views/controls/pointed-drawing.tsx';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import './variance.css';

/** What stands below a picture taken away. */
const LEGEND =
  'σ√T in % against K/F in %, an expiry each line; dashed past its quotes. Lines that cross are calendar arbitrage: a cross marks where, red between quotes.';

/** Total variance of all expiries, where lines that cross are calendar arbitrage. */
export function VarianceView() {
  // The focused smile answers the hand first; what follows from the board comes after.
  const fitted = usePacedFit();
  const focus = useWorkbench((s) => s.look.focus);
  const overdue = useWorkbench(fitIsOld);
  const board = useMemo(() => (fitted === null ? null : varianceBoard(fitted)), [fitted]);
  const finding = useMemo(() => (board === null ? '' : varianceFinding(board)), [board]);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Variance"
      aria-description={finding}
      {...pictured('Total variance of all expiries', LEGEND)}
    >
      {board === null || board.smiles.length === 0 ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <header className="figure-head">
            <Says finding={finding} words={(reading) => words(board, reading)} />
            <CopyShown />
          </header>
          <Drawing board={board} focus={focus} />
          <PairTable pairs={board.pairs} time={board.time} focus={focus} />
        </>
      )}
    </div>
  );
}

function words({ smiles }: VarianceBoard, { key, k }: Reading): string | null {
  const smile = smiles.find((of) => of.key === key);
  if (smile === undefined) return null;
  const at = k ?? 0;
  const w = smile.w(at);
  const strike = forwardText(smile.forward * Math.exp(at));
  return `${smile.name}  K ${strike}  vol ${volPercent(Math.sqrt(w / smile.t))}  σ√T ${fixed(100 * Math.sqrt(w), 2)} %`;
}

function Drawing({ board, focus }: { readonly board: VarianceBoard; readonly focus: string | null }) {
  const [ref, { width, height }] = useSize();
  const clip = useId();
  const scene = useMemo(
    () => (width > 0 && height > 0 ? varianceScene(board, focus, width, height) : null),
    [board, focus, width, height],
  );
  const at = (x: number, y: number): Pointed | null => {
    if (scene === null || x < scene.frame.left || x > scene.frame.right) return null;
    const k = scene.kAt(x);
    let [nearest, least] = [null as Pointed | null, Number.POSITIVE_INFINITY];
    for (const smile of board.smiles) {
      const distance = Math.abs(scene.yOf(smile.w(k)) - y);
      if (distance < least) [nearest, least] = [{ key: smile.key, t: null, k }, distance];
    }
    return nearest;
  };
  return (
    <PointedDrawing of={ref} at={at}>
      {scene !== null && (
        <svg width={width} height={height} aria-hidden="true">
          <FrameClip id={clip} frame={scene.frame} />
          <Picture scene={scene} focus={focus} height={height} clip={`url(#${clip})`} />
          <Cross board={board} scene={scene} clip={`url(#${clip})`} />
        </svg>
      )}
    </PointedDrawing>
  );
}

/** The smile that is read stands out, and a line at its strike. */
function Cross(props: {
  readonly board: VarianceBoard;
  readonly scene: VarianceScene;
  readonly clip: string;
}) {
  const { board, scene, clip } = props;
  const reading = useWorkbench(readingOf);
  const smile = board.smiles.find(({ key }) => key === reading?.key);
  const line = scene.lines.find(({ key }) => key === reading?.key);
  if (reading === null || smile === undefined || line === undefined) return null;
  const { frame } = scene;
  const x = reading.k === null ? null : scene.xOf(reading.k);
  const shown = x !== null && x >= frame.left && x <= frame.right;
  return (
    <g className="figure-cross" clipPath={clip}>
      <g className="variance-line chosen" style={coloured(line.place)}>
        <path className="past" d={line.past} />
        <path d={line.quoted} />
      </g>
      {shown && (
        <>
          <path d={`M${x.toFixed(1)} ${frame.top}V${frame.bottom}`} />
          <circle cx={x} cy={scene.yOf(smile.w(reading.k ?? 0))} r={4} />
        </>
      )}
    </g>
  );
}

const Picture = memo(function Picture(props: {
  readonly scene: VarianceScene;
  readonly focus: string | null;
  readonly height: number;
  /** Address of the clip that holds the lines inside the picture. */
  readonly clip: string;
}) {
  const { scene, focus, height, clip } = props;
  const { frame } = scene;
  return (
    <g>
      <text className="faint" x={4} y={12}>
        σ√T %, against K/F %
      </text>
      {scene.levels.map(({ at, label }) => (
        <g key={label}>
          <path className="figure-grid" d={`M${frame.left} ${Math.round(at) + 0.5}H${frame.right}`} />
          <text className="end" x={frame.left - 6} y={Math.round(at) + 4}>
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
        d={`M${Math.round(scene.forward) + 0.5} ${frame.top}V${frame.bottom}`}
      />
      <g clipPath={clip}>
        {scene.lines.map(({ key, place, quoted, past }) => (
          <g
            key={key}
            className={key === focus ? 'variance-line chosen' : 'variance-line'}
            style={coloured(place)}
          >
            <path className="past" d={past} />
            <path d={quoted} />
          </g>
        ))}
      </g>
      {scene.crossings.map(({ key, x, y, inQuotes }) => (
        <path
          key={key}
          className={inQuotes ? 'variance-crossing fail' : 'variance-crossing'}
          d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`}
        />
      ))}
      {scene.names.map(({ key, at, label }) => (
        <text key={key} className={key === focus ? 'strong' : ''} x={frame.right + 6} y={at}>
          {label}
        </text>
      ))}
    </g>
  );
});

/** Colours of the expiries near to far, four stretches of five. */
function coloured(place: number): CSSProperties {
  const at = Math.min(3, Math.floor(place * 4));
  const share = Math.round(100 * (place * 4 - at));
  return { stroke: `color-mix(in oklab, var(--exp${at + 1}) ${share}%, var(--exp${at}))` };
}
