import { useLayoutEffect, useState } from 'react';
import { quoteSetName } from '#store/empty-sentence.ts';
import { actions, useWorkbench, workbench } from '#store/workbench.ts';
import './drop-zone.css';

/** Share of the window, at its right edge, where a file is held against the board in place of being opened. */
const BESIDE = 0.25;

interface Over {
  readonly name: string;
  readonly beside: boolean;
}

/** The whole window takes files; while one hangs over it, it says what becomes of it where it hangs. */
export function DropZone() {
  const [over, setOver] = useState<Over | null>(null);
  const board = useWorkbench((s) => (s.quotes === null ? null : quoteSetName(s.quotes)));

  // Before the page is painted: a file that is dropped on what can be seen is not left to the browser.
  useLayoutEffect(() => {
    const carriesFiles = (event: DragEvent): DataTransfer | null =>
      event.dataTransfer?.types.includes('Files') === true ? event.dataTransfer : null;

    const onOver = (event: DragEvent): void => {
      const files = carriesFiles(event);
      if (files === null) return;
      event.preventDefault();
      files.dropEffect = 'copy';
      const next = { name: nameOf(files), beside: isBeside(event) };
      // The pointer moves often; only another place says something else.
      setOver((last) => (last?.name === next.name && last.beside === next.beside ? last : next));
    };
    const onLeave = (event: DragEvent): void => {
      // Without a related target the pointer has left the window, not merely an element.
      if (event.relatedTarget === null) setOver(null);
    };
    const onDrop = (event: DragEvent): void => {
      const files = carriesFiles(event);
      if (files === null) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(null);
      if (files.files.length === 0) return;
      if (!isBeside(event)) {
        actions.openFiles([...files.files]);
        return;
      }
      actions.lookAcross({ against: 'file' });
      actions.look({ table: 'compare' });
      actions.openSecond([...files.files]);
    };
    const options = { capture: true };
    window.addEventListener('dragenter', onOver, options);
    window.addEventListener('dragover', onOver, options);
    window.addEventListener('dragleave', onLeave, options);
    window.addEventListener('drop', onDrop, options);
    return () => {
      window.removeEventListener('dragenter', onOver, options);
      window.removeEventListener('dragover', onOver, options);
      window.removeEventListener('dragleave', onLeave, options);
      window.removeEventListener('drop', onDrop, options);
    };
  }, []);

  if (over === null) return null;
  return (
    <div className="drop-zone">
      <p className={over.beside ? undefined : 'drop-zone-here'}>Drop to open {over.name}.</p>
      {board !== null && (
        <p className={over.beside ? 'drop-zone-beside drop-zone-here' : 'drop-zone-beside'}>
          Drop here to compare it with {board}.
        </p>
      )}
    </div>
  );
}

/** Over the part of the window that compares; there is nothing to compare with before the first board. */
function isBeside({ clientX }: DragEvent): boolean {
  return workbench.store.getState().quotes !== null && clientX > (1 - BESIDE) * innerWidth;
}

/** Browsers hide the names until the drop; then the number of files is all there is to say. */
function nameOf(transfer: DataTransfer): string {
  const [first] = transfer.files;
  const number = Math.max(transfer.files.length, transfer.items.length);
  if (first !== undefined && number === 1) return first.name;
  return number > 1 ? `${number} files` : 'the file';
}
