/**
 * Writes the `d` of SVG paths, lengths to a tenth of a pixel. A path of some hundred points is made anew with every fit: as
 * bytes it leaves the page no string for each number and each joint to be collected.
 */

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const SPACE = 32;
/** Lengths are held within this many px: browsers draw huge ones badly. */
const FARTHEST = 5000;
/** What one point takes at most: a letter and two lengths of seven characters with a space between. */
const ROOM = 16;

const letters = new TextDecoder();

/** A pen that writes one path after another. */
export class PathPen {
  private text = new Uint8Array(1024);
  private length = 0;

  /** A command with a point: `M` or `L`. */
  to(letter: 'M' | 'L', x: number, y: number): void {
    this.command(letter);
    this.write(x);
    this.text[this.length++] = SPACE;
    this.write(y);
  }

  /** A command with one length: `H` or `V`. */
  along(letter: 'H' | 'V', to: number): void {
    this.command(letter);
    this.write(to);
  }

  /** Closes the outline. */
  close(): void {
    this.command('Z');
  }

  /** The path written since the last was taken. */
  take(): string {
    const path = letters.decode(this.text.subarray(0, this.length));
    this.length = 0;
    return path;
  }

  private command(letter: string): void {
    if (this.length + ROOM > this.text.length) {
      const more = new Uint8Array(2 * this.text.length);
      more.set(this.text);
      this.text = more;
    }
    this.text[this.length++] = letter.charCodeAt(0);
  }

  /** A finite length, as `toFixed(1)` writes it but for its negative nought. */
  private write(px: number): void {
    const tenths = Math.round(10 * Math.min(FARTHEST, Math.abs(px)));
    if (px < 0 && tenths > 0) this.text[this.length++] = MINUS;
    const whole = Math.floor(tenths / 10);
    if (whole >= 1000) this.text[this.length++] = ZERO + Math.floor(whole / 1000);
    if (whole >= 100) this.text[this.length++] = ZERO + (Math.floor(whole / 100) % 10);
    if (whole >= 10) this.text[this.length++] = ZERO + (Math.floor(whole / 10) % 10);
    this.text[this.length++] = ZERO + (whole % 10);
    this.text[this.length++] = POINT;
    this.text[this.length++] = ZERO + (tenths % 10);
  }
}
