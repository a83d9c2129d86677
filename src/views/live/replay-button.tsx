import { useRef } from 'react';
import { live } from '#store/live/page.ts';
import { workbench } from '#store/workbench.ts';

/** Chooses a recording and replays it. */
export function ReplayButton({ close }: { readonly close: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        className="unseen"
        tabIndex={-1}
        aria-label="Files to replay"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length === 0) return;
          close();
          void live.replay(files).then((fault) => {
            if (fault !== null) workbench.actions.tellFailure(fault);
          });
        }}
      />
      <button
        type="button"
        className="button"
        title="A recording made here, a day of Tardis, or several snapshots; a dropped recording is replayed, too"
        onClick={() => input.current?.click()}
      >
        Replay files…
      </button>
    </>
  );
}
