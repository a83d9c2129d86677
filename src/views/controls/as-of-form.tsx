import type { ComponentType } from 'react';

export interface AsOfFormProps {
  readonly asOf: number | null;
  readonly fromFile: number | null;
  readonly byHand: boolean;
  readonly close: () => void;
}

let Fields: ComponentType<AsOfFormProps> | null = null;

/** Fetches the form. */
export async function loadAsOf(): Promise<void> {
  Fields = (await import('./as-of-fields.tsx')).AsOfFields;
}

/** Sets the instant of the quotes, once `loadAsOf` is done: what reads the zones people write is fetched with it. */
export function AsOfForm(props: AsOfFormProps) {
  return Fields && <Fields {...props} />;
}
