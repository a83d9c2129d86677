import { useMemo } from 'react';
import type { Board, BoardExpiry } from '#charts/board.ts';
import { quoteCard } from '#charts/quote-card.ts';
import { emptiestCorner, type SmileLayout } from '#charts/smile-layout.ts';
import type { PlacedMark } from '#charts/smile-scene.ts';
import { quoteName, whyNot } from '#charts/smile-words.ts';
import { useWorkbench } from '#store/workbench.ts';
import { useSettled } from '#views/controls/use-settled.ts';

/** How long a quote is read before its card opens, ms. */
const DELAY = 500;
const WIDTH = 236;
const CLICK = { used: 'exclude', excluded: 'admit', filtered: 'let it in' } as const;

/** Everything known of the quote being read, in the emptiest corner of the picture. */
export function Card(props: {
  readonly board: Board;
  readonly expiry: BoardExpiry;
  readonly placed: readonly PlacedMark[];
  readonly layout: SmileLayout;
}) {
  const { board, expiry, placed, layout } = props;
  const hover = useWorkbench((s) => s.look.hover);
  const row = useSettled(hover, DELAY);
  const read = row === null ? undefined : placed.find((p) => p.mark.row === row);
  const card = useMemo(
    () => (read === undefined ? null : quoteCard(board, expiry, read.mark)),
    [board, expiry, read],
  );
  if (read === undefined || card === null) return null;
  const height = 62 + 16 * (card.lines.length + card.notes.length + Math.ceil(card.factors.length / 2) + 1);
  const reason = whyNot(read.mark);
  return (
    <div className={`smile-card ${emptiestCorner(layout, placed, WIDTH, height)}`} style={{ width: WIDTH }}>
      <p>
        <b>{quoteName(read.mark)}</b> <span className="faint">{card.instrument}</span>
      </p>
      <table>
        <thead>
          <tr>
            <th />
            <th scope="col">bid</th>
            <th scope="col">ask</th>
            <th scope="col">model</th>
          </tr>
        </thead>
        <tbody>
          {card.lines.map((line) => (
            <tr key={line.label}>
              <th scope="row">{line.label}</th>
              <td>{line.bid}</td>
              <td>{line.ask}</td>
              <td>{line.model}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {card.weight !== '' && (
        <p className="smile-factors">
          <span>{card.weight}, against the mean:</span>
          {card.factors.map((factor) => (
            <span key={factor.label} className="quiet">
              {factor.label} ×{factor.value}
            </span>
          ))}
        </p>
      )}
      {card.notes.map((note) => (
        <p key={note} className="warn">
          {note}
        </p>
      ))}
      <p className="faint">
        {card.age}
        {reason ?? 'used in the fit'}
        {` · click to ${CLICK[read.mark.state]}`}
      </p>
    </div>
  );
}
