import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { count, instant } from '#base/format.ts';
import { useSessions, withSessions } from '#store/page-sessions.ts';
import type { ListedSession } from '#store/sessions/status.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { saveSessionFile } from './save-session-file.ts';

/** What can be done with the open session, and the list of all. */
export function SessionsMenu({ close }: { readonly close: () => void }) {
  const isOpen = useSessions((s) => s.current !== null);
  const layout = useWorkbench((s) => s.look.layout);
  const folded = useWorkbench((s) => s.look.folded);
  const maximised = useWorkbench((s) => s.look.tablesMaximised);
  const isChanged = Object.keys(layout).length > 0 || folded.length > 0 || maximised;
  useEffect(() => {
    void withSessions((sessions) => sessions.refresh());
  }, []);
  return (
    <>
      <div className="sessions-tools">
        <button
          type="button"
          className="button"
          disabled={!isOpen}
          title="Close this session, which stays in the list, and begin with another file"
          onClick={() => {
            close();
            void withSessions((sessions) => sessions.begin());
          }}
        >
          New
        </button>
        <button
          type="button"
          className="button"
          disabled={!isOpen}
          title="All of this session in one file: it opens on any machine as it is here"
          onClick={() => {
            close();
            void saveSessionFile();
          }}
        >
          Export session file…
        </button>
        <button
          type="button"
          className="button"
          disabled={!isChanged}
          title="Sizes of panels and folded sections as they were at first"
          onClick={() => actions.look({ layout: {}, folded: [], tablesMaximised: false })}
        >
          Reset layout
        </button>
      </div>
      <SessionList close={close} />
    </>
  );
}

function SessionList({ close }: { readonly close: () => void }) {
  const list = useSessions((s) => s.list);
  const fault = useSessions((s) => s.listFault);
  if (fault !== null) return <p className="sessions-none warn">▲ Sessions cannot be read: {fault}.</p>;
  if (list === null) return <p className="sessions-none faint">Reading the list</p>;
  if (list.length === 0) {
    return <p className="sessions-none faint">None yet: a session begins with the first file.</p>;
  }
  return (
    <ul className="sessions-list" aria-label="Sessions in this browser">
      {list.map((session) =>
        session.deleted === null ? (
          <Row key={session.id} session={session} close={close} />
        ) : (
          <li key={session.id} className="sessions-deleted faint">
            <span>Deleted: {session.name}</span>
            <button
              type="button"
              className="link"
              aria-label={`Undo: delete ${session.name}`}
              onClick={() => void withSessions((sessions) => sessions.takeBack(session.id))}
            >
              Undo
            </button>
          </li>
        ),
      )}
    </ul>
  );
}

function Row({ session, close }: { readonly session: ListedSession; readonly close: () => void }) {
  const isCurrent = useSessions((s) => s.current?.id === session.id);
  const [naming, setNaming] = useState(false);
  const rename = useRef<HTMLButtonElement>(null);
  const { id, name, underlying, asOf, saved, elsewhere, simulated, quotes, files } = session;
  const facts = [
    simulated ? `${underlying} simulated` : underlying,
    asOf === null ? 'as of unknown' : `as of ${instant(asOf)}`,
    `${count(quotes)} quotes`,
  ];
  const about = facts.filter((fact) => fact !== '').join(' · ');
  // Boards of two venues at one moment tell apart by nothing else.
  const when = [`saved ${instant(saved)}`, ...files].join(' · ');
  return (
    <li className="sessions-row" aria-current={isCurrent || undefined}>
      {naming ? (
        <NameField
          session={session}
          done={(byKey) => {
            setNaming(false);
            if (byKey) rename.current?.focus();
          }}
        />
      ) : (
        <button
          type="button"
          className="sessions-open"
          aria-label={`Open ${name}`}
          aria-description={`${about}, ${when}`}
          disabled={isCurrent}
          onClick={() => {
            close();
            void withSessions((sessions) => sessions.open(id));
          }}
        >
          <span className="sessions-name">
            <strong>{name}</strong>
            {isCurrent && <span className="sessions-state"> · open here</span>}
            {elsewhere && <span className="warn"> · open in another tab: opens a copy</span>}
          </span>
          <span className="quiet">{about}</span>
          <span className="faint" title={files.join(', ')}>
            {when}
          </span>
        </button>
      )}
      <Tool name={`Rename ${name}`} title="Rename" glyph="✎" act={() => setNaming(true)} button={rename} />
      <Tool
        name={`Duplicate ${name}`}
        title="Duplicate"
        glyph={COPY}
        act={() => void withSessions((sessions) => sessions.duplicate(id))}
      />
      <Tool
        name={`Delete ${name}`}
        title="Delete; can be undone"
        glyph="×"
        act={() => void withSessions((sessions) => sessions.remove(id))}
      />
    </li>
  );
}

/** Two sheets: no font has this for certain. */
const COPY = (
  <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    <path d="M4 1.5h6.5V8M1.5 4H8v6.5H1.5z" fill="none" stroke="currentColor" />
  </svg>
);

interface ToolProps {
  readonly name: string;
  readonly title: string;
  readonly glyph: ReactNode;
  readonly act: () => void;
  readonly button?: RefObject<HTMLButtonElement | null>;
}

function Tool({ name, title, glyph, act, button }: ToolProps) {
  return (
    <button type="button" className="icon-button" aria-label={name} title={title} onClick={act} ref={button}>
      {glyph}
    </button>
  );
}

function NameField(props: {
  readonly session: ListedSession;
  /** @param byKey the hand is at the keyboard, and stays where it was */
  readonly done: (byKey: boolean) => void;
}) {
  const { session, done } = props;
  const [text, setText] = useState(session.name);
  const isLeft = useRef(false);
  /** Once: it loses the focus as it goes. */
  const leave = (byKey: boolean): boolean => {
    if (isLeft.current) return false;
    isLeft.current = true;
    done(byKey);
    return true;
  };
  const apply = (byKey: boolean): void => {
    if (!leave(byKey)) return;
    if (text.trim() !== '' && text !== session.name) {
      void withSessions((sessions) => sessions.rename(session.id, text));
    }
  };
  return (
    <input
      className="sessions-field"
      data-own-escape
      aria-label={`New name of ${session.name}`}
      maxLength={80}
      value={text}
      // The field is there because it was asked for.
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => apply(false)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply(true);
        else if (event.key === 'Escape') leave(true);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
