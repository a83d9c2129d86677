import { withSessions } from '#store/page-sessions.ts';
import type { NamedSession } from '#store/sessions/session-file.ts';
import { fileName } from '#views/controls/file-name.ts';
import { saveFile } from '#views/controls/save-file.ts';

/** Hands the session file of what is on the screen, or of a session that has left it, to the browser. */
export async function saveSessionFile(lost?: NamedSession): Promise<void> {
  const file = await withSessions((sessions) => sessions.fileText(lost));
  if (file === null) return;
  const blob = new Blob([file.text], { type: 'application/json' });
  // A name of letters that no file system refuses.
  saveFile(blob, fileName(`${file.name}.`, 'volbench.json'));
}
