/** The text of a save, and back. */
import * as v from 'valibot';
import { failure, type Outcome, success } from '#base/outcome.ts';
import { bodyMembers, bodyShape } from './body-shape.ts';
import type { SessionBody } from './content.ts';
import { faultOf } from './shape.ts';
import { canonicalText } from './text.ts';

export function bodyText(body: SessionBody): string {
  return canonicalText(bodyMembers(body));
}

/** Reads a text into fresh objects; `invalid` where it holds anything else. */
export function parseBody(text: string): Outcome<SessionBody> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return failure('parsing', 'it is no complete JSON');
  }
  const parsed = v.safeParse(bodyShape, document);
  return parsed.success ? success(parsed.output) : failure('invalid', faultOf(parsed.issues));
}
