import { DropdownMenu } from 'radix-ui';
import { useId, useState } from 'react';
import type { AssessmentRun, Fitted } from '#store/state.ts';
import { useFacts } from '#store/workbench.ts';
import { keepFocus } from '#views/controls/keep-focus.ts';
import { choicesOf, type Item, itemsOf } from './export-items.ts';

/** Everything that can be taken away, each with what it will hold. Open as it comes: it is fetched by being asked for. */
export function ExportMenu() {
  const fitted = useFacts((s) => s.fitted);
  const published = useFacts((s) => s.published);
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
          {fitted !== null && <Items fitted={fitted} published={published} assessment={assessment} />}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** In the document only while the menu is open, so that what it says is of now. */
function Items(props: {
  readonly fitted: Fitted;
  /** The fit as a live market has moved it; null without one. */
  readonly published: Fitted | null;
  readonly assessment: AssessmentRun | null;
}) {
  const { assessment } = props;
  // A live market goes on meanwhile: what was said is what the file holds.
  const [held] = useState(props.published === null ? null : props);
  const { fitted, published } = held ?? props;
  const [of, choose] = useState<string>('published');
  const chosen = of === 'published' && published !== null ? published : fitted;
  const { files, shown } = itemsOf(chosen, assessment);
  return (
    <>
      {published !== null && (
        <DropdownMenu.RadioGroup
          className="export-choices"
          aria-label="What the files hold"
          value={of}
          onValueChange={choose}
        >
          {choicesOf(published).map((choice) => (
            <Choice key={choice.of} {...choice} />
          ))}
        </DropdownMenu.RadioGroup>
      )}
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

function Choice({ of, label, says }: ReturnType<typeof choicesOf>[number]) {
  const id = useId();
  return (
    <DropdownMenu.RadioItem
      className="export-item export-choice"
      value={of}
      aria-label={label}
      aria-describedby={id}
      // The menu stays: a file is chosen next.
      onSelect={(event) => event.preventDefault()}
    >
      <span>{label}</span>
      <span id={id} className="quiet">
        {says}
      </span>
    </DropdownMenu.RadioItem>
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
