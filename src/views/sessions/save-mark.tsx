import { time } from '#base/format.ts';
import { useSessions } from '#store/page-sessions.ts';

/** Whether what is on the screen would be there after a crash: said at once, and only what is so. */
export function SaveMark() {
  const save = useSessions((s) => s.save);
  // What stands beside it must not move when the first save is under way.
  if (save.kind === 'none') return <span className="save-mark" />;
  if (save.kind === 'failed') {
    const text = `Not saved: ${save.why}`;
    return (
      <span className="save-mark save-mark-failed warn" data-save="failed" title={text}>
        ▲ {text}
      </span>
    );
  }
  return (
    <span className="save-mark quiet" data-save={save.kind} title="Kept in this browser as it changes">
      {save.kind === 'saving' ? 'Saving…' : `Saved ${time(save.at)}`}
    </span>
  );
}
