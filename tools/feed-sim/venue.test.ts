import { expect, test } from 'vitest';
import { buildBook } from '#market/build-book.ts';
import { quotesOfTexts } from '#testing/read-text.ts';
import { SimulatedChain } from './chain.ts';
import { MAINTENANCE } from './protocol.ts';
import { SimulatedVenue } from './venue.ts';

const START = Date.UTC(2026, 7, 1, 17, 0, 0);

function venueOf(root: string, follows = false) {
  const chain = new SimulatedChain(3, START, root);
  return { chain, venue: new SimulatedVenue(chain, 3, follows) };
}

test.each(['BTC', 'ETH', 'SOL_USDC'])(
  'the summary of a simulated %s chain reads as its market: volatilities near half, forwards as stated',
  async (root) => {
    const { chain, venue } = venueOf(root);
    const summary = venue.httpReply('public/get_book_summary_by_currency', { kind: 'option' }, START)!;
    const book = buildBook(await quotesOfTexts({ 'summary.json': summary }), { asOf: null, forwards: {} });
    if (!book.ok) throw new Error(book.error.message);
    expect(book.value.books).toHaveLength(9);
    for (const { expiry, forward, midVol, k } of book.value.books) {
      expect(Math.abs(forward.value / chain.forward(expiry) - 1)).toBeLessThan(1e-6);
      const nearest = k.reduce((best, each, i) => (Math.abs(each) < Math.abs(k[best]!) ? i : best), 0);
      expect(Math.abs(midVol[nearest]! / chain.vol(expiry, k[nearest]!) - 1)).toBeLessThan(0.1);
    }
    expect(chain.futures.length).toBe(root === 'SOL_USDC' ? 0 : 5);
  },
);

test('an option is quoted anew as soon as the market has left its quote', () => {
  const { chain, venue } = venueOf('BTC', true);
  venue.step(START);
  expect(chain.strayed()).toHaveLength(0);
  venue.step(START + 3_600_000);
  expect(chain.strayed()).toHaveLength(0);
  chain.advance(START + 7_200_000);
  expect(chain.strayed().length).toBeGreaterThan(50);
});

test('maintenance refuses one request and is told to whoever follows the platform', () => {
  const { venue } = venueOf('BTC');
  const id = venue.connect(START);
  const ask = (text: string) => venue.receive(id, text, START).map((each) => JSON.parse(each.text) as object);
  ask('{"id":1,"method":"public/subscribe","params":{"channels":["platform_state"]}}');
  venue.faults.refusal = MAINTENANCE;
  expect(venue.tellMaintenance(true)).toHaveLength(1);
  expect(ask('{"id":2,"method":"public/get_time"}')).toMatchObject([
    { id: 2, error: { code: 11051, message: 'system_maintenance' } },
  ]);
  expect(ask('{"id":3,"method":"public/get_time"}')).toMatchObject([{ id: 3, result: START }]);
});
