import { closeSessionNotice, useSessions, withSessions } from '#store/page-sessions.ts';
import { saveSessionFile } from './save-session-file.ts';

/** The one line about sessions that has to be seen, and the way out. */
export function SessionNotice() {
  const notice = useSessions((s) => s.notice);
  if (notice === null) return null;
  const { tone, text, offer } = notice;
  return (
    <div className={`notice notice-${tone}`} role="alert">
      <span className={tone} aria-hidden="true">
        {tone === 'fail' ? '✕' : '▲'}
      </span>
      <span className="notice-text">{text}</span>
      {(offer?.kind === 'export' || offer?.kind === 'lost') && (
        <button
          type="button"
          className="button"
          onClick={() => void saveSessionFile(offer.kind === 'lost' ? offer.session : undefined)}
        >
          Export session file…
        </button>
      )}
      {offer?.kind === 'copy' && (
        <button
          type="button"
          className="button"
          onClick={() => {
            closeSessionNotice();
            void withSessions((sessions) => sessions.openCopy(offer.id));
          }}
        >
          Open a copy
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label="Close session notice"
        title="Close"
        onClick={closeSessionNotice}
      >
        ✕
      </button>
    </div>
  );
}
