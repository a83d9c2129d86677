/** Text encodings a quote file may come in. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * Encoding of a file from its first bytes, null for binary content. A byte-order mark decides; else zero
 * bytes at every other place mean UTF-16, any other zero byte binary; what is not UTF-8 is the Western code
 * page spreadsheets write, unless control characters speak against it.
 */
export function detectEncoding(head: Uint8Array): Encoding | null {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 4096);
  const zeros: [number, number] = [0, 0];
  let controls = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] as number;
    if (byte === 0) zeros[i & 1 ? 1 : 0]++;
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) controls++;
  }
  const half = sample.length / 2;
  if (zeros[0] + zeros[1] > 0) {
    if (sample.length >= 4 && zeros[1] > 0.7 * half && zeros[0] < 0.1 * half) return 'utf-16le';
    if (sample.length >= 4 && zeros[0] > 0.7 * half && zeros[1] < 0.1 * half) return 'utf-16be';
    return null;
  }
  if (controls > 0.02 * sample.length) return null;
  if (isUtf8(head)) return 'utf-8';
  return controls === 0 ? 'windows-1252' : null;
}

/** True for valid UTF-8, a character cut at the end allowed. */
function isUtf8(bytes: Uint8Array): boolean {
  if (isAscii(bytes)) return true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** True where no byte has its highest bit set; four at a time. */
export function isAscii(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  const start = Math.min(length, -byteOffset & 3);
  const count = (length - start) >> 2;
  let high = 0;
  if (count > 0) {
    const words = new Uint32Array(buffer, byteOffset + start, count);
    for (let i = 0; i < count; i++) high |= words[i] as number;
  }
  for (let i = 0; i < start; i++) high |= bytes[i] as number;
  for (let i = start + 4 * count; i < length; i++) high |= bytes[i] as number;
  return (high & 0x80808080) === 0;
}

/** Bytes that `text` takes in an encoding, with its byte-order mark where the file began with one. */
export function encodedLength(text: string, encoding: Encoding, marked: boolean): number {
  if (encoding === 'windows-1252') return text.length;
  if (encoding !== 'utf-8') return 2 * text.length + (marked ? 2 : 0);
  let bytes = marked ? 3 : 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : unit >= 0xd800 && unit < 0xe000 ? 2 : 3;
  }
  return bytes;
}

/** True when the bytes begin with a byte-order mark of the encoding. */
export function hasByteOrderMark(head: Uint8Array, encoding: Encoding): boolean {
  if (encoding === 'utf-8') return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  if (encoding === 'utf-16le') return head[0] === 0xff && head[1] === 0xfe;
  return encoding === 'utf-16be' && head[0] === 0xfe && head[1] === 0xff;
}
