import { type ComponentProps, memo, useRef } from 'react';

/**
 * An input that is drawn again only when one of its properties changes: React writes type and name of an input anew
 * whenever it is drawn. Its handlers come from `useSteady`.
 */
export const Input = memo(function Input(props: ComponentProps<'input'>) {
  return <input {...props} />;
});

type Handlers = Readonly<Record<string, (...args: never[]) => void>>;

/** The same functions at every drawing, each of which does what the latest of its name does. The names never change. */
export function useSteady<H extends Handlers>(handlers: H): H {
  const latest = useRef(handlers);
  latest.current = handlers;
  const steady = useRef<H>(null);
  steady.current ??= Object.fromEntries(
    Object.keys(handlers).map((name) => [name, (...args: never[]) => latest.current[name]?.(...args)]),
  ) as H;
  return steady.current;
}
