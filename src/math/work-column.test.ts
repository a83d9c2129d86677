import { describe, expect, it } from 'vitest';
import { workColumn, workCopy } from './work-column.ts';

describe('a column for work in hand', () => {
  it('holds zeros that no other column shares, however many are made and of whatever length', () => {
    const lengths = [0, 1, 8, 9, 25, 120, 479, 480, 481, 3000];
    const columns = Array.from({ length: 2000 }, (_, i) => workColumn(lengths[i % lengths.length]!));
    for (const [i, column] of columns.entries()) {
      expect(column.length).toBe(lengths[i % lengths.length]);
      expect(column.every((value) => value === 0)).toBe(true);
      column.fill(i + 1);
    }
    for (const [i, column] of columns.entries()) {
      expect(column.every((value) => value === i + 1)).toBe(true);
    }
  });

  it('keeps little memory of others, and a long one none', () => {
    expect(workColumn(481).buffer.byteLength).toBe(8 * 481);
    expect(workColumn(100).buffer.byteLength).toBeLessThan(16 * 1024);
  });

  it('is a copy that goes its own way', () => {
    const numbers = Float64Array.from({ length: 20 }, (_, i) => i / 3);
    const copy = workCopy(numbers);
    expect(copy).toEqual(numbers);
    copy[0] = 7;
    expect(numbers[0]).toBe(0);
  });
});
