/** The sentence that asks for forwards by hand, where there is and where there is no place to set them. Words only. */
import type { Failure } from '#base/outcome.ts';

const ASKED = 'Set the forwards by hand.';

/** A file lacks nothing but forwards, which can be set for a board on the screen. */
export function asksForForwards({ message }: Failure): boolean {
  return message.endsWith(ASKED);
}

/** The same of a file for which none can be set. */
export function askedInVain(error: Failure, instead: string): Failure {
  return asksForForwards(error) ? { ...error, message: error.message.replace(ASKED, instead) } : error;
}
