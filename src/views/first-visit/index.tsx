import { useSessions } from '#store/page-sessions.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { OpenButton } from '#views/controls/open-button.tsx';
import './first-visit.css';

/** What stands on the page before the first file. */
export function FirstVisit() {
  return (
    <main className="first-visit">
      <div className="first-visit-words">
        <Sketch />
        <h2>Drop an option quote file to fit its volatility surface</h2>
        <Doors />
        <p className="quiet">
          Reads Deribit books, Cboe tables, any CSV or pasted table with strike, expiry, type, bid and ask.
        </p>
        <p className="faint">Files never leave this machine.</p>
      </div>
    </main>
  );
}

/** The ways in; while a file is being read, how far it has come. */
function Doors() {
  const loading = useWorkbench((s) => (s.loading?.shown === true ? s.loading : null));
  const opening = useSessions((s) => s.opening);
  if (loading === null && opening) {
    return <p className="first-visit-buttons first-visit-opening">Opening the session of your last visit</p>;
  }
  if (loading === null) {
    return (
      <div key="doors" className="first-visit-buttons">
        <OpenButton className="button button-first">Open a file…</OpenButton>
        <button type="button" className="button" onClick={() => actions.openSample()}>
          Try the sample
        </button>
      </div>
    );
  }
  const { bytes = 0, totalBytes = null } = loading.progress ?? {};
  return (
    // Keys of their own: a button that becomes another in another place is one that moved.
    <div key="reading" className="first-visit-buttons">
      <progress
        aria-label={`Reading ${loading.name}`}
        {...(totalBytes === null ? {} : { max: totalBytes, value: bytes })}
      />
      <button type="button" className="button" onClick={() => actions.cancel()}>
        Cancel
      </button>
    </div>
  );
}

/** A smile through its bid-ask bars: what is about to be seen. */
function Sketch() {
  const bars: readonly (readonly [number, number, number])[] = [
    [16, 14, 9],
    [40, 34, 6],
    [64, 49, 4],
    [88, 57, 3],
    [112, 60, 3],
    [136, 58, 3],
    [160, 51, 5],
    [184, 40, 8],
  ];
  return (
    <svg className="first-visit-sketch" viewBox="0 0 200 76" aria-hidden="true">
      <path d="M8 6C48 52 84 60 112 60S170 52 192 34" />
      {bars.map(([x, y, half]) => (
        <g key={x}>
          <line x1={x} x2={x} y1={y - half} y2={y + half} />
          <circle cx={x} cy={y} r="2.4" />
        </g>
      ))}
    </svg>
  );
}
