/** Something on the page that may be explained. */
export interface Named {
  readonly element: Element;
  /** What it goes by, the closest name first: what a screen reader says of it, what stands beside it. */
  readonly names: readonly string[];
  /** Whose parameter a name may be: of the model that is set, of the one that is shown as fitted. */
  readonly parameterOf: 'set' | 'fitted' | null;
}

const CONTROL = 'input, select, button, [role="radiogroup"], [role="separator"]';
const HELD = /^(?:Fix|Range of) (.+)$/;

/** What stands at a place of the page, by the names it has there; null where nothing has one. */
export function namedAt(target: Element): Named | null {
  for (const ask of [marked, segment, head, tab, fact, control, row, measure]) {
    const named = ask(target);
    if (named !== null && named.names.length > 0) return named;
  }
  return null;
}

function found(
  element: Element | null,
  names: readonly (string | null | undefined)[],
  parameterOf: Named['parameterOf'] = null,
): Named | null {
  if (element === null) return null;
  const known = names.flatMap((name) => (name == null || name.trim() === '' ? [] : [name.trim()]));
  return { element, names: known, parameterOf };
}

function marked(target: Element): Named | null {
  const element = target.closest('[data-term]');
  return found(element, [element?.getAttribute('data-term')]);
}

/** One choice of a radio group, and the group where the choice has no words of its own. */
function segment(target: Element): Named | null {
  const element = target.closest('.segment');
  const group = element?.closest('[role="radiogroup"]')?.getAttribute('aria-label');
  const own = element?.querySelector('input')?.getAttribute('aria-label');
  return found(element, [`${group}: ${own}`, own, group]);
}

function head(target: Element): Named | null {
  const element = target.closest('thead th');
  const table = element?.closest('table')?.getAttribute('aria-label');
  const own = element?.textContent.trim();
  return found(element, [`${table}: ${own}`, own], table === 'Parameters' ? 'fitted' : null);
}

/** The label of a tab without the count beside it. */
function tab(target: Element): Named | null {
  const element = target.closest('[role="tab"]');
  return found(element, [element?.firstChild?.textContent]);
}

function fact(target: Element): Named | null {
  const element = target.closest('dl > div');
  return found(element, [element?.querySelector('dt')?.textContent]);
}

function control(target: Element): Named | null {
  const element = target.closest(CONTROL);
  if (element === null) return null;
  const own = element.getAttribute('aria-label') ?? spoken(element);
  const inRow = element.closest('.parameter-row');
  const held = HELD.exec(own)?.[1];
  return found(element, held === undefined ? [own] : [held, own], inRow === null ? null : 'set');
}

/** A row of the Fit panel by its label, else by what it controls. */
function row(target: Element): Named | null {
  const element = target.closest('.row, .parameter-row');
  const label = element?.querySelector('.row-label')?.firstChild?.textContent;
  const own = element?.querySelector('[aria-label]')?.getAttribute('aria-label');
  const isParameter = element?.classList.contains('parameter-row') === true;
  const heading = isParameter && label === undefined ? target.textContent : null;
  return found(element, [heading, label, own], isParameter ? 'set' : null);
}

/** A figure in a line of figures: its words up to the number. */
function measure(target: Element): Named | null {
  const element = target.closest('.smile-fact, .status-part');
  const words = /^[A-Za-z]+\d*/.exec(element?.textContent.trim() ?? '')?.[0];
  return found(element, words === undefined ? [] : [words, words.charAt(0).toUpperCase() + words.slice(1)]);
}

/** The text of an element without what is there for the eye alone. */
function spoken(element: Element): string {
  const parts = Array.from(element.childNodes, (node) =>
    node instanceof Element && node.getAttribute('aria-hidden') === 'true' ? '' : node.textContent,
  );
  return parts.join('').trim();
}
