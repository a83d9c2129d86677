import { useEffect, useState } from 'react';
import { actions } from '#store/workbench.ts';
import './drop-zone.css';

/** The whole window takes files; while one hangs over it, it says so. */
export function DropZone() {
  const [over, setOver] = useState<string | null>(null);

  useEffect(() => {
    const carriesFiles = (event: DragEvent): DataTransfer | null =>
      event.dataTransfer?.types.includes('Files') === true ? event.dataTransfer : null;

    const onOver = (event: DragEvent): void => {
      const files = carriesFiles(event);
      if (files === null) return;
      event.preventDefault();
      files.dropEffect = 'copy';
      setOver(nameOf(files));
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
      if (files.files.length > 0) actions.openFiles([...files.files]);
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
      <p>Drop to open {over}.</p>
    </div>
  );
}

/** Browsers hide the names until the drop; then the number of files is all there is to say. */
function nameOf(transfer: DataTransfer): string {
  const [first] = transfer.files;
  const number = Math.max(transfer.files.length, transfer.items.length);
  if (first !== undefined && number === 1) return first.name;
  return number > 1 ? `${number} files` : 'the file';
}
