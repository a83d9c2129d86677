import { actions, useWorkbench } from '#store/workbench.ts';
import { Segmented } from '#views/controls/segmented.tsx';

/** Held against a fit that was kept, or against a second file; `short` where tabs need the room. */
export function ComparedWith({ short = false }: { readonly short?: boolean }) {
  const against = useWorkbench((s) => s.look.cross.against);
  return (
    <div className={short ? 'compare-with short' : 'compare-with'}>
      <Segmented
        name="Compared with"
        value={against}
        options={[
          { value: 'fit', label: 'Kept fit', shown: short ? 'Fit' : 'Kept fit' },
          { value: 'file', label: 'Second file', shown: short ? 'File' : 'Second file' },
        ]}
        onChange={(next) => actions.lookAcross({ against: next })}
      />
    </div>
  );
}
