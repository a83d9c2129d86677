import { useEffect } from 'react';

const EVERY_MS = 1000;

/**
 * Hands the parts that are drawn to a live region, at most once a second and
 * once more when they have settled.
 */
export function useSpoken(
  shown: { readonly current: HTMLElement | null },
  spoken: { readonly current: HTMLElement | null },
): void {
  useEffect(() => {
    const from = shown.current;
    const to = spoken.current;
    if (from === null || to === null) return;
    let at = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const say = (): void => {
      timer = undefined;
      const parts = Array.from(from.querySelectorAll('.status-part'), (part) => part.textContent ?? '');
      const text = parts.filter((part) => part !== '').join('; ');
      if (text === to.textContent) return;
      at = performance.now();
      to.textContent = text;
    };
    const changed = (): void => {
      timer ??= setTimeout(say, Math.max(0, at + EVERY_MS - performance.now()));
    };
    const observer = new MutationObserver(changed);
    observer.observe(from, { childList: true, characterData: true, subtree: true });
    changed();
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [shown, spoken]);
}
