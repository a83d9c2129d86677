/**
 * Short columns for work in hand. An engine keeps up to 64 bytes of a typed array beside the array itself and gives every
 * longer one memory of its own, which takes it a microsecond to get and as long to give back, in the pauses of a
 * collection: as much as the arithmetic on some dozens of quotes. Parts of a larger block are made in a twentieth of that.
 */

/** Length to which an array has its numbers beside it, in every engine that does so. */
const BESIDE = 8;
/** Longest part of a block; what is longer has memory of its own. */
const LONGEST = 480;
/** Numbers of a block. All of it is kept while one part of it is, so that it is small. */
const BLOCK = 1920;

let block = new Float64Array(BLOCK);
let taken = 0;

/**
 * A column of n zeros that nothing else shares. For what is gone with the calculation: what a result keeps, or a message
 * carries, is better off with memory of its own, since a copy of a part copies its block.
 */
export function workColumn(n: number): Float64Array<ArrayBuffer> {
  if (n <= BESIDE || n > LONGEST) return new Float64Array(n);
  if (taken + n > BLOCK) {
    block = new Float64Array(BLOCK);
    taken = 0;
  }
  const column = new Float64Array(block.buffer, taken * Float64Array.BYTES_PER_ELEMENT, n);
  taken += n;
  return column;
}

/** A copy of the numbers in a column for work in hand. */
export function workCopy(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const column = workColumn(numbers.length);
  column.set(numbers);
  return column;
}
