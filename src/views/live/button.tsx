import { lazy, Suspense } from 'react';
import { useWorkbench } from '#store/workbench.ts';
import { FreshnessMark } from '#views/controls/feed-mark.tsx';
import { FetchedMenu } from '#views/controls/fetched-menu.tsx';
import { Popup } from '#views/controls/popup.tsx';
import './live.css';

const load = async () => (await import('./menu.tsx')).LiveMenu;
const Bar = lazy(async () => ({ default: (await import('./replay-bar.tsx')).ReplayBar }));

/** The way to a live market; nothing is contacted by opening it. */
export function LiveButton() {
  const state = useWorkbench((s) => (s.feed?.mode === 'live' ? s.feed.freshness : null));
  return (
    <Popup
      button={
        <>
          {state !== null && <FreshnessMark state={state} />}
          Live <span aria-hidden="true">▾</span>
        </>
      }
      label="Live"
      title="Follow a venue, record it, replay a recording"
      className="button"
      name="Live market"
      layer="live-menu"
      align="end"
    >
      {(close) => <FetchedMenu load={load} name="The menu of live markets" close={close} />}
    </Popup>
  );
}

/** The track of a replay, while there is one. */
export function Replay() {
  const replaying = useWorkbench((s) => s.feed?.mode === 'replay');
  // It keeps its row of the page, of no height while there is nothing in it.
  return (
    <div>
      {replaying && (
        <Suspense fallback={null}>
          <Bar />
        </Suspense>
      )}
    </div>
  );
}
