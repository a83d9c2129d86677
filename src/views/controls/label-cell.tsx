import './controls.css';

export interface LabelCellProps {
  readonly label: string;
  /** The setting differs from its default: a dot. */
  readonly changed?: boolean;
  /** Takes the setting back to its default, on double-click. */
  readonly onReset?: () => void;
  readonly title?: string | undefined;
}

/** The 72 px label of a row in the Fit panel. */
export function LabelCell({ label, changed = false, onReset, title }: LabelCellProps) {
  return (
    // A shortcut for the pointer only: the default can be typed, and undo takes a change back.
    // biome-ignore lint/a11y/noStaticElementInteractions: not the only way
    <span className="row-label" title={title} onDoubleClick={() => changed && onReset?.()}>
      {label}
      {changed && (
        <span className="changed" title="Changed. Double-click for the default.">
          <span className="unseen">, changed</span>
        </span>
      )}
    </span>
  );
}
