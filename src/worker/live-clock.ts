/**
 * The clock of a live session: steady, anchored to the time of day. It follows the time of day forth, where the machine
 * slept or its clock was set, and never goes back: a clock set back leaves it ahead by so much, which does no harm, as the
 * venue's clock is measured against it.
 */

/** Apart by more than this the time of day was set, or the machine slept, ms. */
const APART_MS = 250;
/** The time of day is looked at no more often, ms: messages come by the thousand a second. */
const LOOK_MS = 50;

/** Readings of a machine: the time of day, which may be set, and one that only goes on. Both in ms. */
export interface Readings {
  wall(): number;
  steady(): number;
}

export const MACHINE: Readings = {
  wall: () => Date.now(),
  steady: () => performance.now(),
};

export class LiveClock {
  private anchor: number;
  private anchoredAt: number;
  /** Ours less the time of day, ms. */
  private lead = 0;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly readings: Readings = MACHINE) {
    this.anchor = readings.wall();
    this.anchoredAt = readings.steady();
  }

  /** The instant, and whether the time of day has been set or the machine has slept since the last reading. */
  read(): { readonly at: number; readonly wasSet: boolean } {
    const { readings } = this;
    const elapsed = Math.max(0, readings.steady() - this.anchoredAt);
    const own = this.anchor + elapsed;
    if (own - this.lookedAt < LOOK_MS) return { at: own, wasSet: false };
    this.lookedAt = own;
    const apart = readings.wall() + this.lead - own;
    if (!(Math.abs(apart) > APART_MS)) return { at: own, wasSet: false };
    if (apart < 0) {
      this.lead -= apart;
      return { at: own, wasSet: true };
    }
    this.anchor = own + apart;
    this.anchoredAt += elapsed;
    return { at: this.anchor, wasSet: true };
  }
}
