import { numberField, textField } from '#readers/io/field-number.ts';
import type { JsonObject } from '#readers/io/json.ts';

/** What a message of a `book` channel is, in the order of its changes. */
export type BookStep =
  /** A snapshot, or the change after the last one. */
  | 'next'
  /** Changes were lost before it, or it says not which it is: the book is unknown until its next snapshot. */
  | 'gap'
  /** A change of a book that is unknown already. */
  | 'unknown';

/** Follows `change_id` of every book. */
export class BookSequence {
  private readonly last = new Map<string, number>();

  /** Instruments whose books are known. */
  get known(): readonly string[] {
    return [...this.last.keys()];
  }

  take(content: JsonObject): BookStep {
    const name = textField(content, 'instrument_name');
    const isChange = textField(content, 'type') === 'change';
    const before = this.last.get(name);
    if (isChange && before === undefined) return 'unknown';
    const change = numberField(content, 'change_id');
    const isNext = !isChange || before === numberField(content, 'prev_change_id');
    if (!isNext || !(Number.isSafeInteger(change) && change >= 0)) {
      this.last.delete(name);
      return 'gap';
    }
    this.last.set(name, change);
    return 'next';
  }

  forget(name: string): void {
    this.last.delete(name);
  }

  keep(): readonly (readonly [name: string, change: number])[] {
    return [...this.last];
  }

  resume(kept: readonly (readonly [name: string, change: number])[]): void {
    for (const [name, change] of kept) this.last.set(name, change);
  }

  clear(): void {
    this.last.clear();
  }
}
