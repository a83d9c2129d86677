import { failure, type Outcome, success } from '#base/outcome.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { LiveInput, LiveSettings } from './live-frame.ts';
import { LiveSession } from './live-session.ts';
import { RecordingReader } from './recording-lines.ts';
import type { SessionKept } from './session-kept.ts';

/** What can be replayed: inputs of a session in the order of their instants, ms. */
export interface ReplaySource {
  readonly length: number;
  readonly from: number;
  readonly to: number;
  /** Instants of full fits that landed, and of connections that were lost. */
  readonly fits: readonly number[];
  readonly drops: readonly number[];
  /** It brings its own full fits. */
  readonly hasBases: boolean;
  /** Host that told it; null where that is not known, or each file says it. */
  readonly host: string | null;
  at(i: number): number;
  input(i: number): LiveInput;
  /** A session as it stood before the first input. */
  begin(): LiveSession;
}

/** Characters of a recording that are kept, and inputs. */
const MOST_CHARS = 512 * 1024 * 1024;
const MOST_INPUTS = 20_000_000;
const TICK: LiveInput = { kind: 'tick' };

/** A recording as it is read, line by line. */
export class RecordingSource implements ReplaySource {
  readonly fits: number[] = [];
  readonly drops: number[] = [];
  private readonly reader: RecordingReader;
  private readonly instants: number[] = [];
  private readonly inputs: LiveInput[] = [];
  private state: SessionKept | null = null;
  private begunAt = 0;
  private chars = 0;

  /** @param file name of the file, for sentences */
  constructor(private readonly file: string) {
    this.reader = new RecordingReader(file);
  }

  /** Takes the next line. */
  take(line: string): Outcome<null> {
    this.chars += line.length;
    if (this.chars > MOST_CHARS || this.inputs.length >= MOST_INPUTS)
      return failure('invalid', `${this.file} is larger than can be replayed, 512 MB. Split it.`, this.file);
    const read = this.reader.take(line);
    if (!read.ok) return read;
    const recorded = read.value;
    if (recorded === null) return success(null);
    if (recorded.kind === 'state') {
      this.state = recorded.state;
      this.begunAt = recorded.at;
      return success(null);
    }
    const { at, input } = recorded;
    this.instants.push(at);
    this.inputs.push(input.kind === 'tick' ? TICK : input);
    if (input.kind === 'base') this.fits.push(at);
    if (input.kind === 'closed') this.drops.push(at);
    return success(null);
  }

  /** Whether the file is whole and can be replayed. */
  end(): Outcome<null> {
    const ended = this.reader.end();
    if (!ended.ok) return ended;
    if (this.inputs.length === 0)
      return failure(
        'missing-data',
        `${this.file} ends where its recording begins: nothing was recorded.`,
        this.file,
      );
    return success(null);
  }

  get length(): number {
    return this.inputs.length;
  }

  get from(): number {
    return this.begunAt;
  }

  get to(): number {
    return this.instants.at(-1) ?? this.begunAt;
  }

  get host(): string | null {
    return this.reader.host;
  }

  get hasBases(): boolean {
    return this.fits.length > 0 || this.state?.stand.base != null;
  }

  at(i: number): number {
    return this.instants[i]!;
  }

  input(i: number): LiveInput {
    return this.inputs[i]!;
  }

  begin(): LiveSession {
    if (this.state === null) throw new RangeError('a recording is read to its end before it is replayed');
    return LiveSession.resume(this.state);
  }
}

/** Whole chains of one underlying, one after the other: a series of files, or a day of ticks that was cut into such. */
export class ChainSource implements ReplaySource {
  readonly fits: readonly number[] = [];
  readonly drops: readonly number[] = [];
  readonly hasBases = false;
  readonly host = null;

  private constructor(
    private readonly chains: readonly QuoteSet[],
    private readonly settings: LiveSettings,
  ) {}

  /** Orders them by their instants; refuses sets that are of no instant, of several underlyings, or too few. */
  static of(sets: readonly QuoteSet[], settings: LiveSettings): Outcome<ChainSource> {
    const undated = sets.find(({ asOf }) => asOf === null);
    if (undated !== undefined)
      return failure(
        'missing-data',
        `${nameOf(undated)} does not say when its quotes were taken: a series needs that of each.`,
      );
    const [first] = sets;
    const other = sets.find(({ underlying }) => underlying !== first?.underlying);
    if (first === undefined || other !== undefined)
      return failure(
        'invalid',
        `${other === undefined ? 'Nothing' : `${other.underlying} in ${nameOf(other)}`} cannot be replayed with ${first?.underlying ?? 'nothing'}: a series is of one underlying.`,
      );
    const byInstant = new Map(sets.map((set) => [set.asOf, set]));
    if (byInstant.size < 2)
      return failure(
        'missing-data',
        `${nameOf(first)} is one snapshot: a series to be replayed needs two or more of different instants.`,
      );
    const chains = [...byInstant.values()].sort((a, b) => (a.asOf ?? 0) - (b.asOf ?? 0));
    return success(new ChainSource(chains, settings));
  }

  get length(): number {
    return this.chains.length;
  }

  get from(): number {
    return this.at(0);
  }

  get to(): number {
    return this.at(this.length - 1);
  }

  at(i: number): number {
    return this.chains[i]!.asOf ?? 0;
  }

  input(i: number): LiveInput {
    return { kind: 'chain', quotes: this.chains[i]! };
  }

  begin(): LiveSession {
    const [{ underlying, premiumCurrency, settlement }] = this.chains as [QuoteSet];
    const isLinear = settlement === 'linear' && underlying.includes('_');
    const plan: FeedPlan = {
      currency: isLinear ? premiumCurrency : underlying,
      base: isLinear ? underlying.slice(0, underlying.indexOf('_')) : null,
      books: [],
      depth: 0,
    };
    return new LiveSession(plan, this.settings, 0);
  }
}

function nameOf({ files }: QuoteSet): string {
  return files.map(({ name }) => name).join(', ') || 'A file';
}
