import { transfer } from 'comlink';

/** A buffer smaller than this is copied faster than it is handed over. */
export const WORTH_MOVING_BYTES = 16 * 1024;

/**
 * Marks the large buffers of a reply to be moved to the page instead of copied; those it shares with `staying`,
 * which is needed here again, are copied.
 */
export function moved<T extends object>(reply: T, staying: unknown = null): T {
  const buffers = new Set<ArrayBuffer>();
  collect(reply, buffers);
  const needed = new Set<ArrayBuffer>();
  collect(staying, needed);
  for (const buffer of needed) buffers.delete(buffer);
  return buffers.size === 0 ? reply : transfer(reply, [...buffers]);
}

function collect(value: unknown, into: Set<ArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return;
  if (ArrayBuffer.isView(value)) {
    const { buffer } = value;
    if (buffer instanceof ArrayBuffer && buffer.byteLength >= WORTH_MOVING_BYTES) into.add(buffer);
    return;
  }
  if (Array.isArray(value)) {
    // Columns of strings and numbers hold no buffers: one look is enough.
    if (typeof value[0] !== 'object') return;
    for (const item of value) collect(item, into);
    return;
  }
  for (const item of Object.values(value)) collect(item, into);
}
