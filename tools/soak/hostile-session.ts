import { type NamedSession, parseSessionFile, sessionFileText } from '#store/sessions/session-file.ts';

/** A session file that opens and carries a text wherever a session has one of its own; made of another one's text. */
export async function hostileSession(plain: string, text: string): Promise<{ name: string; bytes: string }> {
  const parsed = await parseSessionFile(plain, 'the plain session');
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { quotes, body } = parsed.value;
  const board = {
    ...quotes,
    files: quotes.files.map((file) => ({ ...file, name: text })),
    notes: [text],
    symbol: [text.slice(0, 256), ...quotes.symbol.slice(1)],
  };
  const hostile: NamedSession = {
    name: text,
    quotes: board,
    beside: board,
    body: {
      ...body,
      ghost: body.ghost && { ...body.ghost, label: text },
      second: { name: text, asOf: null, forwards: {}, said: [text] },
    },
  };
  return { name: 'x.volbench.json', bytes: await sessionFileText(hostile) };
}
