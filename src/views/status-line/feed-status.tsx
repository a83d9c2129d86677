import { actions, useWorkbench } from '#store/workbench.ts';
import { FreshnessMark } from '#views/controls/feed-mark.tsx';

/** How fresh a live market is: drawn as it ages, spoken when it changes. */
export function FeedStatus() {
  const feed = useWorkbench((s) => s.feed);
  return (
    <>
      <div
        className={feed === null ? 'unseen' : 'feed-status'}
        role="status"
        aria-label="Feed"
        data-freshness={feed?.freshness}
      >
        {feed !== null && (
          <>
            <span className="feed-words" aria-hidden="true">
              {feed.mode === 'live' && !feed.isConnecting && <FreshnessMark state={feed.freshness} />}
              <span>
                <b>{feed.word}</b>
                {feed.rest}
              </span>
            </span>
            <span className="unseen">{feed.spoken}</span>
          </>
        )}
      </div>
      {feed?.mode === 'live' && feed.isOver && (
        <button type="button" className="link" onClick={() => void reconnect()}>
          Reconnect
        </button>
      )}
    </>
  );
}

async function reconnect(): Promise<void> {
  try {
    await (await import('#store/live/page.ts')).live.reconnect();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    actions.tellFailure(`It could not be reconnected (${why}). Try again.`);
  }
}
