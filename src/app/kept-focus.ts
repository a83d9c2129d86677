/** What the Tab key stops at. */
const STOPS = ':is(button, input, select):not(:disabled), [tabindex="0"]';
/** Farther than in one of these the focus does not go by itself. */
const PART = '[role="group"], [role="dialog"], section, footer, main';

/**
 * A control that is gone or out of use once it was pressed hands the focus to what stands in its place, else nearby:
 * left to the browser it would fall to the page, where neither Escape nor a screen reader knows what it was in.
 */
export function keepFocusNear(page: Document): void {
  let pressed: Element | null = null;
  /** The control and what it stood in, inwards first, each with its place among its neighbours. */
  let path: (readonly [at: Element, place: number])[] = [];
  const observer = new MutationObserver(() => {
    const at = page.activeElement;
    if (pressed === null || (pressed.isConnected && !pressed.matches(':disabled'))) return;
    if (at === page.body || at === pressed) next(path)?.focus({ preventScroll: true });
    forget();
  });
  const forget = (): void => {
    pressed = null;
    observer.disconnect();
  };
  const remember = (event: Event): void => {
    if (event instanceof KeyboardEvent && event.key !== 'Enter' && event.key !== 'Escape') return;
    forget();
    path = [];
    for (let at = page.activeElement; at?.parentElement; at = at.parentElement) {
      path.push([at, [...at.parentElement.children].indexOf(at)]);
    }
    if (path.length < 2) return;
    pressed = page.activeElement;
    observer.observe(page.body, { attributeFilter: ['disabled'], childList: true, subtree: true });
  };
  page.addEventListener('click', remember, true);
  page.addEventListener('keydown', remember, true);
  page.addEventListener('focusin', ({ target }) => {
    if (target !== pressed) forget();
  });
}

/** Where the focus goes from the end of such a path; null where nothing is near. */
function next(path: readonly (readonly [Element, number])[]): HTMLElement | null {
  let place = 0;
  for (const [at, own] of path) {
    if (at.isConnected) {
      const stops = [...at.querySelectorAll<HTMLElement>(STOPS)];
      const isPast = (stop: Element) => [...at.children].findIndex((child) => child.contains(stop)) >= place;
      const stop = at.matches(STOPS) ? (at as HTMLElement) : (stops.find(isPast) ?? stops.at(-1));
      if (stop !== undefined) return stop;
    }
    if (at.matches(PART)) return null;
    place = own;
  }
  return null;
}
