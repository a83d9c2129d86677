/**
 * What stays when the next file is dropped. The same underlying and settlement
 * keep every decision, and what no longer finds its instrument or expiry is
 * listed; another underlying keeps model, weights and filters and loses what
 * names instruments or expiries of the old one.
 */
import { expiryName, instant } from '#base/format.ts';
import { epochMs } from '#base/units.ts';
import type { PreviousFit } from '#calibration/previous-fit.ts';
import { expiryKey } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { rateText } from '#market/rate.ts';
import { withPriorFit } from './edits.ts';
import { type Draft, draft, SHOW_FORWARDS } from './messages.ts';
import type { Decisions } from './state.ts';

/** Decisions for the new file and what has to be said about them. */
export interface CarriedOver {
  readonly decisions: Decisions;
  readonly drafts: readonly Draft[];
  /** The same underlying, settled alike. */
  readonly sameUnderlying: boolean;
  /** The kept fit stays: its smiles stand on forwards of their own, however the premiums of the next file are paid. */
  readonly staysKept: boolean;
}

/**
 * @param fit what the fit is drawn towards from the next file on, where it is drawn towards any
 * @param kept a fit is kept to be compared with
 */
export function carryOver(
  decisions: Decisions,
  before: QuoteSet | null,
  next: QuoteSet,
  fit: PreviousFit | null = null,
  kept = false,
): CarriedOver {
  if (before === null) return { decisions, drafts: [], sameUnderlying: true, staysKept: true };
  const staysKept = before.underlying === next.underlying;
  if (staysKept && before.settlement === next.settlement) {
    return { ...keep(withPriorFit(decisions, fit), next), staysKept };
  }
  const left = leave(decisions, before, staysKept);
  const drafts = kept && !staysKept ? [...left.drafts, keptDropped(before, next)] : left.drafts;
  return { ...left, drafts, staysKept };
}

function keptDropped(before: QuoteSet, next: QuoteSet): Draft {
  const [was, is] = [before.underlying || 'another file', next.underlying || 'this one'];
  return draft(
    'warning',
    'kept-fit-dropped',
    `The kept fit went with the board of ${was}: it says nothing of ${is}. Where sessions are saved, that of its board still holds it.`,
  );
}

const keysOf = new WeakMap<QuoteSet, ReadonlySet<string>>();

/** Keys of the expiries a QuoteSet holds. */
export function expiryKeys(quotes: QuoteSet): ReadonlySet<string> {
  const known = keysOf.get(quotes);
  if (known !== undefined) return known;
  // A key is made once a chain, not once a row.
  const seen = new Map<string, Set<number>>();
  const keys = new Set<string>();
  for (let i = 0; i < quotes.expiry.length; i++) {
    const root = quotes.root[i] ?? '';
    let expiries = seen.get(root);
    if (expiries === undefined) {
      expiries = new Set();
      seen.set(root, expiries);
    }
    const expiry = quotes.expiry[i] ?? 0;
    if (expiries.has(expiry)) continue;
    expiries.add(expiry);
    keys.add(expiryKey(epochMs(expiry), root, quotes.underlying));
  }
  keysOf.set(quotes, keys);
  return keys;
}

