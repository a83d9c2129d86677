import { count, fixed, halfSpreads, MISSING, strike, volPercent, volPoints } from '#base/format.ts';
import { afterFees } from '#calibration/cross-market.ts';
import type { CrossBoard, CrossRow } from '#store/compare-board.ts';
import type { Column } from '#views/controls/virtual-table.tsx';

const SIDES = { rich: '▲ rich', cheap: '▼ cheap', inside: 'inside', unknown: MISSING } as const;

/** One row a quote of the second file, against the fit of the board and against the board's own quote. */
export function listColumns(
  board: CrossBoard,
  feeBp: number,
  pick: (row: CrossRow) => void,
): readonly Column<CrossRow>[] {
  const { a, b } = board.names;
  const sideTone = ({ quote }: CrossRow) =>
    quote.past ? 'faint' : quote.side === 'rich' || quote.side === 'cheap' ? quote.side : undefined;
  const vol = (id: string, head: string, of: (row: CrossRow) => number): Column<CrossRow> => ({
    id,
    head,
    width: Math.max(60, Math.round(7.2 * head.length + 10)),
    text: (row) => volPercent(of(row)),
  });
  const net = ({ quote: { crossing } }: CrossRow) =>
    crossing === null ? null : 1e4 * afterFees(crossing, feeBp / 1e4);
  return [
    {
      id: 'expiry',
      head: 'Expiry',
      width: Math.max(92, ...board.expiries.map(({ name }) => Math.round(7.2 * name.length + 14))),
      align: 'left',
      pinned: true,
      text: ({ expiry }) => expiry.name,
    },
    {
      id: 'strike',
      head: 'Strike',
      width: 72,
      text: ({ quote }) => strike(quote.strike),
      copied: [
        { head: 'Strike', text: ({ quote }) => strike(quote.strike) },
        { head: 'ln K/F', text: ({ quote }) => fixed(quote.k, 6) },
      ],
      draw: (row) => (
        <button
          type="button"
          className="link"
          aria-label={`Select ${nameOf(row)}`}
          onClick={(event) => {
            event.stopPropagation();
            pick(row);
          }}
        >
          {strike(row.quote.strike)}
        </button>
      ),
    },
    { id: 'type', head: 'C/P', width: 34, align: 'center', text: ({ quote }) => (quote.isCall ? 'C' : 'P') },
    {
      id: 'side',
      head: 'Side',
      title: `Where ${b} is quoted against the fit of ${a}: rich above it, cheap below`,
      width: 66,
      align: 'left',
      text: ({ quote }) => `${SIDES[quote.side]}${quote.past ? ' ◇' : ''}`,
      copied: [
        { head: 'Side', text: ({ quote }) => (quote.side === 'unknown' ? '' : quote.side) },
        { head: 'Past last quote', text: ({ quote }) => (quote.past ? 'yes' : '') },
      ],
      tone: sideTone,
      hint: ({ quote }) =>
        quote.past ? `Past the last quote that ${a} was fitted to: the model’s opinion alone` : undefined,
    },
    vol('bid-b', `Bid ${b}`, ({ quote }) => quote.bid),
    vol('ask-b', `Ask ${b}`, ({ quote }) => quote.ask),
    vol('model', `Model ${a}`, ({ quote }) => quote.model),
    {
      id: 'residual',
      head: 'vp',
      title: `Mid of ${b} less the fit of ${a}, vol points`,
      width: 58,
      text: ({ quote }) => volPoints(quote.residual),
      tone: sideTone,
    },
    {
      id: 'half-spreads',
      head: '½-spr.',
      title: `The same in half-spreads of ${b}: inside is −1 to 1`,
      width: 60,
      text: ({ quote }) => halfSpreads(quote.halfSpreads),
      copied: [{ head: 'Half-spreads', text: ({ quote }) => halfSpreads(quote.halfSpreads) }],
      tone: sideTone,
    },
    vol('bid-a', `Bid ${a}`, ({ quote }) => quote.bidA),
    vol('ask-a', `Ask ${a}`, ({ quote }) => quote.askA),
    {
      id: 'cross',
      head: 'Cross vp',
      title: board.oneMoment
        ? 'Bid of one above the ask of the other in the same contract, vol points'
        : 'Not of one moment: no crossing is offered',
      width: 62,
      text: ({ quote: { crossing } }) => (crossing === null ? MISSING : volPoints(crossing.gap)),
      copied: [
        { head: 'Cross vp', text: ({ quote: { crossing } }) => volPoints(crossing?.gap) },
        {
          head: 'Sell at',
          text: ({ quote: { crossing } }) => (crossing === null ? '' : crossing.sell === 'a' ? a : b),
        },
      ],
      hint: ({ quote: { crossing } }) =>
        crossing === null
          ? undefined
          : crossing.sell === 'a'
            ? `Sell ${a} at its bid, buy ${b} at its ask`
            : `Sell ${b} at its bid, buy ${a} at its ask`,
    },
    {
      id: 'gain',
      head: 'Gain bp',
      title: `What the crossing earns, basis points of the forward, after ${fixed(feeBp, 1)} a leg`,
      width: 58,
      text: (row) => fixed(net(row), 2),
      tone: (row) => ((net(row) ?? 1) <= 0 ? 'faint' : undefined),
    },
    {
      id: 'size',
      head: 'Size',
      title: board.sized
        ? `Amount on the side of ${b} that is nearer the fit, in its own unit`
        : `n/a: no sizes in the file of ${b}`,
      width: 50,
      text: ({ size }) => (Number.isFinite(size) ? (size < 100 ? strike(size) : count(size)) : MISSING),
    },
  ];
}

/** `7 Aug 2026 62 000 put`; ordinary spaces, for it is spoken. */
function nameOf({ expiry, quote }: CrossRow): string {
  return `${expiry.name} ${strike(quote.strike).replaceAll(/\s/g, ' ')} ${quote.isCall ? 'call' : 'put'}`;
}
