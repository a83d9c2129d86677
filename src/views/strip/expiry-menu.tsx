import { DropdownMenu } from 'radix-ui';
import { isWorking, whyNotAlone } from '#store/accepted.ts';
import { whyNotFrozen } from '#store/expiry-part.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';

/** Where a menu opens, px of the page, and the expiry it is of. */
export interface MenuPlace {
  readonly key: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** What is done to one expiry as a whole. Open as it comes: it is fetched by being asked for. */
export function ExpiryMenu({ place, close }: { readonly place: MenuPlace; readonly close: () => void }) {
  const { key, name, x, y } = place;
  const dropped = useWorkbench((s) => s.decisions.settings.dropped);
  const frozen = useWorkbench((s) => s.decisions.settings.frozen[key] !== undefined);
  const model = useWorkbench((s) => s.decisions.settings.model);
  const fitted = useWorkbench(
    (s) => s.fitted?.result.slices.some((fit) => fit.key === key && fit.theta !== null) === true,
  );
  const own = useWorkbench((s) => s.decisions.settings.byExpiry[key] !== undefined);
  const working = useWorkbench((s) => isWorking(s.ghost, s.fitted, key));
  const alone = useWorkbench((s) => whyNotAlone(s.ghost, s.fitted));
  const isDropped = dropped[key] === true;
  const cannotFreeze = whyNotFrozen(model) ?? (fitted ? null : 'It has no fit to keep');
  const { actions } = workbench;
  return (
    <DropdownMenu.Root modal={false} open onOpenChange={(open) => !open && close()}>
      <DropdownMenu.Trigger asChild>
        <span className="strip-menu-place" style={{ left: x, top: y }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="popover strip-menu"
          align="start"
          sideOffset={2}
          collisionPadding={6}
          aria-label={name}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            document.querySelector<HTMLElement>('.strip-cells')?.focus();
          }}
        >
          <Entry
            label={isDropped ? `Take ${name} back` : `Drop ${name}`}
            says={isDropped ? 'into fit and surface' : 'out of fit and surface'}
            keys="d"
            onSelect={() => actions.dropExpiry(key, !isDropped)}
          />
          {!isDropped && (
            <Entry
              label={frozen ? `Unfreeze ${name}` : `Freeze ${name}`}
              says={
                frozen ? 'fit it to its quotes again' : (cannotFreeze ?? 'its parameters stay as they are')
              }
              keys="f"
              disabled={!frozen && cannotFreeze !== null}
              onSelect={() => actions.freezeExpiry(key, !frozen)}
            />
          )}
          {!isDropped && fitted && (
            <Entry
              label={`Accept ${name}`}
              says={alone ?? 'its kept smile becomes this one'}
              keys="j"
              disabled={alone !== null || working === false}
              onSelect={() => actions.acceptExpiry(key)}
            />
          )}
          {working === true && (
            <Entry
              label={`Revert ${name}`}
              says={alone ?? 'back to what it was for the kept fit'}
              keys="r"
              disabled={alone !== null}
              onSelect={() => actions.revertExpiry(key)}
            />
          )}
          {own && (
            <Entry
              label="Follow all expiries"
              says="drop the settings of its own"
              onSelect={() => actions.followAll(key)}
            />
          )}
          {Object.keys(dropped).length > 1 && (
            <Entry
              label="Take all back"
              says={`${Object.keys(dropped).length} are dropped`}
              onSelect={() => actions.takeAllBack()}
            />
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Entry(props: {
  readonly label: string;
  readonly says: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}) {
  const { label, says, keys, disabled = false, onSelect } = props;
  return (
    <DropdownMenu.Item
      className="export-item strip-menu-item"
      aria-label={label}
      aria-description={says}
      disabled={disabled}
      onSelect={onSelect}
    >
      <span>{label}</span>
      <span className="quiet">{says}</span>
      {keys !== undefined && <kbd>{keys}</kbd>}
    </DropdownMenu.Item>
  );
}
