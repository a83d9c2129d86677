import { FetchedMenu } from '#views/controls/fetched-menu.tsx';
import { Popup } from '#views/controls/popup.tsx';
import { SaveMark } from './save-mark.tsx';
import './sessions.css';

const load = async () => (await import('./menu.tsx')).SessionsMenu;

/** The way to every session, and how the open one stands. */
export function Sessions() {
  return (
    <>
      <Popup
        button={
          <>
            Sessions <span aria-hidden="true">▾</span>
          </>
        }
        title="Boards kept in this browser: open, rename, copy, delete, take away"
        className="button"
        name="Sessions"
        layer="sessions"
        align="start"
      >
        {(close) => <FetchedMenu load={load} name="The list of sessions" close={close} />}
      </Popup>
      <SaveMark />
    </>
  );
}
