import { time } from '#base/format.ts';
import { useSessions } from '#store/page-sessions.ts';

/** Whether what is on the screen would be there after a crash: said at once, and only what is so. */
export function SaveMark() {
  const save = useSessions((s) => s.save);
  // What stands beside it must not move when the first save is under way, or one fails: why is in the notice.
  if (save.kind === 'none') return <span className="save-mark" />;
  if (save.kind === 'failed') {
    return (
      <span className="save-mark warn" data-save="failed" title={`Not saved: ${save.why}`}>
        ▲ Not saved<span className="unseen">: {save.why}</span>
      </span>
    );
  }
  return (
    <span className="save-mark quiet" data-save={save.kind} title={titleOf(save)}>
      {save.kind === 'saving' ? (
        'Saving…'
      ) : (
        <>
          Saved <span className="save-mark-time">{time(save.at)}</span>
        </>
      )}
    </span>
  );
}

function titleOf(
  save: { readonly kind: 'saving' } | { readonly kind: 'saved'; readonly at: number },
): string {
  const what = 'Kept in this browser as it changes';
  return save.kind === 'saving' ? what : `${what}; last at ${time(save.at)}`;
}
