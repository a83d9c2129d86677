import { volPercent } from '#base/format.ts';
import { WEIGHTED_DAYS } from '#charts/clock-words.ts';
import { forwardText } from '#charts/smile-words.ts';
import { forwardVol, type VariancePair } from '#charts/variance-figure.ts';
import { workbench } from '#store/workbench.ts';
import { LinkedRow } from '#views/controls/linked-row.tsx';

/** Forward volatility between adjacent expiries, where it is least, and whether they cross. */
export function PairTable(props: {
  readonly pairs: readonly VariancePair[];
  /** What is to be said of time; null where it is the calendar's. */
  readonly time: string | null;
  readonly focus: string | null;
}) {
  const { pairs, time, focus } = props;
  return (
    <div className="figure-table variance-table">
      <table aria-label="Forward variance">
        <thead>
          <tr>
            <th>Between</th>
            <th title="Volatility of the variance between the two expiries at the forward, %">
              Fwd vol{time === WEIGHTED_DAYS && `, ${time}`}
            </th>
            <th title="Forward vol where it is least between the outer quotes of both expiries, %">Least</th>
            <th title="Strike of the later expiry there">at K</th>
            <th title="Whether the later smile lies below the earlier one: between the quotes, past them">
              Crossing
            </th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <Row key={pair.later.key} pair={pair} focused={pair.later.key === focus} />
          ))}
        </tbody>
      </table>
      {pairs.length === 0 && <p className="figure-empty">One expiry alone has no variance between.</p>}
    </div>
  );
}

function Row({ pair, focused }: { readonly pair: VariancePair; readonly focused: boolean }) {
  const { earlier, later, check } = pair;
  const least = check?.quotedAt ?? null;
  return (
    <LinkedRow expiry={later.key} focused={focused}>
      <th scope="row">
        <button type="button" onClick={() => workbench.actions.focusExpiry(later.key)}>
          {earlier.mark} – {later.mark}
        </button>
      </th>
      <td>{volPercent(forwardVol(pair, 0))}</td>
      <td>{volPercent(least === null ? null : forwardVol(pair, least))}</td>
      <td>{least === null ? '–' : forwardText(later.forward * Math.exp(least))}</td>
      <Verdict pair={pair} />
    </LinkedRow>
  );
}

function Verdict({ pair: { check, later } }: { readonly pair: VariancePair }) {
  if (check === null) return <td className="quiet">not checked</td>;
  if (check.minDwQuoted !== null && check.minDwQuoted < 0) return <td className="fail">✕ quotes</td>;
  if (check.minDw < 0) {
    return <td className="warn">▲ wings, K {forwardText(later.forward * Math.exp(check.at))}</td>;
  }
  return <td className="quiet">none</td>;
}
