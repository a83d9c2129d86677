/** `btc-2026-08-01.json` and `fit.json` give `btc-2026-08-01.fit.json`. */
export function fileName(source: string, extension: string): string {
  const base = source.replace(/\.[A-Za-z0-9]{1,8}$/, '').replace(/[^\w.-]+/g, '-');
  return `${base === '' ? 'volbench' : base}.${extension.replace(/^\./, '')}`;
}
