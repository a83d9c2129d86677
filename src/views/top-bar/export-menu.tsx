import { DropdownMenu } from 'radix-ui';
import { useId } from 'react';
import type { AssessmentRun, Fitted } from '#store/state.ts';
import { useFacts } from '#store/workbench.ts';
import { keepFocus } from '#views/controls/keep-focus.ts';
import { type Item, itemsOf } from './export-items.ts';

/** Everything that can be taken away, each with what it will hold. Open as it comes: it is fetched by being asked for. */
export function ExportMenu() {
  // A live market moves what is shown; what is taken away is the full fit of its snapshot, with that instant.
  const fitted = useFacts((s) => s.fitted);
  const assessment = useFacts((s) => s.assessment);
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger
        className="button button-accent"
        aria-label="Export"
        disabled={fitted === null}
        title={fitted === null ? 'Nothing is fitted yet' : 'Take the fit away'}
      >
        Export <span aria-hidden="true">▾</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          onCloseAutoFocus={keepFocus}
          className="popover export-menu"
          align="end"
          sideOffset={4}
          collisionPadding={6}
          aria-label="Export"
        >
          {fitted !== null && <Items fitted={fitted} assessment={assessment} />}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** In the document only while the menu is open, so that what it says is of now. */
function Items({
  fitted,
  assessment,
}: {
  readonly fitted: Fitted;
  readonly assessment: AssessmentRun | null;
}) {
  const { files, shown } = itemsOf(fitted, assessment);
  return (
    <>
      <DropdownMenu.Group>
        {files.map((item) => (
          <Entry key={item.label} item={item} />
        ))}
      </DropdownMenu.Group>
      {shown.length > 0 && (
        <DropdownMenu.Group className="export-shown" aria-label="As shown">
          {shown.map((item) => (
            <Entry key={item.label} item={item} />
          ))}
        </DropdownMenu.Group>
      )}
    </>
  );
}

function Entry({ item }: { readonly item: Item }) {
  const id = useId();
  return (
    <DropdownMenu.Item
      className="export-item"
      aria-label={item.label}
      aria-describedby={id}
      disabled={item.take === null}
      onSelect={() => item.take?.()}
    >
      <span>{item.label}</span>
      <span id={id} className="quiet">
        {item.says}
      </span>
    </DropdownMenu.Item>
  );
}
