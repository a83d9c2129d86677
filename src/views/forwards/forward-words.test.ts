import { expect, test } from 'vitest';
import type { ForwardEstimate } from '#market/book.ts';
import { discountHint, discountText, discountWord, forwardReason, parityLimits } from './forward-words.ts';

const forward: ForwardEstimate = {
  value: 5034.25,
  source: 'parity',
  instrument: null,
  stdError: 0.1,
  discount: 0.98881,
  discountSource: 'pairs',
  discountStdError: 0.00012,
  timeGap: null,
  parity: { value: 5034.25, stdError: 0.1, pairs: 27 },
  executable: null,
  future: null,
};

test('every source says why it is the one in use', () => {
  expect(forwardReason(forward)).toBe('27 call-put pairs; no quoted forward, no future');
  expect(forwardReason({ ...forward, source: 'quoted', instrument: 'BTC-7AUG26' })).toBe(
    'BTC-7AUG26, named by every quote',
  );
  for (const source of ['quoted', 'quoted-synthetic', 'future'] as const) {
    expect(forwardReason({ ...forward, source, instrument: 'BTC-25SEP26' })).toMatch(/^BTC-25SEP26, /);
  }
  expect(forwardReason({ ...forward, source: 'spot', parity: null })).toMatch(/nothing better/);
});

test('the discount says where it comes from, its error and its rate', () => {
  expect([discountText(forward.discount), discountText(1)]).toEqual(['0.98881', '1']);
  expect(discountHint(forward, 0.25)).toMatch(/± 0\.00012, a rate of 4\.50 %$/);
  expect(discountWord({ ...forward, discountSource: 'assumed' })).toBe('assumed');
  const byHand = { ...forward, discountSource: 'user', discountStdError: null } as const;
  expect(discountWord(byHand)).toBe('your rate');
  expect(discountHint(byHand, 0.25)).toMatch(/^The rate you set; .+, a rate of 4\.50 %$/);
});

test('what parity cannot say is one sentence for American and dividend-paying underlyings, none for crypto', () => {
  const of = (exercise: 'european' | 'american' | 'unknown', premiumCurrency = 'USD', rate?: number) =>
    parityLimits({ exercise, unit: 'currency', premiumCurrency }, rate, undefined);
  expect(of('american')).toMatch(/^American exercise: parity only bounds F, .+ D assumed to be 1; .+\.$/);
  expect(of('american', 'USD', 0.043)).toMatch(
    / D is from your rate of 4\.3 %, .+ early exercise is not priced for want of a spot that fits the forwards: .+\.$/,
  );
  expect(of('european')).toMatch(/^Parity gives F with dividends .+\.$/);
  expect(of('unknown')).toMatch(/^Read as European, for the file does not say: /);
  expect(of('european', 'USDC')).toBe(null);
  expect(
    parityLimits({ exercise: 'european', unit: 'coin', premiumCurrency: 'BTC' }, undefined, undefined),
  ).toBe(null);
});

test('where early exercise is priced the sentence says with what', () => {
  const of = (spotByForward: boolean) =>
    parityLimits({ exercise: 'american', unit: 'currency', premiumCurrency: 'USD' }, 0.043, {
      spot: 593.874,
      yield: 0.011,
      spotByForward,
    });
  expect(of(false)).toMatch(
    /^Early exercise is priced and taken off at your rate of 4\.3 % .+ implies from the spot of 593\.87; .+ ex-dates\.$/,
  );
  expect(of(true)).toContain('from the spot of 593.87 (told by the nearest F); no discrete dividends');
});
