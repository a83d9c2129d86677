import type { ComponentType } from 'react';
import { useFetched } from './use-fetched.ts';

interface Closing {
  readonly close: () => void;
}

/**
 * What a popover holds, from when it is fetched. React would keep an empty box in place of a lazy part for 300 ms.
 *
 * @param name what it is, at the head of a sentence
 */
export function FetchedMenu(props: {
  readonly load: () => Promise<ComponentType<Closing>>;
  readonly name: string;
  readonly close: () => void;
}) {
  const { load, name, close } = props;
  const Menu = useFetched(load, true, name, close);
  return Menu === null ? null : <Menu close={close} />;
}
