/**
 * A second file of the underlying on the screen: read by a worker of its own, so that the board and its fit stay as
 * they are, and held beside them. Nothing of it takes part in a fit.
 */

import { equalPlain } from '#base/equal-plain.ts';
import { instant } from '#base/format.ts';
import { type Failure, failure, type Outcome } from '#base/outcome.ts';
import { type EpochMs, epochMs } from '#base/units.ts';
import type { MarketBook, MarketOptions } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { rateOf } from '#market/rate.ts';
import type { ReadOptions, ReadProgress } from '#readers/reader.ts';
import type { CalibrationService } from '#worker/api.ts';
import type { Answers } from './answers.ts';
import { quoteSetName } from './empty-sentence.ts';
import { askedInVain } from './forwards-asked.ts';
import { isLarge } from './large-request.ts';
import type { WorkbenchState } from './state.ts';

/** The second file and the market made of it. Plain data. */
export interface SecondFile {
  readonly phase: 'reading' | 'done' | 'failed';
  /** Name of the file, or of the first of several. */
  readonly name: string;
  readonly progress: ReadProgress | null;
  readonly quotes: QuoteSet | null;
  /** The instant that it was given; null: its own. */
  readonly asOf: EpochMs | null;
  /** Its forwards by hand, by expiry key: those of a board that was on the screen before. */
  readonly forwards: MarketOptions['forwards'];
  /** Null until it is made, and where its instant is not known. */
  readonly market: MarketBook | null;
  /** What was chosen among several in the file, as sentences. */
  readonly said: readonly string[];
  readonly error: Failure | null;
}

/** What a session keeps of a second file: the market is made again. Plain data. */
export interface KeptSecond extends Pick<SecondFile, 'name' | 'asOf' | 'forwards' | 'said'> {
  readonly quotes: QuoteSet;
}

/** A board that was on the screen before. */
export interface FormerBoard {
  readonly quotes: QuoteSet;
  readonly market: MarketBook;
  /** What its market was made under. */
  readonly convention: Convention;
  readonly forwards: MarketOptions['forwards'];
}

export interface SecondReader {
  /** Reads files to be held against the shown board; what was held before goes. */
  open(files: readonly File[]): void;
  /** Holds the board that the present one replaced against it. */
  former(): void;
  /** The instant of a second file that does not say it. */
  setAsOf(asOf: EpochMs): void;
  /** Lets the second file go; while one is read, that one, and what was held before it is back. */
  drop(): void;
  /**
   * Another board has come onto the screen: the one before is remembered, what is of another underlying goes.
   *
   * @param own what the session of the board holds beside it, in place of what was held before; absent: no session
   */
  replaced(
    before: Pick<WorkbenchState, 'quotes' | 'market' | 'decisions'>,
    next: QuoteSet,
    own?: KeptSecond | null,
  ): void;
  /** Market options have changed: conventions hold of both boards. */
  follow(): void;
}

/** What is imposed on the markets of both boards alike. */
type Convention = Pick<MarketOptions, 'settlement' | 'rate'>;

