/** When the nodes of an expiry serve another set of parameters, and when they are made anew. */
import { expect, test } from 'vitest';
import type { CharacteristicFunction } from './characteristic-function.ts';
import { heston } from './heston.ts';
import { createLewisExpiry, type LewisAccuracy } from './lewis-price.ts';

/** An expiry whose characteristic function counts how often it is evaluated at all nodes. */
function counted(accuracy?: LewisAccuracy) {
  const calls = { value: 0, gradient: 0 };
  const model: CharacteristicFunction = {
    ...heston,
    value(...args) {
      calls.value++;
      heston.value(...args);
    },
    gradient(...args) {
      calls.gradient++;
      heston.gradient(...args);
    },
  };
  const strikes = Float64Array.from({ length: 9 }, (_, i) => 60 + 10 * i);
  const expiry = createLewisExpiry(model, 100, 0.3, strikes, accuracy);
  const price = (variance: number, sigma = 0.5): number => {
    calls.value = 0;
    expiry.timeValues(Float64Array.of(variance, 2, variance, sigma, -0.4), new Float64Array(9));
    return calls.value;
  };
  return { expiry, price, calls };
}

test('parameters that move a little keep the nodes, and cost one evaluation', () => {
  const { expiry, price } = counted();
  expect(price(0.09)).toBe(1);
  const { nodes } = expiry;
  for (const variance of [0.09, 0.0905, 0.0895, 0.1]) {
    expect(price(variance)).toBe(1);
    expect(expiry.nodes).toBe(nodes);
  }
});

test('a narrower law asks for a longer range, a wider one for a shorter: the nodes are made anew, once', () => {
  const { expiry, price } = counted();
  price(0.09);
  expect(price(0.02)).toBe(2);
  expect(expiry.truncation).toBeLessThan(1e-15);
  expect(price(0.02)).toBe(1);
  expect(price(1.5)).toBe(2);
  expect(price(1.5)).toBe(1);
  expect(expiry.truncation).toBeLessThan(1e-15);
});

test('a law whose own shape asks for more nodes gets them', () => {
  const { expiry, price } = counted();
  price(0.09, 0.01);
  const before = expiry.nodes;
  price(0.09, 6);
  expect(expiry.nodes).toBeGreaterThan(before);
});

test('a fixed number of nodes stays, whatever is priced', () => {
  const { expiry, price } = counted({ tolerance: 1e-12, nodes: 64 });
  expect(price(0.09)).toBe(1);
  expect(expiry.nodes).toBe(64);
  expect(price(0.091)).toBe(1);
  price(0.02);
  expect(expiry.nodes).toBe(64);
  expect(expiry.truncation).toBeLessThan(1e-12);
});

test('prices alone do not evaluate the gradient, and both come from one evaluation', () => {
  const { expiry, price, calls } = counted();
  price(0.09);
  expect(calls.gradient).toBe(0);
  calls.value = 0;
  expiry.timeValuesAndGradient(
    Float64Array.of(0.09, 2, 0.09, 0.5, -0.4),
    new Float64Array(9),
    new Float64Array(45),
  );
  expect(calls).toEqual({ value: 0, gradient: 1 });
});
