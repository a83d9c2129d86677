/** What a simulated chain is written on, named as the venue names it. */
export interface Underlying {
  /** First part of its instruments' names: `BTC` settled in coin, `SOL_USDC` linear. */
  readonly root: string;
  readonly coin: string;
  /** Currency that prices are quoted and settled in. */
  readonly settlement: string;
  readonly index: string;
  readonly isLinear: boolean;
  /** Where its price begins, USD. */
  readonly spot: number;
  /** Least step of an option's price. */
  readonly tick: number;
}

const SPOTS: Readonly<Record<string, number>> = { BTC: 60_000, ETH: 3000, SOL: 150, XRP: 0.6 };

/** A step that looks like a venue's: 1, 2 or 5 times a power of ten. */
export function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const lead = step / power;
  return Number(((lead < 1.5 ? 1 : lead < 3.5 ? 2 : 5) * power).toPrecision(6));
}

/** @throws RangeError for a root that is not simulated */
export function underlyingOf(root: string): Underlying {
  const [coin = '', settlement = coin, ...more] = root.split('_');
  const spot = SPOTS[coin];
  if (
    spot === undefined ||
    more.length > 0 ||
    ![coin, 'USDC'].includes(settlement) ||
    root === `${coin}_${coin}`
  )
    throw new RangeError(
      `${root} is not simulated; BTC, ETH, SOL, XRP and their linear chains, BTC_USDC, are.`,
    );
  const isLinear = settlement === 'USDC';
  return {
    root,
    coin,
    settlement,
    index: isLinear ? root.toLowerCase() : `${coin.toLowerCase()}_usd`,
    isLinear,
    spot,
    tick: isLinear ? roundStep(spot * 1e-4) : 0.0001,
  };
}
