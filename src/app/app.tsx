import { type ComponentType, useDeferredValue, useEffect, useState } from 'react';
import { isLarge } from '#store/large-request.ts';
import { actions, useWorkbench, workbench } from '#store/workbench.ts';
import { useFetched } from '#views/controls/use-fetched.ts';
import { DropZone } from '#views/drop-zone/index.tsx';
import { Explain } from '#views/explain/index.tsx';
import { FirstVisit } from '#views/first-visit/index.tsx';
import { LiveButton, Replay } from '#views/live/button.tsx';
import { Notice, UnseenMessages } from '#views/messages/index.tsx';
import { Sessions } from '#views/sessions/button.tsx';
import { SessionNotice } from '#views/sessions/notice.tsx';
import { StatusLine } from '#views/status-line/index.tsx';
import { TopBar } from '#views/top-bar/index.tsx';
import type { BoardProps } from './board.tsx';
import { keepsKeys, keyCommand, takesBackTyping, takesNumberOrList } from './keyboard.ts';
import { ReleaseNote } from './offline/release-note.tsx';
import { openPasted } from './paste.ts';
import { runCommand } from './run-command.ts';
import { useMedia } from './use-media.ts';
import './app.css';

const loadHelp = async () => (await import('#views/help/index.tsx')).Help;
const loadQuestion = async () => (await import('#views/question/index.tsx')).QuestionDialog;

/** The whole page. */
export function App() {
  const Board = useBoard();
  const opened = useWorkbench((s) => s.quotes !== null);
  const large = useWorkbench((s) => isLarge(s.quotes));
  // The first picture of a large board is made in pieces, and shown when it is whole.
  const drawn = useDeferredValue(opened);
  const shown = large ? opened && drawn : opened;
  const messagesShown = useWorkbench((s) => s.look.table === 'messages') && opened;
  const Question = useFetched(
    loadQuestion,
    useWorkbench((s) => s.question?.open === true),
    'The question',
    () => actions.closeQuestion(),
  );
  const Help = useFetched(
    loadHelp,
    useWorkbench((s) => s.look.helpOpen),
    'The help sheet',
    () => actions.look({ helpOpen: false }),
  );
  const narrow = useMedia('(width < 1200px)');
  const [drawerOpen, setDrawerOpen] = useState(false);
  useKeyboard(() => {
    if (!drawerOpen) return false;
    setDrawerOpen(false);
    return true;
  });
  useEffect(() => {
    window.addEventListener('paste', openPasted);
    return () => window.removeEventListener('paste', openPasted);
  }, []);
  const drawer =
    narrow && opened ? { open: drawerOpen, toggle: () => setDrawerOpen((open) => !open) } : undefined;
  return (
    <div className="app">
      <TopBar sessions={<Sessions />} live={<LiveButton />} {...(drawer === undefined ? {} : { drawer })} />
      {shown && Board !== null ? <Board drawer={narrow} drawerOpen={drawerOpen} /> : <FirstVisit />}
      <section className="notices" aria-label={messagesShown ? 'Notice' : 'Messages'}>
        <div className="notice-stack">
          <SessionNotice />
          <Notice />
        </div>
        {!messagesShown && <UnseenMessages />}
      </section>
      <Replay />
      <StatusLine end={<ReleaseNote />} />
      {Help !== null && <Help />}
      {Question !== null && <Question />}
      <DropZone />
      <Explain />
    </div>
  );
}

/**
 * The board: the first page is there without it, and it is fetched at once after that page. Kept as a value, since a
 * suspended component would come a while after the quotes it is for. Null until it is there.
 */
function useBoard(): ComponentType<BoardProps> | null {
  const [board, setBoard] = useState<ComponentType<BoardProps> | null>(null);
  useEffect(() => {
    import('./board.tsx').then(
      (loaded) => setBoard(() => loaded.Board),
      (error: unknown) =>
        setBoard(() => {
          throw error;
        }),
    );
  }, []);
  return board;
}

/** One listener for the whole page; `closeTop` closes what lies over the board, if anything does. */
function useKeyboard(closeTop: () => boolean): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      // Under the brush keys are for the fields of its panel, be it still on its way.
      const isBrushing = document.querySelector('.smile-brush') !== null;
      const hit = keyCommand({
        key: event.key,
        ctrl: event.ctrlKey,
        meta: event.metaKey,
        alt: event.altKey,
        shift: event.shiftKey,
        inField: keepsKeys(event.target) || isBrushing,
        undoesItself: takesBackTyping(event.target) || isBrushing,
        isNumberOrList: takesNumberOrList(event.target),
        singleKeys: workbench.store.getState().look.singleKeys,
      });
      if (hit === null) return;
      // Menus, popovers and dialogues close by themselves.
      const onTop = document.querySelector('[role="menu"], [role="dialog"]') !== null;
      if (hit.command === 'close' && onTop) return;
      const isClosed = hit.command === 'close' && (actions.callOffGesture() || closeTop());
      if (isClosed || runCommand(hit)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}
