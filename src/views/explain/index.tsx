import { type ComponentType, useEffect, useRef, useState } from 'react';
import { namedAt } from '#views/controls/glossary/named-at.ts';
import type { CardProps } from './card.tsx';

/** Rest of the pointer after which a card comes. */
const REST_MS = 500;
/** Time the pointer has to reach the card. */
const CROSS_MS = 250;

/**
 * Explains what the pointer rests on: one card for the whole page, found by the name of what is pointed at. It stays
 * while the pointer is on it or on what it explains, goes on Escape, and never comes in the way of a drag (WCAG
 * 1.4.13). The help sheet gives the same by keyboard.
 */
export function Explain() {
  const [shown, setShown] = useState<CardProps | null>(null);
  const [Card, setCard] = useState<ComponentType<CardProps> | null>(null);
  const isShown = useRef(false);
  isShown.current = shown !== null;

  useEffect(() => {
    let pointed: Element | null = null;
    let coming = 0;
    let going = 0;
    const hide = (): void => {
      clearTimeout(coming);
      clearTimeout(going);
      setShown(null);
    };
    const onOver = (event: PointerEvent): void => {
      const { target } = event;
      if (!(target instanceof Element) || event.pointerType === 'touch') return;
      if (target.closest('.explain-card') !== null) {
        clearTimeout(going);
        return;
      }
      const named = event.buttons === 0 ? namedAt(target) : null;
      if (named?.element === pointed && pointed !== null) {
        clearTimeout(going);
        return;
      }
      pointed = named?.element ?? null;
      clearTimeout(coming);
      clearTimeout(going);
      going = window.setTimeout(() => setShown(null), CROSS_MS);
      if (named === null) return;
      const card = loadCard();
      coming = window.setTimeout(() => {
        card.then(
          (loaded) => {
            const { element } = named;
            // What it opens lies beside it, where the card would.
            const open = element.closest('[aria-haspopup][aria-expanded="true"]') !== null;
            if (pointed !== element || !element.isConnected || open) return;
            clearTimeout(going);
            setCard(() => loaded);
            setShown({ named, target });
          },
          // Without the network the sheet and the guide hold the same.
          () => undefined,
        );
      }, REST_MS);
    };
    const onLeave = (): void => {
      pointed = null;
      clearTimeout(coming);
      going = window.setTimeout(() => setShown(null), CROSS_MS);
    };
    const onDown = (event: PointerEvent): void => {
      if (event.target instanceof Element && event.target.closest('.explain-card') !== null) return;
      hide();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !isShown.current) return;
      hide();
      event.preventDefault();
      event.stopPropagation();
    };
    const onScroll = (event: Event): void => {
      if (event.target instanceof Element && event.target.closest('.explain-card') !== null) return;
      hide();
    };
    const page = document.documentElement;
    document.addEventListener('pointerover', onOver);
    page.addEventListener('pointerleave', onLeave);
    document.addEventListener('pointerdown', onDown, true);
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('scroll', onScroll, true);
    return () => {
      hide();
      document.removeEventListener('pointerover', onOver);
      page.removeEventListener('pointerleave', onLeave);
      document.removeEventListener('pointerdown', onDown, true);
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('scroll', onScroll, true);
    };
  }, []);

  return shown !== null && Card !== null ? <Card {...shown} /> : null;
}

/** The glossary and what sets its formulas are fetched when the first card is due. */
async function loadCard(): Promise<ComponentType<CardProps>> {
  return (await import('./card.tsx')).Card;
}
