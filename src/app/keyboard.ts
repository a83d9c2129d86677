import type { KeyCommand } from '#views/help/key-map.ts';

/** What of a key event decides its command. */
export interface Stroke {
  readonly key: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** The key was pressed in a field, a select or a menu, which keep single keys for themselves. */
  readonly inField: boolean;
  /** What has the focus takes back by itself what is typed there. */
  readonly undoesItself: boolean;
  /** The field takes a number or one of a list: a question mark is no part of it and asks what it is. */
  readonly isNumberOrList: boolean;
  /** Single keys are on. */
  readonly singleKeys: boolean;
}

/** A command and, for views, the place of its tab from 0. */
export interface KeyHit {
  readonly command: KeyCommand;
  readonly place: number | null;
}

const SINGLE: Readonly<Record<string, KeyCommand>> = {
  n: 'next-expiry',
  p: 'previous-expiry',
  e: 'toggle-quote',
  '+': 'weight-up',
  '-': 'weight-down',
  '−': 'weight-down',
  '0': 'weight-reset',
  l: 'fix',
  g: 'hand',
  b: 'brush',
  c: 'band',
  d: 'drop',
  f: 'freeze',
  a: 'all-strikes',
  k: 'keep',
  j: 'accept',
  r: 'revert',
  t: 'tables',
  '?': 'help',
};

const MODIFIED: Readonly<Record<string, KeyCommand>> = { o: 'open', s: 'save', z: 'undo', y: 'redo' };

/**
 * The command of a key, or null where the key is not ours. Keys with Alt are never taken; those with Ctrl or
 * Cmd only where listed; undo is the field's own while something is typed in it that is not applied.
 */
export function keyCommand(stroke: Stroke): KeyHit | null {
  const { key, ctrl, meta, alt, shift, inField } = stroke;
  if (alt) return null;
  if (ctrl || meta) {
    const command = MODIFIED[key.toLowerCase()];
    if (command === undefined || (ctrl && meta)) return null;
    if (stroke.undoesItself && (command === 'undo' || command === 'redo')) return null;
    if (shift) return command === 'undo' ? hit('redo') : null;
    return hit(command);
  }
  if (key === 'Escape') return hit('close');
  if (!stroke.singleKeys || (inField && !(key === '?' && stroke.isNumberOrList))) return null;
  if (/^[1-9]$/.test(key)) return { command: 'view', place: Number(key) - 1 };
  const command = Object.hasOwn(SINGLE, key) ? SINGLE[key] : undefined;
  return command === undefined ? null : hit(command);
}

/** Whether an element keeps single keys for itself: it takes text, or it is a list that searches by letter. */
export function keepsKeys(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[role="menu"], [role="dialog"], [contenteditable="true"]') !== null) return true;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

/**
 * Whether an element takes back by itself what is typed in it. A list and a number that is applied cannot: there undo is
 * the board's, or it would do nothing.
 */
export function takesBackTyping(target: EventTarget | null): boolean {
  if (!takesNumberOrList(target)) return keepsKeys(target);
  return target instanceof HTMLElement && target.dataset['typed'] !== undefined;
}

/** Whether an element takes a number or one of a list. */
export function takesNumberOrList(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('[role="spinbutton"], select');
}

function hit(command: KeyCommand): KeyHit {
  return { command, place: null };
}
