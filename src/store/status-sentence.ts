import { count, instant, share } from '#base/format.ts';
import { emptySentence, quoteSetName } from './empty-sentence.ts';
import { about, sentence } from './fit-messages.ts';
import { hasSurface } from './flow.ts';
import type { Loading, MessageAction, WorkbenchState } from './state.ts';

/** The sentence of the status line and its next step; null when there is nothing to say. */
export interface StatusSentence {
  readonly text: string;
  readonly tone: 'plain' | 'warn' | 'fail';
  readonly action: { readonly label: string; readonly kind: MessageAction | 'cancel' | 'fit-again' } | null;
}

const CANCEL = { label: 'Cancel', kind: 'cancel' } as const;
const LAST_FIT = ' The last fit is shown.';

export function statusSentenceOf(
  state: Pick<WorkbenchState, 'quotes' | 'market' | 'filtered' | 'fitted' | 'fit' | 'loading' | 'openError'>,
): StatusSentence | null {
  const { quotes, market, filtered, fitted, fit, loading, openError } = state;
  if (loading?.shown) return { text: readingSentence(loading), tone: 'plain', action: CANCEL };
  if (fit.phase === 'running' && (fit.overdue || (fitted === null && fit.progress !== null))) {
    const { done, total } = fit.progress ?? { done: 0, total: 0 };
    const far = total > 0 ? `Fitting, ${done} of ${total} expiries.` : 'Fitting.';
    return { text: far + (fitted === null ? '' : LAST_FIT), tone: 'plain', action: CANCEL };
  }
  if (fit.phase === 'running') return null;
  if (fit.cancelled) {
    return {
      text: 'Cancelled. The last fit is shown; settings have changed since.',
      tone: 'warn',
      action: { label: 'Fit again', kind: 'fit-again' },
    };
  }
  if (quotes !== null && market !== null && filtered !== null && filtered.kept === 0) {
    return {
      text: emptySentence(quotes, market, filtered),
      tone: 'fail',
      action: { label: 'Show filters', kind: 'show-filters' },
    };
  }
  if (fit.error !== null) {
    const shown = hasSurface(fitted) ? ' The last good fit is shown and marked old.' : '';
    if (openError !== null && shown === '') return { text: openError.message, tone: 'fail', action: null };
    return {
      text: `The fit failed: ${sentence(fit.error.message)}${shown}`,
      tone: 'fail',
      action: shown === '' ? null : { label: 'Undo the change', kind: 'undo' },
    };
  }
  return partial(state);
}

function partial({ fitted }: Pick<WorkbenchState, 'fitted'>): StatusSentence | null {
  if (fitted === null) return null;
  const { slices } = fitted.result;
  const failed = slices.filter((slice) => slice.status === 'failed');
  const [first] = failed;
  if (first === undefined) return null;
  return {
    text: `${slices.length - failed.length} of ${slices.length} expiries fitted. ${sentence(about(first))}`,
    tone: 'warn',
    action: { label: 'Show its quotes', kind: 'show-quotes' },
  };
}

/** `Reading btc.json: 41 %, 212 000 rows` */
export function readingSentence({ name, progress }: Loading): string {
  if (progress === null) return `Reading ${name}`;
  const { bytes, totalBytes, rows } = progress;
  const parts = [
    ...(totalBytes !== null && totalBytes > 0 ? [share(bytes / totalBytes)] : []),
    ...(rows > 0 ? [`${count(rows)} rows`] : []),
  ];
  return `Reading ${name}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

/** `as of 1 Aug 2026 17:58:04Z · file`; null before the first file. */
export function asOfSentence(state: Pick<WorkbenchState, 'quotes' | 'decisions'>): string | null {
  if (state.quotes === null) return null;
  const byHand = state.decisions.marketOptions.asOf;
  if (byHand !== null) return `as of ${instant(byHand)} · by hand`;
  return state.quotes.asOf === null ? null : `as of ${instant(state.quotes.asOf)} · file`;
}

/** `btc-2026-08-01.json`, or `a.json and 1 more`. */
export function sourceName(state: Pick<WorkbenchState, 'quotes'>): string | null {
  return state.quotes === null ? null : quoteSetName(state.quotes);
}