export function createSecondReader(
  spawn: () => CalibrationService,
  get: () => WorkbenchState,
  set: (change: Partial<WorkbenchState>) => void,
  answers: () => Answers,
  isOpening: () => boolean,
  refused: (error: Failure) => void,
): SecondReader {
  /** Files that came while another board was on its way: they may be meant for that one. */
  let early: readonly File[] | null = null;
  let running: CalibrationService | null = null;
  /** What was held before the file that is being read. */
  let held: SecondFile | null = null;
  /** What the present market was made under. */
  let made: Convention = {};

  function stop(): void {
    running?.dispose();
    running = null;
  }

  function publish(change: Partial<SecondFile>): void {
    const { second } = get();
    if (second !== null) set({ second: { ...second, ...change } });
  }

  /** Runs work on a worker of its own; a newer work ends it. */
  function run(work: (service: CalibrationService, isCurrent: () => boolean) => Promise<void>): void {
    stop();
    const service = spawn();
    running = service;
    const isCurrent = () => running === service;
    work(service, isCurrent)
      .catch((fault: unknown) => {
        const error: Failure = { reason: 'parsing', message: `It could not be read (${String(fault)}).` };
        if (isCurrent()) publish({ phase: 'failed', progress: null, error });
      })
      .finally(() => {
        if (isCurrent()) stop();
      });
  }

  async function make(
    service: CalibrationService,
    isCurrent: () => boolean,
    quotes: QuoteSet,
  ): Promise<void> {
    const { asOf, forwards } = get().second ?? NOTHING;
    const convention = conventionOf(get().decisions.marketOptions);
    const market = await service.market(quotes, { asOf, forwards, ...convention });
    if (!isCurrent()) return;
    made = convention;
    publish(
      market.ok
        ? { phase: 'done', progress: null, market: market.value, error: null }
        : { phase: 'failed', progress: null, market: null, error: askedInVain(market.error, ALONE_FIRST) },
    );
    // The convention may have changed meanwhile.
    follow();
  }

  function follow(): void {
    const { second, decisions } = get();
    if (second?.phase !== 'done' || second.quotes === null) return;
    const { quotes } = second;
    if (equalPlain(made, conventionOf(decisions.marketOptions))) return;
    run((service, isCurrent) => make(service, isCurrent, quotes));
  }

  function drop(): void {
    stop();
    const { second } = get();
    if (second !== null) set({ second: second.phase === 'reading' ? held : null });
    held = null;
    follow();
  }

  return {
    open(files) {
      const shown = get().quotes;
      const [first] = files;
      if (shown === null || first === undefined) return;
      early = isOpening() ? files : null;
      const name = files.length === 1 ? first.name : `${first.name} and ${files.length - 1} more`;
      const { second } = get();
      if (second?.phase !== 'reading') held = second?.phase === 'done' ? second : null;
      set({ second: { ...NOTHING, name } });
      run(async (service, isCurrent) => {
        const near = get().market?.asOf ?? shown.asOf;
        const read = await readBeside(service, files, shown, near, answers(), (progress) => {
          if (isCurrent()) publish({ progress });
        });
        if (!isCurrent()) return;
        const outcome = read.outcome.ok ? ofUnderlying(read.outcome.value, shown, name) : read.outcome;
        if (!outcome.ok) {
          if (held !== null) {
            // As a board stays when the file after it is refused.
            drop();
            refused(outcome.error);
          } else publish({ phase: 'failed', progress: null, error: outcome.error });
          return;
        }
        publish({ quotes: outcome.value, said: read.said });
        await make(service, isCurrent, outcome.value);
      });
    },
    former() {
      const { former } = get();
      if (former === null) return;
      stop();
      const { quotes, market, convention, forwards } = former;
      const { asOf } = market;
      made = convention;
      set({
        second: { ...NOTHING, phase: 'done', name: quoteSetName(quotes), quotes, asOf, forwards, market },
      });
      follow();
    },
    setAsOf(asOf) {
      const quotes = get().second?.quotes ?? null;
      if (quotes === null) return;
      publish({ phase: 'reading', error: null, asOf });
      run((service, isCurrent) => make(service, isCurrent, quotes));
    },
    drop,
    replaced(before, next, own) {
      const { quotes, market, decisions } = before;
      const isSame = quotes !== null && sameUnderlying(quotes, next);
      const kept = isSame && market !== null && !isLarge(quotes);
      const convention = conventionOf(decisions.marketOptions);
      const { forwards } = decisions.marketOptions;
      set({ former: kept ? { quotes, market, convention, forwards } : null });
      const files = get().second === null ? null : early;
      early = null;
      if (own === undefined && isSame) return;
      held = null;
      drop();
      if (files !== null) this.open(files);
      else if (own) {
        set({ second: { ...NOTHING, ...own } });
        run((service, isCurrent) => make(service, isCurrent, own.quotes));
      }
    },
    follow,
  };
}

/** The board before keeps its forwards by hand where it becomes the second file. */
const ALONE_FIRST =
  'Open it by itself and set them by hand, then open the board and compare with the one before.';

