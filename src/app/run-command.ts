import { actions, workbench } from '#store/workbench.ts';
import { openFileDialogue } from '#views/controls/open-button.tsx';
import { stepWeight } from '#views/controls/weight-ladder.ts';
import { fixShownParameter } from '#views/fit-panel/fix.ts';
import { views } from '#views/index.ts';
import type { KeyHit } from './keyboard.ts';

/** Does what a key asks for. False leaves the key to the browser. */
export function runCommand({ command, place }: KeyHit): boolean {
  const state = workbench.store.getState();
  const { look } = state;
  switch (command) {
    case 'open':
      openFileDialogue();
      return true;
    case 'save':
      // The browser's own saving of the page is of no use here, fit or none.
      void save(state);
      return true;
    case 'undo':
      actions.undo();
      return true;
    case 'redo':
      actions.redo();
      return true;
    case 'next-expiry':
      actions.stepExpiry(1);
      return true;
    case 'previous-expiry':
      actions.stepExpiry(-1);
      return true;
    case 'view': {
      const view = place === null ? undefined : views[place];
      if (view !== undefined) actions.look({ view: view.id });
      return view !== undefined;
    }
    case 'toggle-quote':
      return withQuote((quote) => actions.toggleQuote(quote));
    case 'weight-up':
    case 'weight-down':
      return withQuote((quote, weight) =>
        actions.setManual(quote, stepWeight(weight, command === 'weight-up' ? 1 : -1)),
      );
    case 'weight-reset':
      return withQuote((quote) => actions.setManual(quote, 1));
    case 'fix':
      return fixShownParameter(state);
    case 'hand':
      actions.look({ gripsShown: !look.gripsShown });
      return true;
    case 'brush':
      actions.openBrush();
      return true;
    case 'band':
      actions.look({ bandShown: !look.bandShown });
      return true;
    case 'drop':
    case 'freeze': {
      const { focus } = look;
      if (focus === null) return false;
      const { dropped, frozen } = state.decisions.settings;
      if (command === 'drop') actions.dropExpiry(focus, dropped[focus] !== true);
      else actions.freezeExpiry(focus, frozen[focus] === undefined);
      return true;
    }
    case 'all-strikes':
      actions.look({ allStrikes: !look.allStrikes });
      return true;
    case 'keep':
      actions.keepGhost();
      return true;
    case 'accept':
      if (look.focus !== null) actions.acceptExpiry(look.focus);
      return look.focus !== null;
    case 'revert':
      if (look.focus !== null) actions.revertExpiry(look.focus);
      return look.focus !== null;
    case 'tables':
      actions.look({ tablesMaximised: !look.tablesMaximised });
      return true;
    case 'help':
      actions.look({ helpOpen: !look.helpOpen });
      return true;
    case 'close':
      return close();
    case 'cursor':
    case 'camera':
    case 'paste':
      return false;
  }
}

/** What writes the fit file is fetched when the first is asked for. */
async function save({ fitted, assessment }: ReturnType<typeof workbench.store.getState>): Promise<void> {
  if (fitted === null) return;
  try {
    await (await import('#views/top-bar/download.ts')).saveFit(fitted, assessment);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    actions.tellFailure(`The fit could not be saved (${why}). Try again.`);
  }
}

/** The quote under pointer or cursor, whichever moved last. */
function withQuote(act: (quote: number, weight: number) => void): boolean {
  const { look, quotes, decisions } = workbench.store.getState();
  const quote = look.lastMoved === 'hover' ? (look.hover ?? look.cursor) : (look.cursor ?? look.hover);
  const symbol = quote === null ? undefined : quotes?.symbol[quote];
  if (quote === null || symbol === undefined) return false;
  act(quote, decisions.settings.manual[symbol] ?? 1);
  return true;
}

/** Escape: the work under way first, then what lies on top. */
function close(): boolean {
  const { loading, fit, assessment, second, openError, look } = workbench.store.getState();
  if (loading !== null || (fit.phase === 'running' && fit.overdue)) actions.cancel();
  else if (assessment?.phase === 'running') actions.cancelAssessment();
  else if (second?.phase === 'reading') actions.dropSecond();
  else if (openError !== null) actions.clearOpenError();
  else if (look.tablesMaximised) actions.look({ tablesMaximised: false });
  else return false;
  return true;
}
