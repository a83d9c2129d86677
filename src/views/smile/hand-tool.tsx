import { useWorkbench, workbench } from '#store/workbench.ts';
import './hand.css';

/** Shows grips on the curve with their numbers, and takes them away. */
export function HandTool() {
  const shown = useWorkbench((s) => s.look.gripsShown);
  return (
    <button
      type="button"
      className="tool smile-hand"
      aria-pressed={shown}
      aria-label="Hand on the smile"
      onPointerDown={(event) => event.stopPropagation()}
      onClick={() => workbench.actions.look({ gripsShown: !shown })}
    >
      Hand
    </button>
  );
}
