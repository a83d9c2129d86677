import { equalPlain } from '#base/equal-plain.ts';
import type { Bench } from './bench.ts';
import { drawnQuotes, steppedCursor } from './cursor.ts';
import {
  DEFAULT_DECISIONS,
  type Target,
  withAsOf,
  withAtmPin,
  withConstraint,
  withEvent,
  withFilters,
  withForward,
  withHeadroom,
  withLoss,
  withManual,
  withModel,
  withOutsidePenalty,
  withoutOwn,
  withParameter,
  withPrior,
  withPriorFit,
  withRate,
  withSettings,
  withSettledSoFar,
  withSettlementAverage,
  withTime,
  withWeights,
} from './edits.ts';
import { shownKeys } from './focus.ts';
import { ghostOf } from './ghost.ts';
import { createHandActions } from './hand-actions.ts';
import { draft } from './messages.ts';
import { keptOf, priorSource } from './prior-source.ts';
import { nearestQuote } from './reading.ts';
import type { Look, WorkbenchActions } from './state.ts';
import { toggled } from './toggle-quote.ts';

/** What of the look is remembered between visits. */
const REMEMBERED: ReadonlySet<keyof Look> = new Set(['theme', 'folded', 'singleKeys', 'layout']);

/** Everything a view can do, on one bench. */
export function createActions(bench: Bench): WorkbenchActions {
  const { get, set, decide } = bench;
  const decisions = () => get().decisions;

  function target(): Target {
    const { scope, focus } = get().look;
    return scope === 'this' ? focus : null;
  }

  function look(change: Partial<Look>): void {
    const before = get().look;
    const keys = Object.keys(change) as (keyof Look)[];
    if (keys.every((key) => Object.is(before[key], change[key]))) return;
    const moved: Partial<Look> =
      change.cursor !== undefined && change.cursor !== null ? { lastMoved: 'cursor' } : {};
    set({ look: { ...before, ...moved, ...change } });
    if (keys.some((key) => REMEMBERED.has(key))) bench.savePreferences();
  }

  function setManual(quote: number, weight: number): void {
    const symbol = get().quotes?.symbol[quote];
    if (symbol !== undefined) decide(withManual(decisions(), symbol, weight));
  }

  function keys(): string[] {
    const { quotes, market, filtered } = get();
    return quotes === null || market === null || filtered === null ? [] : shownKeys(quotes, market, filtered);
  }

  function focusExpiry(key: string): void {
    if (keys().includes(key) && get().look.focus !== key)
      look({ focus: key, aside: null, cursor: null, hover: null });
  }

  return {
    ...createHandActions(bench),
    ...bench.direct,
    resetSettings: () => decide(DEFAULT_DECISIONS),

    setWeights: (change) => decide(withWeights(decisions(), target(), change)),
    resetManual() {
      decide(withFilters(withSettings(decisions(), { manual: {} }), { admitted: {} }));
    },
    setConstraint: (kind, change) => decide(withConstraint(decisions(), target(), kind, change)),
    setParameter: (name, constraint) => decide(withParameter(decisions(), target(), name, constraint)),
    followAll: (key) => decide(withoutOwn(decisions(), key)),
    setModel: (model) => decide(withModel(decisions(), model)),
    tellFailure: (text) => bench.say({ event: [draft('error', 'not-done', text)] }),
    setResidual: (residual) => decide(withSettings(decisions(), { residual })),
    setOptimiser: (optimiser) => decide(withSettings(decisions(), { optimiser })),
    setOutsidePenalty: (strength) => decide(withOutsidePenalty(decisions(), strength)),
    setAtmPin: (strength) => decide(withAtmPin(decisions(), strength)),
    setHeadroom: (times) => decide(withHeadroom(decisions(), times)),
    setPrior: (strength) => decide(withPrior(decisions(), strength, priorSource(get()))),
    renewPrior: () => decide(withPriorFit(decisions(), priorSource(get()))),
    setLoss: (loss) => decide(withLoss(decisions(), loss)),
    setFilters: (change) => decide(withFilters(decisions(), change)),
    setTime: (change) => decide(withTime(decisions(), change)),
    setEvent: (day, weight) => decide(withEvent(decisions(), day, weight)),
    setManual,
    toggleQuote(quote) {
      const { quotes, market, filtered } = get();
      if (quotes !== null) decide(toggled(decisions(), quotes, market, filtered, quote));
    },
    setAsOf(asOf) {
      if (asOf !== null && bench.answerAsOf(asOf)) return;
      decide(withAsOf(decisions(), asOf));
    },
    setForward: (key, forward) => decide(withForward(decisions(), key, forward)),
    setRate: (rate) => decide(withRate(decisions(), rate)),
    setSettlementAverage: (on) => decide(withSettlementAverage(decisions(), on)),
    setSettledSoFar: (key, average) => decide(withSettledSoFar(decisions(), key, average)),
    applyGhostSettings() {
      const { ghost, quotes } = get();
      if (!ghost?.settings) return;
      const { settings, rate } = ghost;
      // A prior is a fact about one underlying, whatever else of the settings holds of another.
      const isOther = settings.prior !== null && settings.prior.fit.underlying !== quotes?.underlying;
      const taken = { ...decisions(), settings: isOther ? { ...settings, prior: null } : settings };
      decide(withRate(taken, rate ?? null));
    },

    look,
    focusExpiry,
    stepExpiry(by) {
      const all = keys();
      const { focus } = get().look;
      const at = focus === null ? -1 : all.indexOf(focus);
      const key = all[at < 0 ? 0 : at + by];
      if (key !== undefined) focusExpiry(key);
    },
    stepCursor(by) {
      const { fitted, look: seen } = get();
      const cursor = steppedCursor(drawnQuotes(fitted, seen.focus, seen.allStrikes), seen.cursor, by);
      if (cursor !== null) look({ cursor });
    },
    hover(quote) {
      look({ hover: quote, pointed: null, ...(quote === null ? {} : { lastMoved: 'hover' }) });
    },
    point(at) {
      const { pointed } = get().look;
      if (at !== null && pointed !== null && equalPlain(at, pointed)) return;
      look({ hover: null, pointed: at, ...(at === null ? {} : { lastMoved: 'hover' }) });
    },
    select({ key, k, quote }) {
      focusExpiry(key);
      const cursor = quote ?? (k === null ? null : nearestQuote(get().fitted, key, k));
      if (cursor !== null) look({ cursor });
    },
    keepGhost: () =>
      bench.direct.whenFound((found) => {
        if (found === null) return;
        bench.keep({ ...ghostOf(found, 'kept', 'kept fit', null), previous: keptOf(found) });
      }),
    dropGhost: () => bench.keep(null),
    lookAcross: (change) => look({ cross: { ...get().look.cross, ...change } }),
    clearOpenError: () => set({ openError: null }),
  };
}
