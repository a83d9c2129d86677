import { equalPlain } from '#base/equal-plain.ts';
import type { Decisions, Ghost } from './state.ts';

/**
 * Undo and redo. A gesture (a drag, a held key) is one step however many
 * values it passes through, and an edit that changes nothing is none.
 */
export interface History {
  readonly present: Decisions;
  /** The kept fit that goes with it; null without one. */
  readonly kept: Ghost | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Makes `next` the present; false when it equals the present. */
  edit(next: Decisions): boolean;
  /** Makes `next` the present without a step: nobody decided it, as with the next snapshot of a live market. */
  carry(next: Decisions): void;
  /** Makes `next` the present as part of the step that led there: what that step asked for could not be had. */
  amend(next: Decisions): void;
  /** Makes a fit the kept one, or none: a step. */
  keep(fit: Ghost | null): void;
  /** No moment has a kept fit any more, that of another underlying for instance; no step. */
  forgetKept(): void;
  begin(): void;
  end(): void;
  /** Makes what was there at the beginning of the open gesture the present again; what follows is still of that gesture. */
  callOff(): void;
  /** Each ends an open gesture first; false when there is nowhere to go. */
  undo(): boolean;
  redo(): boolean;
  /** The decisions of all steps there are, that of an open gesture among them; what changed the kept fit alone is no step of them. */
  steps(): Steps;
  /** Begins anew at `initial` and a kept fit, with the steps of another history; so does a gesture that is open. */
  restart(initial: Decisions, kept: Ghost | null, steps?: Steps): void;
}

/** What can be undone and done again, each the newest last. */
export interface Steps {
  readonly past: readonly Decisions[];
  readonly future: readonly Decisions[];
}

interface Moment {
  readonly decisions: Decisions;
  readonly kept: Ghost | null;
}

/** What is decided is compared by value; a fit that is kept is another even where its numbers agree. */
function isSame(a: Moment, b: Moment): boolean {
  return a.kept === b.kept && equalPlain(a.decisions, b.decisions);
}

/** Decisions of these moments on the way to `end`, without those that change none. */
function decisionsOf(moments: readonly Moment[], end: Decisions): Decisions[] {
  return moments
    .filter(({ decisions }, i) => !equalPlain(decisions, moments[i + 1]?.decisions ?? end))
    .map(({ decisions }) => decisions);
}

/** Takes out of the moments on the way to `end` those that are the same as the next: a step would lead nowhere. */
function thin(moments: Moment[], end: Moment): void {
  const steps = moments.filter((moment, i) => !isSame(moment, moments[i + 1] ?? end));
  moments.splice(0, moments.length, ...steps);
}

/** A history that begins at `initial`, without a kept fit. */
export function createHistory(initial: Decisions): History {
  let present: Moment = { decisions: initial, kept: null };
  let gestureStart: Moment | null = null;
  const past: Moment[] = [];
  const future: Moment[] = [];

  const isOpen = (): boolean => gestureStart !== null && !isSame(gestureStart, present);

  function end(): void {
    const start = gestureStart;
    gestureStart = null;
    if (start !== null && !isSame(start, present)) {
      past.push(start);
      future.length = 0;
    }
  }

  function move(from: Moment[], to: Moment[]): boolean {
    end();
    const next = from.pop();
    if (next === undefined) return false;
    to.push(present);
    present = next;
    return true;
  }

  /** What nobody decided may have made two moments one. */
  function thinOut(): void {
    const end = gestureStart ?? present;
    thin(past, end);
    thin(future, end);
  }

  function step(next: Moment): void {
    if (gestureStart === null) {
      past.push(present);
      future.length = 0;
    }
    present = next;
  }

  return {
    get present() {
      return present.decisions;
    },
    get kept() {
      return present.kept;
    },
    get canUndo() {
      return past.length > 0 || isOpen();
    },
    get canRedo() {
      return future.length > 0 && !isOpen();
    },
    edit(decisions) {
      if (equalPlain(decisions, present.decisions)) return false;
      step({ ...present, decisions });
      return true;
    },
    carry(decisions) {
      if (equalPlain(decisions, present.decisions)) return;
      const next = { ...present, decisions };
      // What was open as a gesture goes on from what it is carried to, or its end would undo the carrying, too.
      if (gestureStart !== null && isSame(gestureStart, present)) gestureStart = next;
      present = next;
      thinOut();
    },
    amend(decisions) {
      present = { ...present, decisions };
      const last = past.at(-1);
      if (gestureStart === null && last !== undefined && isSame(last, present)) past.pop();
    },
    keep(kept) {
      if (kept !== present.kept) step({ ...present, kept });
    },
    forgetKept() {
      const without = ({ decisions }: Moment): Moment => ({ decisions, kept: null });
      present = without(present);
      if (gestureStart !== null) gestureStart = without(gestureStart);
      for (const moments of [past, future]) moments.splice(0, moments.length, ...moments.map(without));
      thinOut();
    },
    begin() {
      end();
      gestureStart = present;
    },
    end,
    callOff() {
      present = gestureStart ?? present;
    },
    undo: () => move(past, future),
    redo: () => move(future, past),
    steps() {
      const { decisions } = present;
      if (gestureStart !== null && isOpen())
        return { past: decisionsOf([...past, gestureStart], decisions), future: [] };
      return { past: decisionsOf(past, decisions), future: decisionsOf(future, decisions) };
    },
    restart(decisions, kept, steps = { past: [], future: [] }) {
      const moment = (each: Decisions): Moment => ({ decisions: each, kept });
      present = moment(decisions);
      if (gestureStart !== null) gestureStart = present;
      past.splice(0, past.length, ...steps.past.map(moment));
      future.splice(0, future.length, ...steps.future.map(moment));
    },
  };
}
