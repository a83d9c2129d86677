import type { Failure } from '#base/outcome.ts';

/** A failure as it is said where there is no place to set forwards: `instead` stands for the sentence that asks for them. */
export function askedInVain(error: Failure, instead: string): Failure {
  const { asksForForwards: asked, ...failed } = error;
  return asked === undefined ? error : { ...failed, message: error.message.replace(asked, instead) };
}
