import { expect, test } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { blackPrice } from '#pricing/black76.ts';
import { readFiles } from '#readers/index.ts';
import { memorySource } from '#testing/byte-source.ts';
import { quotesOfTexts, readTexts } from '#testing/read-text.ts';

const AS_OF = Date.UTC(2026, 10, 20, 21);

async function read(text: string, name = 'quotes.csv'): Promise<Outcome<QuoteSet>> {
  const reading = readFiles([memorySource(name, text)], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

interface Kind {
  readonly root: string;
  readonly forward: number;
  readonly hour: number;
  /** Divides the premium: the forward for premiums in coin. */
  readonly per: number;
  readonly digits: number;
  readonly iv: (vol: number, row: number) => string;
}

const SPY: Kind = { root: 'SPY', forward: 600, hour: 21, per: 1, digits: 4, iv: (vol) => vol.toFixed(5) };
const XRP: Kind = { ...SPY, root: 'XRP', forward: 3, hour: 8 };

function table(kind: Kind): string {
  const lines = ['underlying,expiry,strike,type,bid,ask,iv,timestamp'];
  const expiry = Date.UTC(2026, 11, 18, kind.hour);
  const t = (expiry - AS_OF) / (365 * 86_400_000);
  for (let i = -8; i <= 8; i++) {
    for (const type of ['C', 'P']) {
      const strike = kind.forward * (1 + 0.02 * i);
      const vol = 0.9 + 0.001 * i * i;
      const price = blackPrice(kind.forward, strike, t, vol, type === 'C') / kind.per;
      const [bid, ask] = [price * 0.99, price * 1.01].map((side) => side.toFixed(kind.digits));
      const row = [kind.root, '2026-12-18', strike, type, bid, ask, kind.iv(vol, i)];
      lines.push([...row, new Date(AS_OF).toISOString()].join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}

async function opened(text: string): Promise<QuoteSet> {
  const outcome = await read(text);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

test('a file with IV 0.9 and a file with 90 give the same board, and so does 90%', async () => {
  const decimal = await opened(table(SPY));
  for (const iv of [(vol: number) => (100 * vol).toFixed(3), (vol: number) => `${(100 * vol).toFixed(3)}%`]) {
    const percent = await opened(table({ ...SPY, iv }));
    expect(percent.bid).toEqual(decimal.bid);
    percent.markVol?.forEach((vol, i) => void expect(vol).toBeCloseTo(decimal.markVol?.[i] ?? 0, 9));
    expect(percent.notes.join(' ')).toContain('inverting the prices');
  }
});

test('IV of 300 % in decimals is not taken for percent by its size', async () => {
  const text = table({ ...SPY, iv: (vol) => vol.toFixed(5) });
  const loud = text.replaceAll('2026-12-18', '2026-11-21').replaceAll(/,0\.9\d+,/g, ',5.2,');
  expect((await opened(loud)).markVol?.[16]).toBe(5.2);
});

test('a column of both units is refused by its name with a row of each', async () => {
  const outcome = await read(
    table({ ...SPY, iv: (vol, i) => (i > 0 ? (100 * vol).toFixed(3) : vol.toFixed(5)) }),
  );
  const said = outcome.ok ? '' : outcome.error.message;
  expect(said).toMatch(/column iv mixes decimals and percent/);
  expect(said).toMatch(/\|588\|C is decimal, SPY\|.*\|612\|[CP] in percent|is decimal/);
});

test('premiums of a cheap coin are told from premiums in dollars by pricing their volatilities', async () => {
  const dollars = await opened(table(XRP));
  expect([dollars.unit, dollars.settlement]).toEqual(['currency', 'linear']);
  const coins = await opened(table({ ...XRP, per: 3 }));
  expect([coins.unit, coins.settlement, coins.premiumCurrency]).toEqual(['coin', 'inverse', 'XRP']);
  const percent = await opened(table({ ...XRP, per: 3, iv: (vol) => String(100 * vol) }));
  expect([percent.unit, percent.markVol?.[0]?.toFixed(3)]).toEqual(['coin', '0.964']);
});

test('between semicolons a comma before three digits is decimal where no price has a point', async () => {
  const file = (text: string) => ({ 'a_2026-06-05.csv': text });
  const vols = await quotesOfTexts(
    file('Strike;Expiry;Forward;Type;Bid Vol;Ask Vol\n5000;2026-07-17;5000;C;17,823;18,251\n'),
  );
  expect([vols.strike[0], vols.underlyingPrice?.[0]]).toEqual([5000, 5000]);
  expect(vols.bid[0]).toBeCloseTo(0.17823, 12);
  expect(vols.ask[0]).toBeCloseTo(0.18251, 12);
  const grouped = await quotesOfTexts(
    file('Strike;Expiry;Type;Bid;Ask\n5.250;2026-07-17;C;117,823;118,251\n'),
  );
  expect([grouped.strike[0], grouped.bid[0], grouped.ask[0]]).toEqual([5250, 117.823, 118.251]);
  const pointed = await quotesOfTexts(
    file('Strike;Expiry;Type;Bid;Ask\n5,250;2026-07-17;C;1,117.823;1,118.251\n'),
  );
  expect([pointed.strike[0], pointed.bid[0], pointed.ask[0]]).toEqual([5250, 1117.823, 1118.251]);
  const tabs = await quotesOfTexts(
    file('Strike\tExpiry\tType\tBid\tAsk\n5,250\t2026-07-17\tC\t1,117\t1,118\n'),
  );
  expect([tabs.strike[0], tabs.bid[0]]).toEqual([5250, 1117]);
});

test('strikes in percent by name or sign are strikes of their shares; such as no level has are refused', async () => {
  const sheet = (head: string, level: string, ...strikes: readonly string[]) => ({
    'a_2026-06-05.csv': `${head},Expiry,${level},Type,Bid Vol,Ask Vol\n${strikes.map((strike) => `${strike},2026-07-17,5012.5,P,18,19`).join('\n')}\n`,
  });
  for (const files of [
    sheet('Strike (%)', 'Spot', '80', '102.5'),
    sheet('Strike [% of spot]', 'Spot', '0.8', '1.025'),
    sheet('Strike', 'Forward', '80%', '102.5%'),
  ]) {
    const set = await quotesOfTexts(files);
    expect([...set.strike]).toEqual([4010, 5137.8125]);
    expect(set.notes.join(' ')).toContain('Strikes are shares of the spot');
  }
  const near = await quotesOfTexts({
    'a_2026-06-05.csv': 'Strike %,Expiry,Spot,Type,Bid Vol,Ask Vol\n80,2026-07-17,60,P,18,19\n',
  });
  expect([...near.strike]).toEqual([48]);
  for (const strikes of [
    ['0.8', '1.2'],
    ['80', '120'],
    ['-0.2', '0.1'],
    ['4000000', '6000000'],
  ]) {
    const refused = await readTexts(sheet('Strike', 'Spot', ...strikes));
    expect(refused.ok ? 'read' : refused.error.message).toContain(
      `strikes of ${strikes.join(' to ')} stand beside a level of 5012.5. If they are shares or percent of it`,
    );
  }
});

test('bid and ask in percent are asked about, and are volatilities where the user says so', async () => {
  const files = {
    'a_2026-06-05.csv': 'Strike,Expiry,Forward,Type,Bid (%),Ask (%)\n5000,2026-07-17,5000,C,17.8,18.2\n',
  };
  const asked = await readTexts(files);
  expect(asked.ok ? '' : asked.error.message).toContain('in percent, of volatility or of a price');
  const map = { bidVol: 'Bid (%)', askVol: 'Ask (%)' };
  const set = await quotesOfTexts(files, { map });
  expect([set.unit, set.bid[0]]).toEqual(['vol', 0.17800000000000002]);
  const signed = await readTexts({
    'a_2026-06-05.csv': 'Strike,Expiry,Forward,Type,Bid,Ask\n5000,2026-07-17,5000,C,17.8%,18.2%\n',
  });
  expect(signed.ok ? '' : signed.error.message).toContain('in percent');
  const below = await readTexts({
    'a_2026-06-05.csv':
      'Strike,Expiry,Forward,Type,Bid,Ask\npts,,pts,,% vol,% vol\n5000,2026-07-17,5000,C,17.8,18.2\n',
  });
  expect(below.ok ? '' : below.error.message).toContain('in percent');
});

test('vols of some percent are percent where the header says so, and decimals stay what they are', async () => {
  const sheet = (bid: string, ask: string, head = ' (%)') => ({
    'a_2026-06-05.csv': `Strike,Expiry,Type,Bid Vol${head},Ask Vol${head},Forward\n0.95,2026-07-17,C,${bid},${ask},0.95\n`,
  });
  for (const [bid, ask] of [
    ['2.5', '2.7'],
    ['0.025', '0.027'],
    ['2.5%', '2.7%'],
  ] as const) {
    const set = await quotesOfTexts(sheet(bid, ask));
    expect(set.bid[0], bid).toBeCloseTo(0.025, 12);
  }
  expect((await quotesOfTexts(sheet('2.5', '2.7', ''))).bid[0]).toBe(2.5);
});

test('quoted decimal commas are read beside thousands points, and volatilities of thousands are refused', async () => {
  const file = (...cells: readonly string[]) => ({
    'a_2026-06-05.csv': `Strike,Expiry,Type,Bid Vol,Ask Vol,Forward\n${cells.map((cell) => `"${cell}"`).join(',')}\n`,
  });
  const set = await quotesOfTexts(file('4.000', '17.07.2026', 'P', '24,87', '25,27', '5.000'));
  expect([set.strike[0], set.underlyingPrice?.[0]]).toEqual([4000, 5000]);
  expect(set.bid[0]).toBeCloseTo(0.2487, 12);
  const refused = await readTexts(file('4.000', '17.07.2026', 'P', '24,872', '25,272', '5.000'));
  expect(refused.ok ? '' : refused.error.message).toContain('volatilities about 25272 % are none');
});

test('bid and ask below a label of volatilities are volatilities, in either order of the groups', async () => {
  const row = (...quotes: readonly string[]) => `5000,2026-07-17,C,5000,${quotes.join(',')}\n`;
  const names = 'Strike,Expiry,Type,Forward,Bid,Ask,Bid,Ask\n';
  for (const text of [
    `,,,,Implied Vol,,Price,\n${names}${row('17.8', '18.2', '120', '122')}`,
    `,,,,Price,,IV,\n${names}${row('120', '122', '17.8', '18.2')}`,
  ]) {
    const set = await quotesOfTexts({ 'a_2026-06-05.csv': text });
    expect([set.unit, set.bid[0], set.ask[0]]).toEqual(['currency', 120, 122]);
  }
  const vols = await quotesOfTexts({
    'a_2026-06-05.csv': `,,,,Vol,\nStrike,Expiry,Type,Forward,Bid,Offer\n${row('17.8', '18.2')}`,
  });
  expect([vols.unit, vols.ask[0]]).toEqual(['vol', 0.182]);
});

test('strikes count before their percents of the spot', async () => {
  for (const head of ['% Strike,Strike', 'Strike,Strike (%)']) {
    const [first, second] = head.startsWith('%') ? ['90', '4511'] : ['4511', '90'];
    const set = await quotesOfTexts({
      'a_2026-06-05.csv': `${head},Expiry,Type,Spot,Bid Vol,Ask Vol\n${first},${second},2026-07-17,P,5000,19,20\n`,
    });
    expect(set.strike[0], head).toBe(4511);
  }
});
