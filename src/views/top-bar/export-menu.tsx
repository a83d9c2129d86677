import { DropdownMenu } from 'radix-ui';
import { exporters } from '#exporters/index.ts';
import { useWorkbench } from '#store/workbench.ts';
import { download, exportOf } from './download.ts';

/** Everything that can be taken away, each with what it will hold. */
export function ExportMenu() {
  const fitted = useWorkbench((s) => s.fitted);
  const assessment = useWorkbench((s) => s.assessment);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="button button-accent"
        aria-label="Export"
        disabled={fitted === null}
        title={fitted === null ? 'Nothing is fitted yet' : 'Take the fit away'}
      >
        Export <span aria-hidden="true">▾</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="popover export-menu" align="end" sideOffset={4}>
          {fitted !== null &&
            exporters.map((exporter) => (
              <DropdownMenu.Item
                key={exporter.id}
                className="export-item"
                aria-label={exporter.label}
                onSelect={() => download(exporter, fitted, assessment)}
              >
                <span>{exporter.label}</span>
                <span className="quiet">{exporter.describe(exportOf(fitted, assessment))}</span>
              </DropdownMenu.Item>
            ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