function keep(decisions: Decisions, next: QuoteSet): Omit<CarriedOver, 'staysKept'> {
  const { settings, marketOptions } = decisions;
  const drafts: Draft[] = [];
  if (settings.prior !== null) {
    const { asOf } = settings.prior.fit;
    drafts.push(draft('info', 'prior', `The fit is drawn towards the one of ${instant(asOf)}.`));
  }
  const symbols = heldOf([...Object.keys(settings.manual), ...Object.keys(settings.filters.admitted)], next);
  const gone = Object.keys(settings.manual).filter((symbol) => !symbols.has(symbol));
  if (gone.length > 0) {
    drafts.push(
      draft(
        'warning',
        'manual-gone',
        `${plural(gone.length, 'weight or exclusion by hand names an instrument', 'weights or exclusions by hand name instruments')} this file does not hold: ${list(gone)}. Kept for the next file.`,
        { count: gone.length, action: { label: 'Reset weights', kind: 'reset-weights' } },
      ),
    );
  }
  const notIn = Object.keys(settings.filters.admitted).filter((symbol) => !symbols.has(symbol));
  if (notIn.length > 0) {
    drafts.push(
      draft(
        'warning',
        'admitted-gone',
        `${plural(notIn.length, 'quote let in by hand is', 'quotes let in by hand are')} not in this file: ${list(notIn)}. Kept for the next file.`,
        { count: notIn.length, action: { label: 'Reset weights', kind: 'reset-weights' } },
      ),
    );
  }
  const keys = expiryKeys(next);
  const lost = (record: Readonly<Record<string, unknown>>) =>
    Object.keys(record).filter((key) => !keys.has(key));
  const own = lost(settings.byExpiry);
  if (own.length > 0) {
    drafts.push(
      draft(
        'warning',
        'own-settings-gone',
        `${plural(own.length, 'expiry with settings of its own is', 'expiries with settings of their own are')} not in this file: ${list(own.map(expiryName))}. Kept for the next file.`,
        { count: own.length },
      ),
    );
  }
  const whole = lost({ ...settings.dropped, ...settings.frozen });
  if (whole.length > 0) {
    drafts.push(
      draft(
        'warning',
        'dropped-or-frozen-gone',
        `${plural(whole.length, 'expiry dropped or frozen by hand is', 'expiries dropped or frozen by hand are')} not in this file: ${list(whole.map(expiryName))}. Kept for the next file.`,
        { count: whole.length },
      ),
    );
  }
  const forwards = lost(marketOptions.forwards);
  if (forwards.length > 0) {
    drafts.push(
      draft(
        'warning',
        'forward-gone',
        `${plural(forwards.length, 'forward by hand belongs to an expiry', 'forwards by hand belong to expiries')} this file does not hold: ${list(forwards.map(expiryName))}.`,
        { count: forwards.length },
      ),
    );
  }
  const held = Object.keys(marketOptions.forwards).filter((key) => keys.has(key));
  if (held.length > 0) {
    drafts.push(
      draft(
        'warning',
        'forward-by-hand',
        `${plural(held.length, 'forward is', 'forwards are')} still the one set by hand on the file before: ${list(held.map(expiryName))}.`,
        { count: held.length, action: SHOW_FORWARDS },
      ),
    );
  }
  if (marketOptions.rate !== undefined) {
    const text = `The rate is still ${rateText(marketOptions.rate)} a year, set by hand on the file before.`;
    drafts.push(draft('warning', 'rate-by-hand', text, { action: SHOW_FORWARDS }));
  }
  if (marketOptions.asOf === null) return { decisions, drafts, sameUnderlying: true };
  // An instant by hand was said of the old file: it stands only where the new one is silent.
  if (next.asOf === null) {
    drafts.push(
      draft(
        'warning',
        'as-of-by-hand',
        `This file does not say its time; as of is still ${instant(marketOptions.asOf)}, set by hand on the file before.`,
        { action: { label: 'Set as of', kind: 'set-as-of' } },
      ),
    );
    return { decisions, drafts, sameUnderlying: true };
  }
  drafts.push(
    draft(
      'info',
      'as-of-from-file',
      `As of is ${instant(next.asOf)}, as this file says; ${instant(marketOptions.asOf)} was set by hand on the file before.`,
    ),
  );
  return {
    decisions: { settings, marketOptions: { ...marketOptions, asOf: null } },
    drafts,
    sameUnderlying: true,
  };
}

function leave(decisions: Decisions, before: QuoteSet, sameName: boolean): Omit<CarriedOver, 'staysKept'> {
  const { settings, marketOptions } = decisions;
  const manual = Object.keys(settings.manual).length;
  const admitted = Object.keys(settings.filters.admitted).length;
  const own = Object.keys(settings.byExpiry).length;
  const forwards = Object.keys(marketOptions.forwards).length;
  const whole = Object.keys({ ...settings.dropped, ...settings.frozen }).length;
  const parts = [
    manual > 0 ? plural(manual, 'weight or exclusion by hand', 'weights or exclusions by hand') : null,
    admitted > 0 ? plural(admitted, 'quote let in by hand', 'quotes let in by hand') : null,
    own > 0 ? plural(own, 'expiry with settings of its own', 'expiries with settings of their own') : null,
    whole > 0 ? plural(whole, 'expiry dropped or frozen', 'expiries dropped or frozen') : null,
    forwards > 0 ? plural(forwards, 'forward by hand', 'forwards by hand') : null,
    marketOptions.asOf !== null ? 'the as-of time by hand' : null,
    marketOptions.rate !== undefined ? 'the rate by hand' : null,
    settings.prior !== null ? 'the fit it was drawn towards' : null,
  ].filter((part) => part !== null);
  const drafts =
    parts.length === 0
      ? []
      : [
          draft(
            'warning',
            'settings-dropped',
            `Dropped with ${before.underlying === '' || sameName ? 'the file before' : before.underlying}: ${parts.join(', ')}. Model, weights and filters are kept.`,
            { action: { label: 'Undo', kind: 'undo' } },
          ),
        ];
  return {
    decisions: {
      settings: {
        ...settings,
        prior: null,
        byExpiry: {},
        dropped: {},
        frozen: {},
        manual: {},
        filters: { ...settings.filters, admitted: {} },
      },
      marketOptions: { asOf: null, forwards: {}, ...convention(marketOptions) },
    },
    drafts,
    sameUnderlying: false,
  };
}

/** The settlement average stays as a convention; what the old underlying averaged so far does not. */
function convention({
  settlement,
}: Decisions['marketOptions']): Pick<Decisions['marketOptions'], 'settlement'> {
  return settlement?.average === true ? { settlement: { average: true, soFar: {} } } : {};
}

/** Which of some symbols a file holds. */
function heldOf(names: readonly string[], { symbol }: QuoteSet): ReadonlySet<string> {
  const held = new Set<string>();
  if (names.length === 0) return held;
  // A set of the few names, not of the million symbols.
  const wanted = new Set(names);
  for (let i = 0; i < symbol.length; i++) if (wanted.has(symbol[i] as string)) held.add(symbol[i] as string);
  return held;
}

const LISTED = 5;

function list(names: readonly string[]): string {
  return `${names.slice(0, LISTED).join(', ')}${names.length > LISTED ? `, and ${names.length - LISTED} more` : ''}`;
}

function plural(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
