import { describe, expect, it } from 'vitest';
import { createWorkRoom, workColumn, workCopy } from './work-column.ts';

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

describe('a room for a calculation that is made again and again', () => {
  const lengths = [1, 9, 25, 120, 480, 481];
  const fill = (count: number, value: number) =>
    Array.from({ length: count }, (_, i) => {
      const column = workColumn(lengths[i % lengths.length]!);
      expect(column.every((each) => each === 0)).toBe(true);
      return column.fill(value);
    });

  it('gives zeros and the same memory each time it was cleared', () => {
    const room = createWorkRoom();
    const buffers = [1, 2, 3].map((value) => {
      const columns = room.within(() => fill(200, value));
      expect(columns.every((column) => column.every((each) => each === value))).toBe(true);
      room.clear();
      return columns.filter(({ length }) => length <= 480).map(({ buffer }) => buffer);
    });
    expect(buffers[1]!.every((buffer, i) => buffer === buffers[0]![i])).toBe(true);
    expect(buffers[2]!.every((buffer, i) => buffer === buffers[0]![i])).toBe(true);
  });

  it('shares nothing with what is made outside of it, or in another room, between its steps', () => {
    const rooms = [createWorkRoom(), createWorkRoom()];
    const made: [number, Float64Array][] = [];
    for (let step = 0; step < 300; step++) {
      for (const [r, room] of rooms.entries()) {
        for (const column of room.within(() => fill(3, 2 * step + r))) made.push([2 * step + r, column]);
        for (const column of fill(2, -step)) made.push([-step, column]);
      }
    }
    for (const [value, column] of made) expect(column.every((each) => each === value)).toBe(true);
  });

  it('is left by a calculation that throws', () => {
    const room = createWorkRoom();
    const inside = room.within(() => workColumn(9));
    expect(() =>
      room.within(() => {
        throw new Error('a fault');
      }),
    ).toThrow('a fault');
    expect(workColumn(9).buffer).not.toBe(inside.buffer);
    expect(room.within(() => workColumn(9)).buffer).toBe(inside.buffer);
  });
});
