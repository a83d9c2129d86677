import type { FeedPlan } from '#feeds/channel-plan.ts';

/** Where live quotes may come from. */
export const VENUES = [
  { id: 'deribit', label: 'Deribit', address: 'wss://www.deribit.com/ws/api/v2' },
  { id: 'test', label: 'Deribit test venue', address: 'wss://test.deribit.com/ws/api/v2' },
  { id: 'local', label: 'This machine', address: null },
] as const;

export type VenueId = (typeof VENUES)[number]['id'];

interface Chain {
  readonly id: string;
  readonly label: string;
  readonly plan: Pick<FeedPlan, 'currency' | 'base'>;
}

const LINEAR = ['BTC', 'ETH', 'SOL', 'XRP', 'AVAX', 'TRX'];

/** The chains that Deribit lists: settled in coin, and in USDC. */
export const CHAINS: readonly Chain[] = [
  ...['BTC', 'ETH'].map((coin) => ({
    id: coin,
    label: `${coin}, in coin`,
    plan: { currency: coin, base: null },
  })),
  ...LINEAR.map((coin) => ({
    id: `${coin}_USDC`,
    label: `${coin}_USDC, linear`,
    plan: { currency: 'USDC', base: coin },
  })),
];

/** Address of a venue on this machine by its port. */
export function localAddress(port: number): string {
  return `ws://localhost:${port}`;
}

/** What is chosen in the menu. */
interface Chosen {
  readonly venue: VenueId;
  readonly port: number | null;
  readonly chain: string;
  readonly depth: FeedPlan['depth'];
}

/** What the menu is set to; outlives it. */
export let chosen: Chosen = { venue: 'deribit', port: null, chain: 'BTC', depth: 10 };

export function remember(next: Chosen): void {
  chosen = next;
}
