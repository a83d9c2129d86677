import { withSessions } from '#store/page-sessions.ts';
import { fileName } from '#views/controls/file-name.ts';
import { saveFile } from '#views/controls/save-file.ts';

/** Hands the session file of what is on the screen to the browser. */
export async function saveSessionFile(): Promise<void> {
  const file = await withSessions((sessions) => sessions.fileText());
  if (file === null) return;
  const blob = new Blob([file.text], { type: 'application/json' });
  // A name of letters that no file system refuses.
  saveFile(blob, fileName(`${file.name}.`, 'volbench.json'));
}
