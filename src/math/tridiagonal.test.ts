import { expect, test } from 'vitest';
import { solveTridiagonal } from './tridiagonal.ts';

test('a system with a known solution is solved', () => {
  // -1, 2, -1 with x = i (n + 1 - i)/2: the second difference is -1.
  const n = 9;
  const x = new Float64Array(n).fill(1);
  const of = (v: number) => new Float64Array(n).fill(v);
  solveTridiagonal(of(-1), of(2), of(-1), x, new Float64Array(n));
  x.forEach((v, i) => {
    expect(v).toBeCloseTo(((i + 1) * (n - i)) / 2, 13);
  });
});

test('the solution put back into dominant systems gives their right-hand side', () => {
  let seed = 7;
  const next = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647 - 0.5;
  };
  for (const n of [1, 2, 3, 50]) {
    const [lower, upper, right] = [0, 1, 2].map(() => Float64Array.from({ length: n }, next));
    const diagonal = Float64Array.from({ length: n }, () => 1.2 + next());
    const x = right!.slice();
    solveTridiagonal(lower!, diagonal, upper!, x, new Float64Array(n));
    for (let i = 0; i < n; i++) {
      const back =
        (lower![i] ?? 0) * (x[i - 1] ?? 0) + diagonal[i]! * x[i]! + (upper![i] ?? 0) * (x[i + 1] ?? 0);
      expect(back, `seed 7, n ${n}, row ${i}`).toBeCloseTo(right![i]!, 13);
    }
  }
});
