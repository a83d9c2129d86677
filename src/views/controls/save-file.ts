/** Hands a file to the browser under a name. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken the blob by the next task, but may still be asking where to put it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
