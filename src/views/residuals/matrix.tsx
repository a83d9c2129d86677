import type { CSSProperties } from 'react';
import { fixed } from '#base/format.ts';
import {
  COLUMNS,
  distance,
  type MatrixCell,
  type MatrixQuote,
  type ResidualMatrix,
  type ResidualUnit,
} from '#charts/residual-matrix.ts';
import { isThrough } from '#charts/smile-marks.ts';
import { workbench } from '#store/workbench.ts';

/** Where the colour of a cell is full, in each unit. */
const FULL: Readonly<Record<ResidualUnit, number>> = { 'half-spreads': 4, 'vol points': 2 };

interface MatrixProps {
  readonly matrix: ResidualMatrix;
  readonly unit: ResidualUnit;
  readonly focus: string | null;
  readonly onPoint: (quote: MatrixQuote | null) => void;
  readonly onPick: (quote: MatrixQuote) => void;
}

/** Expiries by moneyness, each cell its quote farthest from the model. */
export function Matrix({ matrix, unit, focus, onPoint, onPick }: MatrixProps) {
  return (
    <div className="figure-drawing residuals-matrix" onPointerLeave={() => onPoint(null)}>
      <table aria-label="Residuals by expiry and moneyness">
        <thead>
          <tr>
            <th title="Columns: log-moneyness in standard deviations at the money, k/(σ√T)">σ√T</th>
            {COLUMNS.map((z) => (
              <th key={z}>{columnName(z)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map(({ key, name, cells }) => (
            <tr key={key} className={key === focus ? 'focused' : undefined}>
              <th scope="row">
                <button type="button" onClick={() => workbench.actions.focusExpiry(key)}>
                  {name}
                </button>
              </th>
              {cells.map((cell, i) => (
                <Cell key={COLUMNS[i]} cell={cell} unit={unit} onPoint={onPoint} onPick={onPick} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell(props: {
  readonly cell: MatrixCell;
  readonly unit: ResidualUnit;
  readonly onPoint: (quote: MatrixQuote | null) => void;
  readonly onPick: (quote: MatrixQuote) => void;
}) {
  const { cell, unit, onPoint, onPick } = props;
  const { farthest } = cell;
  if (farthest === null) return <td onPointerEnter={() => onPoint(null)} />;
  const value = distance(farthest, unit);
  const through = isThrough(farthest.mark);
  const side = value > 0 ? 'rich' : 'cheap';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list below holds the same quotes as buttons
    <td
      data-copy={fixed(value, 2)}
      className={through ? `through ${side}` : undefined}
      style={through ? shade(value, side, unit) : undefined}
      title={`${cell.quotes} quotes, ${cell.through} through`}
      onPointerEnter={() => onPoint(farthest)}
      onClick={() => onPick(farthest)}
    >
      {through && <span className="residuals-shape">{value > 0 ? '▲' : '▼'}</span>}
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
