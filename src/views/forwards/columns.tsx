import { fixed, grouped, MISSING, parseNumber, strike } from '#base/format.ts';
import type { BoardExpiry } from '#charts/board.ts';
import { forwardText, sourceWord } from '#charts/smile-words.ts';
import { STALE_SECONDS } from '#market/quote-flags.ts';
import { actions } from '#store/workbench.ts';
import { NumberField } from '#views/controls/number-field.tsx';
import type { Column } from '#views/controls/virtual-table.tsx';
import { discountHint, discountText, discountWord, forwardReason, NO_FORWARD } from './forward-words.ts';
import type { ForwardRow } from './rows.ts';

export const forwardOf = (row: BoardExpiry) => row.book.forward;

interface Extras {
  /** The quotes carry time stamps. */
  readonly stamped: boolean;
  /** A future is listed for an expiry. */
  readonly hasFuture: boolean;
  /** Early exercise is priced with a yield. */
  readonly hasYield: boolean;
  /** Averages so far by expiry key; null where no expiry is inside its settlement window. */
  readonly soFar: Readonly<Record<string, number>> | null;
  /** Width of the first column for its longest name, px. */
  readonly nameWidth: number;
}

/** The columns of the table: where each forward comes from, and what speaks for and against it. */
export function forwardColumns(
  byHand: Readonly<Record<string, number>>,
  { stamped, hasFuture, hasYield, soFar, nameWidth }: Extras,
): readonly Column<ForwardRow>[] {
  const told: readonly Column<BoardExpiry>[] = [
    { id: 'forward', head: 'F', width: 76, text: (row) => grouped(forwardOf(row).value, 2) },
    // Whoever comes for it finds it in sight.
    ...(soFar === null ? [] : [soFarColumn(soFar)]),
    {
      id: 'source',
      head: 'Source',
      width: 86,
      align: 'left',
      text: (row) => sourceWord(forwardOf(row)),
      hint: (row) => forwardReason(forwardOf(row)),
    },
    {
      id: 'why',
      head: 'Why this one',
      width: hasYield || stamped ? 84 : 116,
      align: 'left',
      text: (row) => forwardReason(forwardOf(row)),
      hint: (row) => forwardReason(forwardOf(row)),
      copied: [
        { head: 'Instrument', text: (row) => forwardOf(row).instrument ?? MISSING },
        { head: 'Why', text: (row) => forwardReason(forwardOf(row)) },
      ],
      tone: () => 'quiet',
    },
    {
      id: 'parity',
      head: 'Parity ± s.e.',
      title: 'Forward from put-call parity, robust regression over the two-sided pairs',
      width: 142,
      text: parityText,
      copied: [
        { head: 'Parity', text: (row) => grouped(forwardOf(row).parity?.value, parityDigits(row)) },
        { head: 'Parity s.e.', text: (row) => fixed(forwardOf(row).parity?.stdError, parityDigits(row)) },
      ],
      hint: (row) => `${forwardOf(row).parity?.pairs ?? 0} pairs`,
    },
    {
      id: 'difference',
      head: 'Parity − F',
      width: 74,
      text: (row) => fixed(parityDifference(row), parityDigits(row)),
      tone: (row) => (isFar(row) ? 'warn' : undefined),
      hint: disagreement,
    },
    {
      id: 'executable',
      head: 'Executable',
      title: 'Where no call-put pair can be traded against the forward; the strikes that bind on hover',
      width: 128,
      text: executableText,
      copied: [
        { head: 'Executable from', text: (row) => grouped(forwardOf(row).executable?.low, 2) },
        { head: 'Executable to', text: (row) => grouped(forwardOf(row).executable?.high, 2) },
      ],
      tone: (row) => (isRefuted(row) ? 'warn' : undefined),
      hint: executableHint,
    },
    ...(hasFuture ? futureColumns : []),
    {
      id: 'discount',
      head: 'D',
      title: 'Discount factor to the expiry',
      width: 68,
      text: (row) => discountText(forwardOf(row).discount),
      hint: (row) => discountHint(forwardOf(row), row.book.t),
    },
    {
      id: 'discount-source',
      head: 'D from',
      width: 96,
      align: 'left',
      text: (row) => discountWord(forwardOf(row)),
      hint: (row) => discountHint(forwardOf(row), row.book.t),
      tone: (row) => (forwardOf(row).discountSource === 'assumed' ? 'warn' : 'quiet'),
    },
    ...(hasYield ? [yieldColumn] : []),
    ...(stamped ? [timeGapColumn] : []),
  ];
  return [
    {
      id: 'expiry',
      head: 'Expiry',
      width: nameWidth,
      align: 'left',
      pinned: true,
      text: (row) => row.name,
    },
    ...told.map(whereTold),
    {
      id: 'by-hand',
      head: 'By hand',
      title: 'Sets the forward of this expiry; an empty field takes it back',
      width: 92,
      text: (row) => grouped(byHand[row.key], 2),
      draw: (row) => (
        <NumberField
          label={`Forward of ${row.name}`}
          className={byHand[row.key] === undefined ? '' : 'weight-by-hand'}
          value={byHand[row.key] ?? null}
          empty={MISSING}
          canBeEmpty
          format={(value) => grouped(value, 2)}
          parse={(text) => parseNumber(text, 'price')}
          min={1e-6}
          onApply={(value) => actions.setForward(row.key, value)}
        />
      ),
    },
  ];
}

