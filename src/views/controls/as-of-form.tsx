import { useFetched } from './use-fetched.ts';

export interface AsOfFormProps {
  readonly asOf: number | null;
  readonly fromFile: number | null;
  readonly byHand: boolean;
  readonly close: () => void;
}

/** Fetches the form. */
export const loadAsOf = async () => (await import('./as-of-fields.tsx')).AsOfFields;

/** Sets the instant of the quotes; what reads the zones people write is fetched with the first. */
export function AsOfForm(props: AsOfFormProps) {
  const Fields = useFetched(loadAsOf, true, 'The as-of time', props.close);
  return Fields && <Fields {...props} />;
}
