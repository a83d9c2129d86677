import { memo, useMemo } from 'react';
import { diamond, diamondHalf, placeSecond, type SecondMark } from '#charts/second-marks.ts';
import { type SmileLayout, xOf } from '#charts/smile-layout.ts';
import type { CrossedExpiry } from '#store/compare-board.ts';
import { useWorkbench } from '#store/workbench.ts';

/** Quotes of the second file: a broad bar from bid to ask behind the board's own, a diamond at the mid. */
export const SecondMarks = memo(function SecondMarks(props: {
  readonly crossed: CrossedExpiry;
  readonly layout: SmileLayout;
}) {
  const { crossed, layout } = props;
  const selected = useWorkbench((s) => s.look.cross.cursor);
  const marks = useMemo(() => placeSecond(crossed.quotes, crossed.a, layout), [crossed, layout]);
  return (
    <g className="second">
      {marks.map((mark) => (
        <Mark
          key={mark.quote.row}
          mark={mark}
          half={diamondHalf(marks.length)}
          selected={mark.quote.row === selected}
        />
      ))}
    </g>
  );
});

const Mark = memo(function Mark(props: {
  readonly mark: SecondMark;
  readonly half: number;
  readonly selected: boolean;
}) {
  const { quote, x, y, bidY, askY } = props.mark;
  const through = quote.side === 'rich' || quote.side === 'cheap';
  return (
    <g>
      {Number.isFinite(bidY) && Number.isFinite(askY) && (
        <path className="second-bar" d={`M${x} ${bidY}V${askY}`} />
      )}
      <path className={through ? 'second-mark through' : 'second-mark'} d={diamond(x, y, props.half)} />
      {props.selected && <path className="second-selected" d={diamond(x, y, 8)} />}
    </g>
  );
});

/** What the diamonds are, beside the forward where a smile is lowest. */
export function SecondLegend(props: {
  readonly name: string;
  readonly crossed: CrossedExpiry;
  readonly layout: SmileLayout;
}) {
  const { name, crossed, layout } = props;
  const x = Math.min(xOf(layout, crossed.a.forward.value) + 12, layout.right - 90);
  const y = layout.top + 12;
  return (
    <g className="second">
      <path className="second-mark" d={diamond(x, y)} />
      <text className="smile-axis halo" x={x + 8} y={y + 4}>
        {name}
      </text>
    </g>
  );
}
