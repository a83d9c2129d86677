import { type SmileLayout, xOf } from '#charts/smile-layout.ts';
import type { PlacedMark } from '#charts/smile-scene.ts';
import { readingOf } from '#store/reading.ts';
import { useWorkbench } from '#store/workbench.ts';

/**
 * A line at the strike that is read, here or in another view, and a ring round the quote under the keyboard cursor.
 * Dashed where the strike is read on another expiry.
 */
export function CursorLine(props: { readonly placed: readonly PlacedMark[]; readonly layout: SmileLayout }) {
  const { placed, layout } = props;
  const focus = useWorkbench((s) => s.look.focus);
  const reading = useWorkbench(readingOf);
  const cursor = useWorkbench((s) => s.look.cursor);
  if (reading === null || reading.strike === null) return null;
  const { low, high } = layout.window;
  const read = placed.find(({ mark }) => mark.row === reading.quote);
  if (read === undefined && !(reading.strike >= low && reading.strike <= high)) return null;
  const x = read?.x ?? Math.round(xOf(layout, reading.strike)) + 0.5;
  return (
    <g>
      <path
        className={reading.key === focus ? 'smile-cursor' : 'smile-cursor elsewhere'}
        d={`M${x} ${layout.top}V${layout.bandBottom}`}
      />
      {read !== undefined && read.mark.row === cursor && (
        <circle className="smile-cursor-ring" cx={read.x} cy={read.y} r={read.r + 4} />
      )}
    </g>
  );
}
