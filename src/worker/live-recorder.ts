/**
 * Packs the lines of a recording as they come. Every part is a gzip member of its own: parts in a row are one gzip file,
 * and what was told is safe though the worker dies.
 */

/** Text after which a part is packed, characters, and time after which what has come is packed, ms. */
const PART_CHARS = 1 << 20;
const PART_MS = 2000;

/** What a recording may come to, and what of it may wait to be packed, characters. */
export interface RecordingLimits {
  readonly chars: number;
  readonly waitingChars: number;
}

/** What a replay takes, and no more. */
const LIMITS: RecordingLimits = { chars: 500_000_000, waitingChars: 64_000_000 };

export interface RecorderEvents {
  /** The next part. */
  packed(member: Uint8Array<ArrayBuffer>): void;
  /** Nothing more is kept, and why. */
  ended(why: string): void;
}

export class LiveRecorder {
  private lines: string[] = [];
  private chars = 0;
  private since: number | null = null;
  private waiting = 0;
  /** Characters that have been packed or wait for it, and bytes they came to. */
  private total = 0;
  private packed = 0;
  /** No line is taken any more; no part is kept any more, and that has been told. */
  private isClosed = false;
  private isOver = false;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly events: RecorderEvents,
    private readonly limits: RecordingLimits = LIMITS,
  ) {}

  /** Bytes that are packed. */
  get bytes(): number {
    return this.packed;
  }

  /** Keeps lines, without their ends; those that are taken together are packed together. */
  take(lines: readonly string[], at: number): void {
    if (this.isClosed || this.isOver) return;
    for (const line of lines) {
      this.lines.push(line);
      this.chars += line.length + 1;
    }
    if (this.total + this.chars > this.limits.chars) {
      this.isClosed = true;
      this.pack();
      const why = `it is ${Math.round(this.limits.chars / 1e6)} MB unpacked, as much as can be replayed`;
      this.queue = this.queue.then(() => this.over(why));
      return;
    }
    this.since ??= at;
    if (this.chars >= PART_CHARS) this.pack();
  }

  /** Time goes on. */
  tick(at: number): void {
    if (this.since !== null && at - this.since >= PART_MS) this.pack();
  }

  /** Packs what has come; resolves when it has been told. */
  async flush(): Promise<void> {
    this.pack();
    await this.queue;
  }

  /** Takes no more; resolves when all has been told. */
  async end(): Promise<void> {
    this.pack();
    this.isClosed = true;
    await this.queue;
  }

  private pack(): void {
    this.since = null;
    if (this.lines.length === 0) return;
    const text = `${this.lines.join('\n')}\n`;
    this.lines = [];
    this.chars = 0;
    if (this.waiting > this.limits.waitingChars) {
      // What waits before it is kept.
      this.isClosed = true;
      this.queue = this.queue.then(() => this.over('this machine cannot pack it as fast as it comes'));
      return;
    }
    this.waiting += text.length;
    this.total += text.length;
    this.queue = this.queue.then(async () => {
      // Parts follow on each other: after one that is not kept none is.
      if (this.isOver) return;
      try {
        const member = await gzipMember(text);
        this.packed += member.length;
        this.events.packed(member);
      } catch (error) {
        this.over(error instanceof Error ? error.message : String(error));
      } finally {
        this.waiting -= text.length;
      }
    });
  }

  private over(why: string): void {
    if (this.isOver) return;
    this.isOver = true;
    this.events.ended(why);
  }
}

async function gzipMember(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
