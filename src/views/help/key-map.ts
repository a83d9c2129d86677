/** What a key does; the page runs it, the help sheet lists it. */
export type KeyCommand =
  | 'next-expiry'
  | 'previous-expiry'
  | 'view'
  | 'cursor'
  | 'camera'
  | 'toggle-quote'
  | 'weight-up'
  | 'weight-down'
  | 'weight-reset'
  | 'fix'
  | 'hand'
  | 'brush'
  | 'band'
  | 'drop'
  | 'freeze'
  | 'all-strikes'
  | 'keep'
  | 'accept'
  | 'revert'
  | 'tables'
  | 'close'
  | 'help'
  | 'open'
  | 'paste'
  | 'save'
  | 'undo'
  | 'redo';

/** One line of the help sheet. */
export interface KeyEntry {
  readonly command: KeyCommand;
  /** Keys as written on the sheet, one chip each. */
  readonly keys: readonly string[];
  readonly does: string;
  /** The way without the key. */
  readonly button: string;
}

/** Keys without a modifier; a switch turns them off (WCAG 2.1.4). */
export const SINGLE_KEYS: readonly KeyEntry[] = [
  { command: 'next-expiry', keys: ['n'], does: 'Next expiry', button: 'Expiries' },
  { command: 'previous-expiry', keys: ['p'], does: 'Previous expiry', button: 'Expiries' },
  { command: 'view', keys: ['1', 'to', '9'], does: 'View by its place in Views', button: 'Views' },
  {
    command: 'cursor',
    keys: ['←', '→', 'Home', 'End'],
    does: 'Quote cursor, in the Smile',
    button: 'a click',
  },
  {
    command: 'camera',
    keys: ['← → ↑ ↓', '+', '−', 'Home'],
    does: 'Turn, nearer, farther, reset, in the Surface',
    button: 'its buttons',
  },
  {
    command: 'toggle-quote',
    keys: ['e'],
    does: 'Exclude or admit the quote under pointer or cursor',
    button: 'Use',
  },
  {
    command: 'weight-up',
    keys: ['+'],
    does: 'More weight for that quote: ¼ ½ 1 2 4',
    button: '× in Quotes',
  },
  { command: 'weight-down', keys: ['−'], does: 'Less weight for it', button: '× in Quotes' },
  {
    command: 'weight-reset',
    keys: ['0'],
    does: 'Its weight by hand taken back',
    button: '× in Quotes',
  },
  { command: 'fix', keys: ['l'], does: 'Fix or free the focused parameter', button: 'the lock' },
  { command: 'hand', keys: ['g'], does: 'Grips on the smile, or none', button: 'Hand' },
  { command: 'brush', keys: ['b'], does: 'Weights over a range of strikes', button: 'Over strikes…' },
  { command: 'band', keys: ['c'], does: 'Confidence band of the fit, or none', button: '95 % band' },
  { command: 'drop', keys: ['d'], does: 'Drop the expiry from the fit, or take it back', button: '⋯' },
  { command: 'freeze', keys: ['f'], does: 'Freeze the expiry as it is fitted, or not', button: '⋯' },
  {
    command: 'all-strikes',
    keys: ['a'],
    does: 'All strikes, or near the money',
    button: '3 more ▸',
  },
  {
    command: 'keep',
    keys: ['k'],
    does: 'Keep this fit as a ghost, accepted in every expiry',
    button: 'Keep',
  },
  {
    command: 'accept',
    keys: ['j'],
    does: 'Accept this expiry: its kept smile is the present one',
    button: '⋯',
  },
  { command: 'revert', keys: ['r'], does: 'Take this expiry back to the kept fit', button: '⋯' },
  {
    command: 'tables',
    keys: ['t'],
    does: 'Tables over the charts, and back',
    button: 'Maximise',
  },
  {
    command: 'close',
    keys: ['Esc'],
    does: 'Call off a drag, cancel, or close what is open',
    button: 'Cancel, ✕',
  },
  { command: 'help', keys: ['?'], does: 'This sheet, with what has the focus first', button: '?' },
];

/** Keys with Ctrl, or Cmd on a Mac; always on. */
export const MODIFIED_KEYS: readonly KeyEntry[] = [
  { command: 'open', keys: ['Ctrl O'], does: 'Open a file', button: 'Open' },
  { command: 'paste', keys: ['Ctrl V'], does: 'Open copied cells, a copied file', button: 'a drop' },
  { command: 'save', keys: ['Ctrl S'], does: 'Export the fit file', button: 'Export' },
  { command: 'undo', keys: ['Ctrl Z'], does: 'Undo', button: 'Undo' },
  { command: 'redo', keys: ['Ctrl Shift Z', 'Ctrl Y'], does: 'Redo', button: 'Redo' },
];

/** What arrows and other keys do inside a control. */
export const CONTROL_KEYS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['↑', '↓'], does: 'One step in a slider or a number, ten with Shift' },
  { keys: ['Enter'], does: 'Applies a number; on a splitter: its default' },
  { keys: ['Esc'], does: 'Takes back what was typed; closes a menu' },
  { keys: ['←', '→'], does: 'Tabs, segments, splitters, the camera of 3D' },
  { keys: ['Tab'], does: 'From control to control; of a table one row, ↑ ↓ go to others' },
];