/** A column that says nothing of an expiry without a forward, but why it has none. */
function whereTold({
  text,
  draw,
  copied,
  tone,
  hint,
  follows,
  ...column
}: Column<BoardExpiry>): Column<ForwardRow> {
  const none = (head: string) => (head.startsWith('Why') ? NO_FORWARD : MISSING);
  const words = (head: string, of: (row: BoardExpiry) => string) => (row: ForwardRow) =>
    row.told === null ? none(head) : of(row.told);
  return {
    ...column,
    text: words(column.head, text),
    hint: ({ told }) => (told === null ? (column.id === 'why' ? NO_FORWARD : undefined) : hint?.(told)),
    ...(draw && { draw: ({ told }: ForwardRow) => (told === null ? MISSING : draw(told)) }),
    ...(copied && { copied: copied.map(({ head, text: of }) => ({ head, text: words(head, of) })) }),
    ...(follows && { follows: ({ told }: ForwardRow) => told && follows(told) }),
    ...(tone && { tone: ({ told }: ForwardRow) => (told === null ? 'quiet' : tone(told)) }),
  };
}

const futureColumns: readonly Column<BoardExpiry>[] = [
  {
    id: 'future',
    head: 'Future',
    title: 'Listed future of the same expiry, mid',
    width: 76,
    text: (row) => grouped(forwardOf(row).future, 2),
  },
  {
    id: 'future-difference',
    head: 'Future − F',
    width: 74,
    text: (row) => {
      const { future, value } = forwardOf(row);
      return future === null ? MISSING : fixed(future - value, 2);
    },
  },
];

const yieldColumn: Column<BoardExpiry> = {
  id: 'yield',
  head: 'q %',
  title:
    'Continuous yield, % a year, that F, D and the spot imply; early exercise is priced with it and taken off',
  width: 52,
  text: (row) => {
    const { exercise } = forwardOf(row);
    return exercise === undefined ? MISSING : fixed(100 * exercise.yield, 2);
  },
  hint: (row) => {
    const { exercise } = forwardOf(row);
    return exercise && `from a spot of ${grouped(exercise.spot, 2)}`;
  },
};

const timeGapColumn: Column<BoardExpiry> = {
  id: 'time-gap',
  head: 'Age gap s',
  title:
    'Seconds between the forward and the two-sided quote farthest from it in time; none where the forward has no stamp',
  width: 66,
  text: (row) => grouped(forwardOf(row).timeGap, 1),
  tone: (row) => ((forwardOf(row).timeGap ?? 0) > STALE_SECONDS ? 'warn' : undefined),
};

function soFarColumn(soFar: Readonly<Record<string, number>>): Column<BoardExpiry> {
  return {
    id: 'so-far',
    head: 'Average so far',
    title:
      'Average of the index since the settlement window opened; with Settlement average on it lets the expiry in',
    width: 96,
    text: (row) => grouped(soFar[row.key], 2),
    draw: (row) =>
      row.book.settlement?.inside !== true ? (
        MISSING
      ) : (
        <NumberField
          label={`Average so far of ${row.name}`}
          className={soFar[row.key] === undefined ? '' : 'weight-by-hand'}
          value={soFar[row.key] ?? null}
          empty={MISSING}
          canBeEmpty
          format={(value) => grouped(value, 2)}
          parse={(text) => parseNumber(text, 'price')}
          min={1e-6}
          onApply={(value) => actions.setSettledSoFar(row.key, value)}
        />
      ),
  };
}

/** What parity and the forward differ by, and which pair refutes the forward. */
function disagreement(row: BoardExpiry): string | undefined {
  if (!isFar(row)) return undefined;
  const { executable, value } = forwardOf(row);
  const text = 'More than two standard errors and 5 bp';
  if (executable === null || executable.low > executable.high) return text;
  if (value < executable.low) return `${text}: the ${strike(executable.lowStrike)} pair needs more`;
  if (value > executable.high) return `${text}: the ${strike(executable.highStrike)} pair needs less`;
  return `${text}; no pair refutes the forward`;
}

function parityText(row: BoardExpiry): string {
  const { parity } = forwardOf(row);
  if (parity === null) return MISSING;
  const digits = parityDigits(row);
  return parity.stdError === null
    ? grouped(parity.value, digits)
    : `${grouped(parity.value, digits)} ± ${fixed(parity.stdError, digits)}`;
}

/** Decimals that show two digits of the standard error; one without it. */
function parityDigits(row: BoardExpiry): number {
  const error = forwardOf(row).parity?.stdError ?? null;
  if (error === null || !(error > 0)) return 1;
  return Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(error))));
}

function parityDifference(row: BoardExpiry): number | null {
  const { parity, value } = forwardOf(row);
  return parity === null ? null : parity.value - value;
}

/** Parity and the forward in use differ by more than chance and five basis points explain. */
function isFar(row: BoardExpiry): boolean {
  const { parity, value } = forwardOf(row);
  if (parity === null) return false;
  return Math.abs(parity.value - value) > Math.max(2 * (parity.stdError ?? 0), 5e-4 * value);
}

function executableText(row: BoardExpiry): string {
  const { executable } = forwardOf(row);
  if (executable === null) return MISSING;
  if (executable.low > executable.high) return '▲ crossed';
  const mark = isRefuted(row) ? '▲ ' : '';
  return `${mark}${forwardText(executable.low)} to ${forwardText(executable.high)}`;
}

function executableHint(row: BoardExpiry): string | undefined {
  const { executable } = forwardOf(row);
  if (executable === null) return undefined;
  return `from below by the ${strike(executable.lowStrike)} pair, from above by the ${strike(executable.highStrike)} pair`;
}

/** The pairs can be traded against the forward, or against each other. */
function isRefuted(row: BoardExpiry): boolean {
  const { executable, value } = forwardOf(row);
  if (executable === null) return false;
  return executable.low > executable.high || value < executable.low || value > executable.high;
}
