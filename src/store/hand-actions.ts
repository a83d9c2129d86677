/** What a hand does to the fit on the smile and the strip. */
import { modelById } from '#models/index.ts';
import { withAccepted, withReverted } from './accepted.ts';
import type { Bench } from './bench.ts';
import { drawnQuotes } from './cursor.ts';
import { withParameter, withSettings } from './edits.ts';
import { withDropped, withFrozen, withThawed } from './expiry-part.ts';
import { fittedValues, withFreed, withHeld, withLocked, withTyped } from './hold.ts';
import { quotesBetween, type StrikeWeighing, withStrikesWeighed } from './strike-range.ts';

export interface HandActions {
  /** Sets a parameter of one expiry at a value; `instead` is let go for it. */
  holdParameter(key: string, name: string, value: number, instead: string | null): void;
  /** Takes a held parameter of one expiry back from a value that no fit can have; part of the step that set it there. */
  takeBackParameter(key: string, name: string, value: number): void;
  /** Fits a parameter of one expiry again. */
  releaseParameter(key: string, name: string): void;
  /** Locks a parameter where the shown fit has it: of the focused expiry, or of each expiry at its own value. */
  lockParameter(name: string): void;
  /** Sets a parameter at a value in the present scope. */
  typeParameter(name: string, value: number): void;
  /** Fits a parameter again in the present scope, wherever it is held. */
  freeParameter(name: string): void;
  /** Weights of the quotes of an expiry between two strikes; tells how many there are. */
  weighStrikes(key: string, from: number, to: number, by: StrikeWeighing): number;
  /** Takes the strikes drawn of the focused expiry into the hand, for their weights to be changed. */
  openBrush(): void;
  /** Makes the smile an expiry has on the screen the kept one. */
  acceptExpiry(key: string): void;
  /** Takes what is decided for an expiry back to what it was for the kept fit. */
  revertExpiry(key: string): void;
  /** Takes an expiry out of fit and surface, or back. */
  dropExpiry(key: string, dropped: boolean): void;
  takeAllBack(): void;
  /** Keeps the parameters of an expiry as they are, or lets them follow its quotes again. */
  freezeExpiry(key: string, frozen: boolean): void;
}

export function createHandActions({ get, set, decide, amend, keep, direct }: Bench): HandActions {
  const { whenFound } = direct;
  const decisions = () => get().decisions;
  return {
    holdParameter: (key, name, value, instead) => decide(withHeld(decisions(), key, name, value, instead)),
    takeBackParameter: (key, name, value) => amend(withHeld(decisions(), key, name, value)),
    releaseParameter: (key, name) => decide(withFreed(decisions(), key, name)),
    lockParameter(name) {
      const { look } = get();
      whenFound((found) => {
        const values = fittedValues(found, name);
        const spec = modelById(decisions().settings.model)?.parameters.find((each) => each.name === name);
        if (spec?.shared === true) {
          const [value] = Object.values(values);
          const { [name]: before } = decisions().settings.all.parameters;
          if (value !== undefined)
            decide(withParameter(decisions(), null, name, { ...before, fixed: true, value }));
          return;
        }
        const focused = look.focus === null ? undefined : values[look.focus];
        if (look.scope === 'all') decide(withLocked(decisions(), name, values));
        else if (look.focus !== null && focused !== undefined)
          decide(withLocked(decisions(), name, { [look.focus]: focused }));
      });
    },
    typeParameter(name, value) {
      const { scope, focus } = get().look;
      decide(withTyped(decisions(), scope === 'this' ? focus : null, name, value));
    },
    freeParameter(name) {
      const { scope, focus } = get().look;
      decide(withFreed(decisions(), scope === 'this' ? focus : null, name));
    },
    weighStrikes(key, from, to, by) {
      const { quotes, market, filtered } = get();
      if (quotes === null || market === null || filtered === null) return 0;
      const symbols = quotesBetween(quotes, market, filtered, key, from, to);
      decide(withStrikesWeighed(decisions(), symbols, by));
      return symbols.length;
    },
    openBrush() {
      const { quotes, fitted, look } = get();
      const key = look.focus;
      if (quotes === null || key === null) return;
      const strikes = drawnQuotes(fitted, key, look.allStrikes).map(
        (row) => quotes.strike[row] ?? Number.NaN,
      );
      const known = strikes.filter(Number.isFinite);
      if (known.length === 0) return;
      set({ look: { ...look, brush: { key, from: Math.min(...known), to: Math.max(...known) } } });
    },
    acceptExpiry: (key) =>
      whenFound((found) => {
        const { ghost } = get();
        const accepted = found === null ? ghost : withAccepted(ghost, found, key);
        if (accepted !== ghost) keep(accepted);
      }),
    revertExpiry(key) {
      const { ghost, fitted } = get();
      if (fitted !== null) decide(withReverted(decisions(), ghost, fitted, key));
    },
    dropExpiry: (key, dropped) => decide(withDropped(decisions(), key, dropped)),
    takeAllBack: () => decide(withSettings(decisions(), { dropped: {} })),
    freezeExpiry(key, frozen) {
      if (frozen) whenFound((found) => decide(withFrozen(decisions(), key, found)));
      else decide(withThawed(decisions(), key));
    },
  };
}
