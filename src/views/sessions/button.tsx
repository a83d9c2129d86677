import { lazy, Suspense } from 'react';
import { Popup } from '#views/controls/popup.tsx';
import { SaveMark } from './save-mark.tsx';
import './sessions.css';

const Menu = lazy(async () => ({ default: (await import('./menu.tsx')).SessionsMenu }));

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
        {(close) => (
          <Suspense fallback={null}>
            <Menu close={close} />
          </Suspense>
        )}
      </Popup>
      <SaveMark />
    </>
  );
}
