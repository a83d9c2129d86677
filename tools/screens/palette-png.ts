/**
 * A picture of the screen as a PNG of 256 colours: a third of the size. The colours of flat areas stay as they are,
 * the shades of text edges and of surfaces are put together. The same picture always gives the same bytes.
 *
 * PNG: W3C Recommendation, third edition, 2025. The cut: P. Heckbert, "Color image quantization for frame buffer
 * display", SIGGRAPH 1982, of the box with the largest scatter, at its mean.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const COLOURS = 256;
/** The most frequent colours, which keep their own place. */
const KEPT = 96;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** One number a pixel, 0xrrggbb. */
  readonly colours: Uint32Array;
}

/** @throws Error where it is no PNG of eight bits a channel as a browser writes it */
export function palettePng(png: Uint8Array): Buffer {
  const { width, height, colours } = decode(png);
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = paletteOf(counts);
  const place = new Map<number, number>();
  for (const colour of counts.keys()) place.set(colour, nearest(palette, colour));
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      rows[y * (width + 1) + 1 + x] = place.get(colours[y * width + x] ?? 0) ?? 0;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk('IHDR', head),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

function decode(bytes: Uint8Array): Pixels {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlaced !== 0) {
    throw new Error(`A PNG of kind ${kind} with ${depth} bits is not what a browser writes.`);
  }
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const channels = kind === 2 ? 3 : 4;
  const raw = unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i++) {
    const at = i * channels;
    colours[i] = ((raw[at] ?? 0) << 16) | ((raw[at + 1] ?? 0) << 8) | (raw[at + 2] ?? 0);
  }
  return { width, height, colours };
}

/** Rows without the filters of section 9.2. */
function unfiltered(data: Buffer, stride: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < channels ? 0 : (out[at - channels] ?? 0);
      const above = y === 0 ? 0 : (out[at - stride] ?? 0);
      const corner = y === 0 || x < channels ? 0 : (out[at - stride - channels] ?? 0);
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0] ?? 0;
      out[at] = (data[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs) as [
    number,
    number,
    number,
  ];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

interface Shade {
  readonly colour: number;
  readonly count: number;
}

const channel = (colour: number, c: number): number => (colour >> (16 - 8 * c)) & 255;

function paletteOf(counts: ReadonlyMap<number, number>): number[] {
  const shades = Array.from(counts, ([colour, count]): Shade => ({ colour, count }));
  shades.sort((a, b) => b.count - a.count || a.colour - b.colour);
  if (shades.length <= COLOURS) return shades.map(({ colour }) => colour);
  const kept = shades.slice(0, KEPT).map(({ colour }) => colour);
  const boxes = [boxOf(shades.slice(KEPT))];
  while (kept.length + boxes.length < COLOURS) {
    const widest = boxes.reduce((best, box, i) => (box.scatter > (boxes[best]?.scatter ?? 0) ? i : best), 0);
    const box = boxes[widest];
    if (box === undefined || box.shades.length < 2) break;
    const low = box.shades.filter(({ colour }) => channel(colour, box.axis) <= box.mean[box.axis]!);
    const high = box.shades.filter(({ colour }) => channel(colour, box.axis) > box.mean[box.axis]!);
    boxes.splice(widest, 1, boxOf(low), boxOf(high));
  }
  return [
    ...kept,
    ...boxes.map(({ mean }) => mean.reduce((sum, value) => (sum << 8) | Math.round(value), 0)),
  ];
}

interface ColourBox {
  readonly shades: readonly Shade[];
  readonly mean: readonly number[];
  readonly axis: number;
  /** Sum of squares about the mean along the widest axis. */
  readonly scatter: number;
}

function boxOf(shades: readonly Shade[]): ColourBox {
  const n = shades.reduce((sum, { count }) => sum + count, 0);
  const mean = [0, 1, 2].map((c) => shades.reduce((sum, s) => sum + s.count * channel(s.colour, c), 0) / n);
  const squares = [0, 1, 2].map((c) =>
    shades.reduce((sum, s) => sum + s.count * (channel(s.colour, c) - mean[c]!) ** 2, 0),
  );
  const scatter = Math.max(...squares);
  return { shades, mean, axis: squares.indexOf(scatter), scatter };
}

function nearest(palette: readonly number[], colour: number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [i, other] of palette.entries()) {
    let distance = 0;
    for (let c = 0; c < 3; c++) distance += (channel(colour, c) - channel(other, c)) ** 2;
    if (distance < least) [best, least] = [i, distance];
    if (distance === 0) break;
  }
  return best;
}
