import { useMemo, useRef, useState } from 'react';
import type { SliceFit } from '#calibration/result.ts';
import { settingsFor } from '#calibration/settings.ts';
import { type BoardExpiry, boardExpiry } from '#charts/board.ts';
import { type HandGround, heldValue } from '#charts/held-value.ts';
import { type Grip, type GripScene, gripScene } from '#charts/smile-grips.ts';
import type { SmileLayout } from '#charts/smile-layout.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';

/** Which end of what is possible a parameter was brought to. */
export type GripEnd = 'min' | 'max' | null;

/** The grips of the focused expiry and what holds them. */
export interface GripHand {
  /** Which expiry of which underlying it is on: a drag does not go on with another one. */
  readonly of: string;
  readonly scene: GripScene | null;
  /** The expiry keeps its smile: nothing moves it. */
  readonly frozen: boolean;
  /** The value a grip is told to have, newer than the fit. */
  readonly asked: (grip: Grip) => number;
  readonly endOf: (name: string) => GripEnd;
  /** Holds the parameter at the value wanted, or as near as can be. */
  readonly hold: (grip: Grip, wanted: number, ground?: HandGround) => void;
  readonly release: (grip: Grip) => void;
}

/** Rounding of g around zero is no arbitrage. */
const TOLERANCE = -1e-12;

/** What a strict fit has said of the values tried: the last one it had a smile for, and one it had none for. */
interface Tried {
  readonly of: string;
  readonly name: string;
  readonly good: number;
  readonly bad: number | null;
}

/** The hand on one expiry of the newest fit. */
export function useGrips(shown: BoardExpiry, layout: SmileLayout): GripHand {
  const fitted = useWorkbench((s) => s.fitted);
  const settings = useWorkbench((s) => s.decisions.settings);
  const { key } = shown;
  const constraints = useMemo(() => settingsFor(settings, key).parameters, [settings, key]);
  const frozen = settings.frozen[key] !== undefined;
  const expiry = useMemo(() => {
    const newest = fitted === null ? null : boardExpiry(fitted, key);
    return newest?.book === shown.book ? newest : shown;
  }, [fitted, key, shown]);
  const scene = useMemo(
    () => (frozen || expiry.model !== settings.model ? null : gripScene(expiry, constraints, layout)),
    [frozen, expiry, settings.model, constraints, layout],
  );
  const [ends, setEnds] = useState<
    Readonly<Record<string, { readonly value: number; readonly at: GripEnd }>>
  >({});
  const of = useWorkbench((s) => `${s.quotes?.underlying} ${key}`);
  const tried = useRef<Tried | null>(null);
  if (tried.current?.of !== of) tried.current = null;
  const strict = settingsFor(settings, key).butterfly.mode === 'strict';

  const told = (name: string, value: number, at: GripEnd): void =>
    setEnds((before) =>
      before[name]?.at === at && before[name].value === value ? before : { ...before, [name]: { value, at } },
    );
  const place = (grip: Grip, value: number, at: GripEnd): void => {
    told(grip.kind.name, value, at);
    workbench.actions.holdParameter(key, grip.kind.name, value, grip.kind.instead ?? null);
  };

  // A strict fit alone knows where its domain ends: a value it has no smile for is taken back to the last it had.
  if (strict && scene !== null && expiry.fit !== null && fitted !== null) {
    const made = settingsFor(fitted.decisions.settings, key);
    for (const grip of scene.grips) {
      const { name } = grip.kind;
      const value = made.parameters[name]?.value;
      if (made.butterfly.mode !== 'strict' || !made.parameters[name]?.fixed || value === undefined) continue;
      if (tried.current?.name !== name) continue;
      if (isFree(expiry.fit)) tried.current = { ...tried.current, good: value };
      else if (tried.current.bad !== value && tried.current.good !== value) {
        const { good } = tried.current;
        tried.current = { of, name, good, bad: value };
        queueMicrotask(() => {
          // The hand may have gone elsewhere, or back, since that fit was asked for.
          const now = settingsFor(workbench.store.getState().decisions.settings, key).parameters[name];
          if (now?.fixed !== true || now.value !== value) return;
          told(name, good, value > good ? 'max' : 'min');
          workbench.actions.takeBackParameter(key, name, good);
        });
      }
    }
  }

  return {
    of,
    scene,
    frozen,
    asked: ({ kind, value }) => {
      const own = constraints[kind.name];
      return own?.fixed === true && own.value !== undefined ? own.value : value;
    },
    endOf(name) {
      // Undo, a session or a typed value may have moved it since.
      const [own, end] = [constraints[name], ends[name]];
      return own?.fixed === true && end !== undefined && own.value === end.value ? end.at : null;
    },
    hold(grip, wanted, ground = scene?.ground) {
      if (ground === undefined || !Number.isFinite(wanted)) return;
      const { name, instead = null } = grip.kind;
      if (strict && tried.current?.name !== name && expiry.fit !== null && isFree(expiry.fit)) {
        tried.current = { of, name, good: grip.value, bad: null };
      }
      const { value, at } = heldValue(ground, grip.spec, wanted, instead);
      const { bad = null, good = value } = tried.current?.name === name ? tried.current : {};
      const isBeyond = strict && bad !== null && (bad > good ? value >= bad : value <= bad);
      if (isBeyond) place(grip, good, (bad ?? 0) > good ? 'max' : 'min');
      else place(grip, value, at);
    },
    release({ kind }) {
      if (tried.current?.name === kind.name) tried.current = null;
      workbench.actions.releaseParameter(key, kind.name);
    },
  };
}

function isFree({ arbitrage, theta }: SliceFit): boolean {
  return theta !== null && (arbitrage === null || arbitrage.minG >= TOLERANCE);
}
