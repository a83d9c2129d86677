import { count, fixed, MISSING, share } from '#base/format.ts';
import type { WhatIfPolicy } from '#live/what-if.ts';
import { live, useLive } from '#store/live/page.ts';

const POLICIES: Readonly<Record<WhatIfPolicy, string>> = {
  set: 'As set here',
  'as-often': 'Full fits as often',
  every: 'Full fit each time',
  never: 'First fit alone',
};

/** What the settings would have come to on the recording that is replayed, beside full fits alone. */
export function WhatIfPart() {
  const isReplay = useLive((s) => s.phase === 'replay');
  const run = useLive((s) => s.whatIf);
  const isOther = useLive((s) => s.whatIf !== null && s.whatIf.settings !== s.settings);
  if (!isReplay) return null;
  return (
    <section className="live-part" aria-label="What if">
      <div className="live-tools">
        <button
          type="button"
          className="button"
          disabled={run?.phase === 'running'}
          title="Runs these settings over the whole recording, beside full fits alone"
          onClick={() => void live.whatIf()}
        >
          Try on this recording
        </button>
        <span className="live-note quiet" role="status">
          {run?.phase === 'running' && 'Running over the recording'}
          {run?.phase === 'done' && isOther && 'Of the settings before: try again'}
        </span>
      </div>
      {run?.phase === 'failed' && (
        <p className="live-says">
          <span className="warn">▲</span> {run.error}
        </p>
      )}
      {run?.result != null && (
        <table className="live-what-if" aria-label="What the settings would have come to">
          <thead>
            <tr>
              <th>{count(run.result.snapshots)} snapshots</th>
              <th title="RMSE against the quotes of the next snapshot, vol points">Next error</th>
              <th title="RMSE against the quotes of the same snapshot, vol points">Tracking error</th>
              <th title="Share of the next quotes met within half a spread">Next inside</th>
              <th title="Sum of the mean changes of published volatility at the money, vol points">
                Turnover
              </th>
              <th title="Full fits after the first">Refits</th>
              <th title="Loss of being off the market and cost of moving, in the unit of the costs">
                Loss + cost
              </th>
            </tr>
          </thead>
          <tbody>
            {run.result.rows.map((row) => (
              <tr key={row.policy}>
                <th scope="row">{POLICIES[row.policy]}</th>
                <td>{row.nextError === null ? MISSING : fixed(row.nextError, 2)}</td>
                <td>{row.trackingError === null ? MISSING : fixed(row.trackingError, 2)}</td>
                <td>{share(row.nextInside)}</td>
                <td>{fixed(row.turnover, 1)}</td>
                <td>{count(row.refits)}</td>
                <td>{Number.isFinite(row.loss + row.cost) ? fixed(row.loss + row.cost, 3) : MISSING}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
