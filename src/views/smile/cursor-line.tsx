import type { SmileLayout } from '#charts/smile-layout.ts';
import type { PlacedMark } from '#charts/smile-scene.ts';
import { activeQuote } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';

/** A line through the quote being read, and a ring round the one under the keyboard cursor. */
export function CursorLine(props: { readonly placed: readonly PlacedMark[]; readonly layout: SmileLayout }) {
  const { placed, layout } = props;
  const row = useWorkbench(activeQuote);
  const cursor = useWorkbench((s) => s.look.cursor);
  const read = row === null ? undefined : placed.find((p) => p.mark.row === row);
  if (read === undefined) return null;
  return (
    <g>
      <path className="smile-cursor" d={`M${read.x} ${layout.top}V${layout.bandBottom}`} />
      {row === cursor && <circle className="smile-cursor-ring" cx={read.x} cy={read.y} r={read.r + 4} />}
    </g>
  );
}
