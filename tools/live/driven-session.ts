/** A live session on a virtual clock against a simulated venue, with everything that went into it written down. */
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { prepare } from '#cli/pipeline.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { LiveBase, LiveInput, LiveSettings, WantedFit } from '#live/live-frame.ts';
import { LiveSession } from '#live/live-session.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { DEFAULT_REFIT } from '#tracking/refit-policy.ts';
import { DEFAULT_FILTER } from '#tracking/scalar-filter.ts';
import type { SimulatedVenue } from '../feed-sim/venue.ts';
import { VirtualNetwork } from '../soak/feed/virtual-network.ts';

export const LIVE_SETTINGS: LiveSettings = {
  map: 'vertical',
  filter: DEFAULT_FILTER,
  refit: DEFAULT_REFIT,
  policy: { riskAversion: 10_000, costs: { proportional: 0, fixed: 0.0001 } },
};

/** Time between steps of the virtual clock, ms. */
const STEP = 100;

/** Something that went into a session. */
export interface Told {
  readonly at: number;
  readonly input: LiveInput;
}

/**
 * A full fit of a chain by its default settings, however near its expiries are; null where it cannot be made.
 *
 * @param average the settlement average is priced
 */
export function baseOf(quotes: QuoteSet, id: number, model = 'svi', average = false): LiveBase | null {
  const filters = { ...DEFAULT_SETTINGS.filters, expiryWithinHours: 0 };
  const settings = { ...DEFAULT_SETTINGS, model, filters };
  const prepared = prepare(
    quotes,
    { asOf: null, forwards: {}, settlement: { average, soFar: {} } },
    settings.filters,
  );
  if (!prepared.ok) return null;
  const { market, filtered } = prepared.value;
  const request = makeRequest(quotes, market, filtered, settings);
  const outcome = calibrateNow(request);
  if (!outcome.ok) return null;
  const expiries = outcome.value.slices.flatMap(({ key, expiry, t, forward, theta, rmseVol }, i) => {
    const { k } = request.slices[i]!;
    if (theta === null) return [];
    const noise = rmseVol === null ? null : rmseVol / 0.5;
    const settlement = market.books.find((book) => book.expiry === expiry)?.settlement;
    const window = settlement?.applied === true ? settlement.window : null;
    return [
      { key, expiry, t, forward, theta: [...theta], quoted: [k[0]!, k.at(-1)!] as const, noise, window },
    ];
  });
  return { id, model, quotesAt: market.asOf, expiries };
}

/** The session, its network, and full fits as the page would make them. */
export class DrivenSession {
  readonly log: Told[] = [];
  readonly wanted: WantedFit[] = [];
  readonly polls: number[] = [];
  readonly network: VirtualNetwork;
  /** Full fits land after this time, ms; null: never. */
  fitsAfter: number | null = 300;
  /** They price the settlement average. */
  average = false;
  private readonly landing: { readonly at: number; readonly quotes: QuoteSet }[] = [];
  private bases = 0;
  private own: number;

  constructor(
    readonly session: LiveSession,
    readonly venue: SimulatedVenue,
    public now: number,
    /** Our clock less the venue's, ms. */
    public skew: number,
    seed: number,
    private readonly model = 'svi',
  ) {
    const random = seededRandom(seed);
    this.own = now + skew;
    this.network = new VirtualNetwork(
      {
        opened: () => this.tell({ kind: 'opened' }),
        closed: () => this.tell({ kind: 'closed' }),
        message: (text) => this.tell({ kind: 'message', text }),
        tick: () => this.tell({ kind: 'tick' }),
        takeEffects: () =>
          this.session.takeEffects().filter((effect) => {
            if (effect.kind === 'poll') this.polls.push(this.now);
            return effect.kind !== 'poll';
          }),
      },
      venue,
      () => 10 + 30 * random(),
    );
  }

  static of(plan: FeedPlan, venue: SimulatedVenue, start: number, skew = 0): DrivenSession {
    return new DrivenSession(new LiveSession(plan, LIVE_SETTINGS, 7), venue, start, skew, 11);
  }

  tell(input: LiveInput): void {
    this.log.push({ at: this.own, input });
    this.session.take(this.own, input);
  }

  /** Lets so much time pass; `look` after every step. */
  run(ms: number, look: (own: number) => void = () => undefined, step = STEP): void {
    for (const end = this.now + ms; this.now < end; ) {
      this.now += step;
      this.own = this.now + this.skew;
      this.network.step(this.now);
      this.network.advance(this.now, this.own);
      const wanted = this.session.takeWanted();
      if (wanted !== null) {
        this.wanted.push(wanted);
        if (this.fitsAfter !== null)
          this.landing.push({ at: this.now + this.fitsAfter, quotes: wanted.quotes });
      }
      while (this.landing.length > 0 && this.landing[0]!.at <= this.now) {
        const base = baseOf(this.landing.shift()!.quotes, ++this.bases, this.model, this.average);
        this.tell(base === null ? { kind: 'no-base' } : { kind: 'base', base });
      }
      look(this.own);
    }
  }
}
