/** True for text that claims to be a session file, whatever its version. The first kilobyte is enough. */
export function looksLikeSessionFile(head: string): boolean {
  return /^\uFEFF?\s*\{\s*"format"\s*:\s*"volbench-session"/.test(head.slice(0, 1024));
}
