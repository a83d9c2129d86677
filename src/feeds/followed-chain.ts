import { textField } from '#readers/io/field-number.ts';
import { isJsonObject } from '#readers/io/json.ts';
import {
  bookChannel,
  chainChannels,
  channelsOf,
  expiryOf,
  type FeedPlan,
  isOfChain,
} from './channel-plan.ts';
import { Subscriptions } from './subscriptions.ts';

/** What a list of instruments changes. */
export interface Listing {
  readonly fresh: readonly string[];
  readonly gone: readonly string[];
}

/** Which instruments of a plan's chain are listed, and the channels that are followed of them. */
export class FollowedChain {
  readonly channels = new Subscriptions();
  private readonly names = new Set<string>();

  constructor(private plan: FeedPlan) {}

  /** Names of the listed instruments. */
  get listed(): readonly string[] {
    return [...this.names];
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  /** Wants the channels of an instrument; one of another chain is passed over. */
  want(name: string): void {
    if (isOfChain(name, this.plan)) this.channels.want(channelsOf(name, this.plan));
  }

  /** Wants the channels of the chain as a whole, before all others. */
  begin(): void {
    this.channels.want(chainChannels(this.plan));
  }

  /** Takes the venue's list of all there is, and wants the channels of every instrument. */
  takeAll(rows: readonly unknown[]): Listing {
    const names = rows.flatMap((row) => (isJsonObject(row) ? [textField(row, 'instrument_name')] : []));
    const mine = new Set(names.filter((name) => isOfChain(name, this.plan)));
    const gone = this.listed.filter((name) => !mine.has(name));
    const fresh = [...mine].filter((name) => !this.names.has(name));
    for (const name of gone) this.unlist(name);
    for (const name of fresh) this.names.add(name);
    for (const name of this.names) this.want(name);
    return { fresh, gone };
  }

  /** False for what is listed already, or is none of the chain. */
  list(name: string): boolean {
    if (this.names.has(name) || !isOfChain(name, this.plan)) return false;
    this.names.add(name);
    this.want(name);
    return true;
  }

  /** An instrument that has expired: the venue drops its channels with it. False for one that is not listed. */
  unlist(name: string): boolean {
    if (!this.names.delete(name)) return false;
    this.channels.drop(channelsOf(name, this.plan));
    return true;
  }

  /**
   * Follows the order books of these expiries in place of those before.
   *
   * @returns instruments whose books are no longer followed
   */
  follow(books: readonly number[]): readonly string[] {
    const before = this.plan.books;
    this.plan = { ...this.plan, books };
    const left: string[] = [];
    for (const name of this.names) {
      const expiry = expiryOf(name);
      if (expiry === null || before.includes(expiry) === books.includes(expiry)) continue;
      if (books.includes(expiry)) this.want(name);
      else {
        this.channels.leave([bookChannel(name, this.plan)]);
        left.push(name);
      }
    }
    return left;
  }

  resume(listed: readonly string[]): void {
    for (const name of listed) this.names.add(name);
  }
}
