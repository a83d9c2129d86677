/** True for text that claims to be a fit file, whatever its version. The first kilobyte is enough. */
export function looksLikeFitFile(head: string): boolean {
  return /^\uFEFF?\s*\{[^{}]{0,200}"format"\s*:\s*"volbench-fit"/.test(head.slice(0, 1024));
}
