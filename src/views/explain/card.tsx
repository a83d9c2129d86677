import { useLayoutEffect, useMemo, useRef } from 'react';
import { createPortal } from 'react-dom';
import { Definition } from '#views/controls/glossary/definition.tsx';
import { explained } from '#views/controls/glossary/explained.ts';
import type { Named } from '#views/controls/glossary/named-at.ts';
import { placeBeside } from './place.ts';
import './explain.css';

export interface CardProps {
  readonly named: Named;
  /** What of it the pointer rests on. */
  readonly target: Element;
}

/** The definition of what is pointed at, beside it, with what is said of its present state. */
export function Card({ named, target }: CardProps) {
  const term = useMemo(() => explained(named), [named]);
  const card = useRef<HTMLDivElement>(null);
  const titled = useMemo(() => target.closest('[title]'), [target]);
  const note = useMemo(() => titled?.getAttribute('title') ?? null, [titled]);
  // What a head or a choice has for a title defines it too, in other words.
  const told = named.element.matches('th, .segment') ? null : note;

  useLayoutEffect(() => {
    if (term === null || card.current === null) return;
    const { width, height } = card.current.getBoundingClientRect();
    const around = named.element.closest('.board-fit, .popover') ?? named.element;
    const { left, top } = placeBeside(
      named.element.getBoundingClientRect(),
      around.getBoundingClientRect(),
      { width, height },
      { width: innerWidth, height: innerHeight },
    );
    card.current.style.translate = `${left}px ${top}px`;
  }, [named, term]);

  // The browser's own tip would say the note a second time, over the card.
  useLayoutEffect(() => {
    if (term === null || titled === null || note === null) return;
    titled.removeAttribute('title');
    return () => {
      if (!titled.hasAttribute('title')) titled.setAttribute('title', note);
    };
  }, [term, titled, note]);

  if (term === null) return null;
  return createPortal(
    <div className="explain-card" role="tooltip" ref={card}>
      <p className="explain-name">{term.name}</p>
      <Definition term={term} />
      {told !== null && <p className="explain-note">{told}</p>}
    </div>,
    document.body,
  );
}
