import type { RefitReason } from '#tracking/refit-policy.ts';
import type { FitReason } from './live-frame.ts';

/** A fit that was asked for and has not landed is asked for again after this time, ms. */
const AGAIN_MS = 5000;
/** After a fit that could not be made. */
const FAILED_MS = 15_000;
/** A fit that has just landed is not doubted for so long: what it left would be wanted again and again. */
const TRUSTED_MS = 30_000;
/** New listings are waited for until the venue has listed all of them. */
const LISTED_MS = 3000;

/** Options of each expiry, by key. */
type Listing = ReadonlyMap<string, number>;

/** What a full fit is asked by. */
export interface FitFacts {
  readonly hasBase: boolean;
  /** The chain has quotes to be fitted. */
  readonly hasQuotes: boolean;
  readonly refit: RefitReason | null;
  readonly listing: Listing;
}

/** Wishes as plain data. Instants in ms, null before the first. */
export interface FitWishesKept {
  readonly isByHand: boolean;
  readonly isRolled: boolean;
  readonly notBefore: number | null;
  readonly landedAt: number | null;
  readonly listing: readonly (readonly [key: string, options: number])[];
  readonly listedAt: number | null;
}

/** When a full fit is wanted, and when it is asked for. */
export class FitWishes {
  private isByHand = false;
  private isRolled = false;
  private notBefore: number | null = null;
  private landedAt: number | null = null;
  /** Of the quotes that were asked to be fitted last. */
  private listing: Listing = new Map();
  private listedAt: number | null = null;

  byHand(): void {
    this.isByHand = true;
    this.notBefore = null;
  }

  /** An expiry of the base has settled. */
  rolled(): void {
    this.isRolled = true;
  }

  landed(now: number): void {
    this.landedAt = now;
    this.notBefore = null;
  }

  failed(now: number): void {
    this.notBefore = now + FAILED_MS;
  }

  /** Why a fit is wanted now; null while none is. */
  reason(now: number, { hasBase, hasQuotes, refit, listing }: FitFacts): FitReason | null {
    const isListed = [...listing].some(([key, options]) => options > (this.listing.get(key) ?? 0));
    this.listedAt = isListed ? (this.listedAt ?? now) : null;
    if (!hasQuotes) return null;
    if (!hasBase) return 'first';
    if (this.isByHand) return 'asked';
    if (this.isRolled) return 'roll';
    if (this.listedAt !== null && now - this.listedAt >= LISTED_MS) return 'listed';
    return refit;
  }

  /** True where it is time to ask for what is wanted. */
  isDue(now: number, reason: FitReason): boolean {
    if (this.notBefore !== null && now < this.notBefore) return false;
    const isDoubt = reason === 'shape' || reason === 'level' || reason === 'arbitrage';
    return !isDoubt || this.landedAt === null || now - this.landedAt >= TRUSTED_MS;
  }

  /** It has been asked for. */
  asked(now: number, listing: Listing): void {
    this.isByHand = false;
    this.isRolled = false;
    this.notBefore = now + AGAIN_MS;
    this.listing = new Map(listing);
    this.listedAt = null;
  }

  keep(): FitWishesKept {
    const { isByHand, isRolled, notBefore, landedAt, listing, listedAt } = this;
    return { isByHand, isRolled, notBefore, landedAt, listing: [...listing], listedAt };
  }

  resume(kept: FitWishesKept): void {
    this.isByHand = kept.isByHand;
    this.isRolled = kept.isRolled;
    this.notBefore = kept.notBefore;
    this.landedAt = kept.landedAt;
    this.listing = new Map(kept.listing);
    this.listedAt = kept.listedAt;
  }
}
