import { share, volPercent, volPoints } from '#base/format.ts';
import { WEIGHTED_DAYS } from '#charts/clock-words.ts';
import {
  forwardVolWords,
  isFalling,
  isQuoted,
  type TermRow,
  type TermStructure,
} from '#charts/term-figure.ts';
import { workbench } from '#store/workbench.ts';
import type { DeltaConvention } from '#surface/delta-strikes.ts';
import { LinkedRow } from '#views/controls/linked-row.tsx';

/** Which maturities the table lists. */
export type Maturities = 'constant' | 'listed';

/** Columns that depend on how a delta is counted. */
const DELTAS = [
  ['RR25', '25-delta risk reversal, call minus put'],
  ['BF25', '25-delta butterfly: mean of call and put minus at the money'],
  ['RR10', '10-delta risk reversal, call minus put'],
  ['BF10', '10-delta butterfly'],
] as const;

/** The measures of every maturity. */
export function TermTable(props: {
  readonly term: TermStructure;
  readonly focus: string | null;
  readonly maturities: Maturities;
  readonly convention: DeltaConvention;
}) {
  const { term, focus, maturities, convention } = props;
  const rows = maturities === 'constant' ? term.constant : term.listed;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="figure-table term-table" tabIndex={0} aria-label="Term structure, rows">
      <table aria-label="Term structure">
        <thead>
          <tr>
            <th>Maturity</th>
            <th title="Volatility at the forward, %">ATM</th>
            <th
              title={`Volatility at the forward since the row above, %, by ${term.time === WEIGHTED_DAYS ? 'weighted' : 'calendar'} time`}
            >
              Fwd
            </th>
            {DELTAS.map(([name, title]) => (
              // The Smile and Parameters count in forward delta: where the table is pasted nothing else tells which this is.
              <th
                key={name}
                title={`${title}, vol points, ${convention} delta`}
                data-copy={`${name} ${convention}`}
              >
                {name}
              </th>
            ))}
            <th title="Volatility of the variance swap, %">Swap</th>
            <th title="Share of the swap's variance from strikes that nobody quotes">Unquoted</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key ?? row.name} row={row} focused={row.key !== null && row.key === focus} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="figure-empty">No constant maturity lies between the expiries.</p>}
    </section>
  );
}

function Row({ row, focused }: { readonly row: TermRow; readonly focused: boolean }) {
  const { key } = row;
  if (key === null) {
    return (
      <tr>
        <th scope="row">{row.name}</th>
        <Measures row={row} />
      </tr>
    );
  }
  return (
    <LinkedRow expiry={key} focused={focused}>
      <th scope="row">
        <button type="button" onClick={() => workbench.actions.focusExpiry(key)}>
          {row.name}
        </button>
      </th>
      <Measures row={row} />
    </LinkedRow>
  );
}

function Measures({ row }: { readonly row: TermRow }) {
  const { measures } = row;
  return (
    <>
      <td>{volPercent(measures.vol)}</td>
      {isFalling(row.forwardVol) ? (
        <td
          className="fail"
          title="Total variance at the forward is less than in the row above: calendar arbitrage"
        >
          {forwardVolWords(row.forwardVol)}
        </td>
      ) : (
        <td>{forwardVolWords(row.forwardVol)}</td>
      )}
      <td>{volPoints(measures.riskReversal25)}</td>
      <td>{volPoints(measures.butterfly25)}</td>
      <td>{volPoints(measures.riskReversal10)}</td>
      <td>{volPoints(measures.butterfly10)}</td>
      <td className={isQuoted(row) ? undefined : 'faint'}>{volPercent(row.swapVol)}</td>
      <td className={isQuoted(row) || row.unquoted === null ? 'quiet' : 'warn'}>{share(row.unquoted)}</td>
    </>
  );
}