const NOTHING: SecondFile = {
  phase: 'reading',
  name: '',
  progress: null,
  quotes: null,
  asOf: null,
  forwards: {},
  market: null,
  said: [],
  error: null,
};

/** Of one underlying, however its contracts are settled: BTC and BTC_USDC. A file that names none may be of any. */
export function sameUnderlying(a: Pick<QuoteSet, 'underlying'>, b: Pick<QuoteSet, 'underlying'>): boolean {
  const [one, two] = [rootOf(a.underlying), rootOf(b.underlying)];
  return one === two || one === '' || two === '';
}

function rootOf(underlying: string): string {
  return underlying.split(/[_-]/)[0] ?? '';
}

/** Averaged settlement and a rate by hand hold of both boards; what one has averaged so far does not. */
function conventionOf({ settlement, ...options }: MarketOptions): Convention {
  return {
    ...(settlement?.average === true ? { settlement: { average: true, soFar: {} } } : {}),
    ...rateOf(options),
  };
}

function ofUnderlying(quotes: QuoteSet, shown: QuoteSet, name: string): Outcome<QuoteSet> {
  if (sameUnderlying(quotes, shown)) return { ok: true, value: quotes, issues: [] };
  return otherUnderlying(name, quotes.underlying, shown);
}

function otherUnderlying(name: string, is: string, { underlying }: QuoteSet): Outcome<never> {
  return failure(
    'invalid',
    `${name} is ${is} and the board is ${underlying}: their volatilities say nothing of each other. Choose a file of ${underlying}.`,
  );
}

interface ReadBeside {
  readonly outcome: Outcome<QuoteSet>;
  readonly said: readonly string[];
}

/**
 * Reads with the board as the answer to what a file may ask: of several underlyings the one that is shown, of several
 * instants the one nearest to it.
 */
async function readBeside(
  service: CalibrationService,
  files: readonly File[],
  shown: QuoteSet,
  near: EpochMs | null,
  { columns }: Answers,
  onProgress: (progress: ReadProgress) => void,
): Promise<ReadBeside> {
  const said: string[] = [];
  let options: ReadOptions = {
    asOf: null,
    underlying: shown.underlying === '' ? null : shown.underlying,
    at: null,
    map: null,
    maps: columns,
  };
  for (let answered = 0; ; answered++) {
    const outcome = await service.read(files, options, { onProgress });
    if (outcome.ok || answered === 2) return { outcome, said };
    const { choices, table } = outcome.error;
    if (table !== undefined) return { outcome: toldAlone(outcome.error), said };
    if (choices?.kind === 'instant' && options.at === null) {
      const at = nearestInstant(choices.options, near);
      if (at === null) return { outcome, said };
      said.push(
        `Of ${choices.options.length} instants in the file, the one nearest to the board: ${instant(at)}.`,
      );
      options = { ...options, at };
      continue;
    }
    const one =
      choices?.kind === 'underlying' ? choices.options.find((name) => alike(name, shown)) : undefined;
    if (choices?.kind === 'underlying' && one === undefined) {
      const name = files[0]?.name ?? 'The file';
      return { outcome: otherUnderlying(name, choices.options.join(', '), shown), said };
    }
    if (one === undefined || one === options.underlying) return { outcome, said };
    said.push(`Of ${choices?.options.length} books in the file, ${one}.`);
    options = { ...options, underlying: one };
  }
}

function alike(name: string, shown: QuoteSet): boolean {
  return rootOf(name) === rootOf(shown.underlying);
}

function nearestInstant(instants: readonly string[], near: EpochMs | null): EpochMs | null {
  const times = instants.map((text) => Date.parse(text)).filter(Number.isFinite);
  if (times.length === 0) return null;
  const distance = (at: number) => (near === null ? -at : Math.abs(at - near));
  return epochMs(times.reduce((best, at) => (distance(at) < distance(best) ? at : best)));
}

/** A table that asks for its columns is answered where files are opened, and remembered for its header. */
function toldAlone(error: Failure): Outcome<never> {
  const message = `${error.message} Open it once by itself and name its columns: they are remembered.`;
  return { ok: false, error: { ...error, message }, issues: [] };
}
