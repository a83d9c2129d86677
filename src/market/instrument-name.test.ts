import { expect, test } from 'vitest';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import { canonicalName, isSafeName, parseInstrumentName } from './instrument-name.ts';

const option = (name: string) => {
  const parsed = parseInstrumentName(name);
  if (parsed.kind !== 'option') throw new Error(`${name} is ${parsed.kind}`);
  return [
    parsed.root,
    parsed.premiumCurrency,
    new Date(parsed.expiry).toISOString().slice(0, 16),
    parsed.strike,
    parsed.isCall ? 'C' : 'P',
  ];
};

test('every venue spells an option in its own way', () => {
  expect(option('BTC-27DEC24-60000-C')).toEqual(['BTC', null, '2024-12-27T08:00', 60000, 'C']);
  expect(option('BTC-5AUG23-29000-P')).toEqual(['BTC', null, '2023-08-05T08:00', 29000, 'P']);
  expect(option('XRP_USDC-30JUN23-0d625-C')).toEqual(['XRP_USDC', 'USDC', '2023-06-30T08:00', 0.625, 'C']);
  expect(option('MATIC_USDC-9MAR24-1d02-C')).toEqual(['MATIC_USDC', 'USDC', '2024-03-09T08:00', 1.02, 'C']);
  expect(option('BTC-28AUG26-110000-P-USDT')).toEqual(['BTC', 'USDT', '2026-08-28T08:00', 110000, 'P']);
  expect(option('BTC-USD-250328-100000-C')).toEqual(['BTC', null, '2025-03-28T08:00', 100000, 'C']);
  expect(option('DOGE-231006-0.06-C')).toEqual(['DOGE', 'USDT', '2023-10-06T08:00', 0.06, 'C']);
  expect(option('ETH-20240914-2400_5-C')).toEqual(['ETH', 'USDC', '2024-09-14T08:00', 2400.5, 'C']);
  expect(option('SPXW230914C01200000')).toEqual(['SPXW', 'USD', '2023-09-14T20:00', 1200, 'C']);
  expect(option('SPX260618P00600000')).toEqual(['SPX', 'USD', '2026-06-18T13:30', 600, 'P']);
  expect(option('SPY   250516C00285500')).toEqual(['SPY', 'USD', '2025-05-16T20:00', 285.5, 'C']);
});

test('futures, perpetuals, spot pairs and combinations are told apart, never parsed as options', () => {
  const kinds: Record<string, string> = {
    'BTC-25SEP26': 'future',
    'BTC_USDC-5AUG26': 'future',
    'BTC-USD-250328': 'future',
    'BTC-PERPETUAL': 'perpetual',
    'SOL_USDC-PERPETUAL': 'perpetual',
    'ETH-PERP': 'perpetual',
    'BTC-USD-SWAP': 'perpetual',
    BTC_USDC: 'spot',
    'BTC-CS-19MAY26-70000_75000': 'combo',
    'BTC-STRG-19MAY26-70000_75000': 'combo',
    'BTC-FS-19MAY26_PERP': 'combo',
    'BTC-FS-25JUN27_25SEP26': 'combo',
    'BTC-PCAL-19MAY26_26MAY26-70000': 'combo',
    'BTC-CSR13-19MAY26-70000_75000': 'combo',
    'BTC-ICOND-19MAY26-60_65_70_75': 'combo',
  };
  for (const [name, kind] of Object.entries(kinds)) expect(parseInstrumentName(name).kind, name).toBe(kind);
});

test('a name close to the grammar is not an option', () => {
  for (const name of [
    'BTC-31FEB26-60000-C',
    'BTC-27DEX24-60000-C',
    'BTC-27DEC24-0-C',
    'BTC-27DEC24-60000-X',
    'BTC-27DEC24-60000',
    'BTC-127DEC24-60000-C',
    'BTC-27DEC2024-60000-C',
    'BTC-27DEC24-60_000-C',
    'BTC-27DEC24-0d-C',
    'SPXW231314C01200000',
    'SPXW230914X01200000',
    'index_price',
    'SYN.BTC-4AUG26',
    '',
  ]) {
    expect(['unknown-name', 'bad-name'], name).toContain(parseInstrumentName(name).kind);
  }
});

test('only 64 safe characters make a name', () => {
  expect(isSafeName('BTC-27DEC24-60000-C')).toBe(true);
  expect(isSafeName('XRP_USDC-30JUN23-0d625-C')).toBe(true);
  expect(canonicalName('xrp_usdc-30jun23-0d625-c')).toBe('XRP_USDC-30JUN23-0d625-C');
  expect(canonicalName('btc-5dec26-60000-c')).toBe('BTC-5DEC26-60000-C');
  for (const name of ['<img src=x>', 'A'.repeat(65), '__proto__ x', '=cmd()', 'a', 'BTC\u00a0'])
    expect(isSafeName(name)).toBe(false);
  expect(parseInstrumentName('<img src=x onerror=alert(1)>').kind).toBe('bad-name');
  expect(parseInstrumentName('A'.repeat(65)).kind).toBe('bad-name');
});

test.skipIf(!hasShared)('every name of a real board is read as its own instrument list states it', () => {
  const board = JSON.parse(
    new TextDecoder().decode(sharedBytes('data/deribit-book-summary/btc-2026-08-01.json')),
  ) as {
    instruments: {
      instrument_name: string;
      strike?: number;
      option_type?: string;
      expiration_timestamp: number;
    }[];
  };
  for (const row of board.instruments) {
    const parsed = parseInstrumentName(row.instrument_name);
    if (row.option_type === undefined) {
      expect(['future', 'perpetual', 'combo', 'spot'], row.instrument_name).toContain(parsed.kind);
    } else {
      expect(parsed).toMatchObject({
        kind: 'option',
        strike: row.strike,
        isCall: row.option_type === 'call',
        expiry: row.expiration_timestamp,
      });
    }
  }
});

test('names of brokers state month first, or a dot and the strike as it is', () => {
  const option = { kind: 'option', root: 'AAPL', strike: 212.5, isCall: true, premiumCurrency: 'USD' };
  for (const name of ['AAPL_062025C212.5', '.AAPL250620C212.5'])
    expect(parseInstrumentName(name), name).toMatchObject({ ...option, expiry: Date.UTC(2025, 5, 20, 20) });
  for (const name of ['AAPL_202506C212.5', '.AAPL252006C212.5', '.AAPL250620C0'])
    expect(parseInstrumentName(name).kind, name).toBe('unknown-name');
});
