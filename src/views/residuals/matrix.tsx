import { type CSSProperties, memo } from 'react';
import { fixed } from '#base/format.ts';
import {
  COLUMNS,
  columnOf,
  distance,
  type MatrixCell,
  type MatrixQuote,
  type MatrixRow,
  type ResidualMatrix,
  type ResidualUnit,
} from '#charts/residual-matrix.ts';
import { isThrough } from '#charts/smile-marks.ts';
import { type Pointed, readingOf } from '#store/reading.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';

/** Where the colour of a cell is full, in each unit. */
const FULL: Readonly<Record<ResidualUnit, number>> = { 'half-spreads': 4, 'vol points': 2 };

interface MatrixProps {
  readonly matrix: ResidualMatrix;
  readonly unit: ResidualUnit;
  readonly focus: string | null;
  readonly onPick: (quote: MatrixQuote) => void;
}

/** Expiries by moneyness, each cell its quote farthest from the model. */
export const Matrix = memo(function Matrix({ matrix, unit, focus, onPick }: MatrixProps) {
  return (
    <div className="figure-drawing residuals-matrix" onPointerLeave={() => workbench.actions.hover(null)}>
      <table aria-label="Residuals by expiry and moneyness">
        <thead>
          <tr>
            <th
              title="Columns: log-moneyness in standard deviations at the money, k/(σ√T)"
              data-copy={`Expiry, ${unit}, by k/(σ√T)`}
            >
              σ√T
            </th>
            {COLUMNS.map((z) => (
              <th key={z}>
                {Number.isInteger(z) ? columnName(z) : <span className="unseen">{columnName(z)}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row) => (
            <Row key={row.key} row={row} unit={unit} focused={row.key === focus} onPick={onPick} />
          ))}
        </tbody>
      </table>
    </div>
  );
});

/** One expiry; where the place that is read lies in one of its cells, that one is marked. */
function Row(props: {
  readonly row: MatrixRow;
  readonly unit: ResidualUnit;
  readonly focused: boolean;
  readonly onPick: (quote: MatrixQuote) => void;
}) {
  const { row, unit, focused, onPick } = props;
  const { key, name, cells, scale } = row;
  const read = useWorkbench((s) => readingOf(s)?.key === key);
  const column = useWorkbench((s) => {
    const reading = readingOf(s);
    return reading?.key === key && reading.k !== null ? columnOf(reading.k / scale) : -1;
  });
  return (
    <tr className={`${focused ? 'focused' : ''} ${read ? 'read' : ''}`}>
      <th
        scope="row"
        onPointerEnter={() => workbench.actions.point({ key, t: null, k: null })}
        onPointerLeave={() => workbench.actions.point(null)}
      >
        <button type="button" onClick={() => workbench.actions.focusExpiry(key)}>
          {name}
        </button>
      </th>
      {cells.map((cell, i) => (
        <Cell
          key={COLUMNS[i]}
          cell={cell}
          unit={unit}
          read={i === column}
          // A cell without a quote is still a place of the surface.
          empty={{ key, t: null, k: (COLUMNS[i] ?? 0) * scale }}
          onPick={onPick}
        />
      ))}
    </tr>
  );
}

function Cell(props: {
  readonly cell: MatrixCell;
  readonly unit: ResidualUnit;
  readonly read: boolean;
  readonly empty: Pointed;
  readonly onPick: (quote: MatrixQuote) => void;
}) {
  const { cell, unit, read, empty, onPick } = props;
  const { farthest } = cell;
  if (farthest === null) {
    return <td className={read ? 'read' : undefined} onPointerEnter={() => workbench.actions.point(empty)} />;
  }
  const value = distance(farthest, unit);
  const through = isThrough(farthest.mark);
  const side = value > 0 ? 'rich' : 'cheap';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list below holds the same quotes as buttons
    <td
      data-copy={fixed(value, 2)}
      className={`${through ? `through ${side}` : ''} ${read ? 'read' : ''}`}
      style={through ? shade(value, side, unit) : undefined}
      title={
        farthest.mark.side === 'unknown'
          ? `${cell.quotes} quotes`
          : `${cell.quotes} quotes, ${cell.through} through`
      }
      onPointerEnter={() => workbench.actions.hover(farthest.mark.row)}
      onClick={() => onPick(farthest)}
    >
      {through && (
        <svg className="residuals-shape" viewBox="0 0 6 6" role="img" aria-label={side}>
          <path d={value > 0 ? 'M3 0 6 6H0z' : 'M3 6 6 0H0z'} />
        </svg>
      )}
      {figure(value, through)}
    </td>
  );
}

/**
 * As much as fits the narrowest cell, without a leading zero: a shape stands for the sign of a quote through the fit, and
 * of one inside its spread whole numbers are enough past 1. The line above has the rest.
 */
function figure(value: number, through: boolean): string {
  const size = through ? Math.abs(value) : value;
  const decimals = Math.abs(value) < (through ? 9.95 : 0.95) ? 1 : 0;
  const text = fixed(size, decimals);
  return text === '0.0' ? '0' : text.replace('0.', '.');
}

/** Outer columns hold what lies beyond, too. */
function columnName(z: number): string {
  const size = String(Math.abs(z));
  if (z === COLUMNS[0]) return `≤−${size}`;
  if (z === COLUMNS.at(-1)) return `≥${size}`;
  return z < 0 ? `−${size}` : size;
}

/** Deeper the farther, between 15 % and 55 % of the side's colour, under text that stays readable. */
function shade(value: number, side: 'rich' | 'cheap', unit: ResidualUnit): CSSProperties {
  const share = Math.round(15 + 40 * Math.min(1, Math.abs(value) / FULL[unit]));
  return { background: `color-mix(in srgb, var(--${side}) ${share}%, transparent)` };
}
