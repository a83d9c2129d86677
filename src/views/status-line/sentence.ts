import { count } from '#base/format.ts';
import { about } from '#store/fit-messages.ts';
import { hasSurface } from '#store/flow.ts';
import type { Message, WorkbenchState } from '#store/state.ts';

/** What the status line says when there is more to say than figures. */
export interface StatusSentence {
  readonly tone: 'plain' | 'warn' | 'fail';
  readonly text: string;
  /** The button after it. */
  readonly step: 'cancel' | 'fit-again' | NonNullable<Message['action']> | null;
  /** Expiry the step is about. */
  readonly expiry: string | null;
  /** The fit on the screen is that of the present settings: how good it is stands before the sentence. */
  readonly afterFigures?: true;
}

/** Steps that no message holds: the same objects every time, as a selector of the store must give. */
const UNDO = { label: 'Undo the change', kind: 'undo' } as const;
const SHOW_QUOTES = { label: 'Show its quotes', kind: 'show-quotes' } as const;

type Seen = Pick<WorkbenchState, 'loading' | 'fit' | 'fitted' | 'quotes' | 'messages'>;

/** The sentence of the present state, in order of urgency; null where the figures are enough. */
export function statusSentence(s: Seen): StatusSentence | null {
  if (s.loading?.shown === true) {
    return { tone: 'plain', text: loadingWords(s.loading), step: 'cancel', expiry: null };
  }
  if (s.fit.phase === 'running' && s.fit.overdue) {
    const { progress } = s.fit;
    const far = progress === null ? '' : `, ${progress.done} of ${progress.total} expiries`;
    const constrained = progress?.stage === 'strict' || progress?.stage === 'calendar';
    const shown = constrained ? 'free' : 'last';
    const last = s.fitted === null ? '' : ` The ${shown} fit is shown.`;
    const how = constrained ? 'Fitting without arbitrage' : 'Fitting';
    return { tone: 'plain', text: `${how}${far}.${last}`, step: 'cancel', expiry: null };
  }
  if (s.fit.cancelled) {
    const text = 'Cancelled. The last fit is shown; settings have changed since.';
    return { tone: 'warn', text, step: 'fit-again', expiry: null };
  }
  if (s.fit.phase === 'failed' && s.fit.error !== null) return failed(s, s.fit.error.message);
  return partial(s);
}

function loadingWords(loading: NonNullable<Seen['loading']>): string {
  const { name, progress } = loading;
  if (progress === null) return `Reading ${name}`;
  const { bytes, totalBytes, rows } = progress;
  const part =
    totalBytes === null || totalBytes <= 0
      ? ''
      : `${Math.min(100, Math.floor((100 * bytes) / totalBytes))} %`;
  const parts = [part, rows > 0 ? `${count(rows)} rows` : ''].filter((words) => words !== '');
  return parts.length === 0 ? `Reading ${name}` : `Reading ${name}: ${parts.join(', ')}`;
}

function failed(s: Seen, message: string): StatusSentence {
  // A sentence that names its own state, such as the one of an empty board, stands alone.
  if (s.fitted === null || message.startsWith('No quote') || message.startsWith('The fit')) {
    const own = s.messages.findLast((m) => m.text === message);
    return { tone: 'fail', text: message, step: own?.action ?? null, expiry: own?.expiry ?? null };
  }
  const text = `The fit failed: ${lowerFirst(message)}`;
  const [first] = s.fitted.result.slices;
  if (!hasSurface(s.fitted)) return { tone: 'fail', text, step: SHOW_QUOTES, expiry: first?.key ?? null };
  return {
    tone: 'fail',
    text: `${text} The last good fit is shown and marked old.`,
    step: UNDO,
    expiry: null,
  };
}

/** `12 of 13 expiries fitted. 2 Aug 2026: 3 usable quotes, SVI needs 5.` */
function partial(s: Seen): StatusSentence | null {
  const slices = s.fitted?.result.slices ?? [];
  const lost = slices.filter((slice) => slice.status === 'failed');
  const [first] = lost;
  if (first === undefined) return null;
  const more = lost.length > 1 ? ` And ${lost.length - 1} more.` : '';
  return {
    tone: 'warn',
    text: `${slices.length - lost.length} of ${slices.length} expiries fitted. ${about(first)}${more}`,
    step: SHOW_QUOTES,
    expiry: first.key,
    afterFigures: true,
  };
}

function lowerFirst(text: string): string {
  // Names such as SVI keep their capitals.
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
