import { type ReactNode, useId } from 'react';
import { actions, useWorkbench } from '#store/workbench.ts';

export interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** Right end of the heading. */
  readonly note?: ReactNode;
  /** Folded for want of height, until the user opens it. */
  readonly short?: boolean;
  readonly children: ReactNode;
}

/** One section of the panel; its heading folds it. */
export function Section({ id, title, note, short = false, children }: SectionProps) {
  const body = useId();
  const marks = useWorkbench((s) => s.look.folded);
  const folded = marks.includes(id) || (short && !marks.includes(opened(id)));
  return (
    <section id={`fit-${id}`} className="fit-section" aria-label={title}>
      <div className="fit-heading">
        <h2>
          <button
            type="button"
            aria-expanded={!folded}
            aria-controls={body}
            title={folded ? `Show ${title}` : `Fold ${title}`}
            onClick={() => actions.look({ folded: toggled(marks, id, folded, short) })}
          >
            {title}
            <span className="fit-fold" aria-hidden="true">
              {folded ? '▸' : '▾'}
            </span>
          </button>
        </h2>
        <span className="quiet">{note}</span>
      </div>
      <div id={body} hidden={folded}>
        {!folded && children}
      </div>
    </section>
  );
}

/** Mark of a section opened by hand where the height would fold it. */
function opened(id: string): string {
  return `${id}:open`;
}

function toggled(marks: readonly string[], id: string, folded: boolean, short: boolean): readonly string[] {
  const rest = marks.filter((mark) => mark !== id && mark !== opened(id));
  if (folded) return short ? [...rest, opened(id)] : rest;
  return short ? rest : [...rest, id];
}
