/** The session file, `*.volbench.json`: all of a session, so that opening it anywhere restores the board. */
import * as v from 'valibot';
import { failure, type Outcome, success } from '#base/outcome.ts';
import { APP_VERSION } from '#exporters/app-version.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { bodyEntries, bodyMembers } from './body-shape.ts';
import type { SessionContent } from './content.ts';
import { sessionName } from './name.ts';
import { quotesMembers, quotesShape } from './quotes-shape.ts';
import { SESSION_VERSION, versionFor } from './records.ts';
import { sha256OfText } from './sha256.ts';
import { faultOf, isPlainObject } from './shape.ts';
import { canonicalText } from './text.ts';

const FORMAT = 'volbench-session';
/** UTF-16 units; the largest board that is kept takes half of it. */
const LONGEST = 96 * 1024 * 1024;

/** A session with its name. */
export interface NamedSession extends SessionContent {
  readonly name: string;
}

const file = v.strictObject({
  format: v.literal(FORMAT),
  version: v.picklist([1, 2, SESSION_VERSION]),
  app: v.strictObject({ name: v.literal('volbench'), version: v.pipe(v.string(), v.maxLength(40)) }),
  name: v.pipe(v.string(), v.transform(sessionName)),
  ...bodyEntries,
  quotes: quotesShape,
  beside: v.optional(v.nullable(quotesShape), null),
});

/**
 * The text of a session file. Deterministic, and without the time of writing: the same session, the same bytes.
 *
 * @throws ValiError where it could not be opened again
 */
export async function sessionFileText({ name, quotes, beside, body }: NamedSession): Promise<string> {
  const draft = {
    format: FORMAT,
    version: versionFor({ body, beside }),
    app: { name: 'volbench', version: APP_VERSION },
    name,
    ...bodyMembers(body),
    ...boards(quotes, beside),
  };
  // Read as it will be read, so that fields stand in one order whatever the order they were decided in.
  const read = v.parse(file, JSON.parse(canonicalText(draft)));
  const members = {
    format: read.format,
    version: read.version,
    app: read.app,
    name: read.name,
    ...bodyMembers(read),
    ...boards(read.quotes, read.beside),
  };
  return canonicalText({ ...members, sha256: await checksum(members) }, 'quotes');
}

/** A session without a second file is written as it was before there were any. */
function boards(quotes: QuoteSet, beside: QuoteSet | null): Readonly<Record<string, unknown>> {
  return { quotes: quotesMembers(quotes), ...(beside && { beside: quotesMembers(beside) }) };
}

/**
 * Reads a session file into fresh objects, or says in one sentence, which begins with `named`, why it cannot be opened:
 * `unrecognised` for another kind of text, `invalid` for a later version, a damaged file or a field that does not hold.
 */
export async function parseSessionFile(text: string, named: string): Promise<Outcome<NamedSession>> {
  if (text.length > LONGEST) {
    return failure(
      'invalid',
      `${named} is too long for a session file (${LONGEST / 1024 / 1024} MB at most).`,
    );
  }
  let document: unknown;
  try {
    document = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return failure('parsing', `${named} is a session file that is damaged or ends early. Export it again.`);
  }
  if (!isPlainObject(document) || !Object.hasOwn(document, 'format') || document['format'] !== FORMAT) {
    return failure('unrecognised', `${named} is no session file: its "format" is not "${FORMAT}".`);
  }
  const { sha256, ...members } = document;
  const { version } = members;
  if (typeof version === 'number' && version > SESSION_VERSION) {
    return failure(
      'invalid',
      `${named} is a session of version ${version}; this Volbench reads version ${SESSION_VERSION}. Open it with the newer Volbench that wrote it.`,
    );
  }
  if (sha256 !== (await checksum(members)) || text.includes('"__proto__"')) {
    return failure(
      'invalid',
      `${named} was damaged or changed after it was written: its checksum does not hold. Export it again.`,
    );
  }
  const parsed = v.safeParse(file, members);
  if (!parsed.success) {
    return failure('invalid', `${named} cannot be opened as a session (${faultOf(parsed.issues)}).`);
  }
  const { format: _, version: __, app: ___, name, quotes, beside, ...body } = parsed.output;
  if ((beside === null) !== (body.second === null)) {
    return failure('invalid', `${named} cannot be opened as a session (half of its second file is missing).`);
  }
  return success({ name, quotes, beside, body });
}

function checksum(members: Readonly<Record<string, unknown>>): Promise<string> {
  return sha256OfText(canonicalText(members, 'quotes'));
}
