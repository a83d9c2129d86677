import { actions } from '#store/workbench.ts';
import { keepsKeys } from './keyboard.ts';

/**
 * Opens what is pasted on the page as if it had been dropped: cells of a spreadsheet, a table of a web page, copied
 * files. A field keeps what is pasted into it.
 */
export function openPasted(event: ClipboardEvent): void {
  const { target, clipboardData } = event;
  if (clipboardData === null || event.defaultPrevented || keepsKeys(target)) return;
  event.preventDefault();
  const files = [...clipboardData.files];
  // A spreadsheet puts a picture of its cells beside their text, a file manager the name of a file beside the file.
  const quotes = files.filter(({ type }) => !type.startsWith('image/'));
  const text = clipboardData.getData('text/plain');
  if (quotes.length > 0) actions.openFiles(quotes);
  else if (text === '' && files.length > 0) actions.openFiles(files);
  else actions.openFiles([new File([text], 'pasted.txt', { type: 'text/plain' })]);
}
