/**
 * Reads a Python literal as `str()` of parsed JSON writes it (single quotes, `None`, `True`), or JSON itself;
 * undefined for anything else. At most 64 KB, and never more than data: nothing is evaluated.
 */
export function readPythonLiteral(text: string): unknown {
  if (text.length > 65_536) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return pythonAsJson(text);
  }
}

const TOKEN =
  /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(None|True|False|nan|NaN)\b|[-+]?\d[\d.eE+-]*|[\s,:[\]{}()]/gy;
const WORDS: { readonly [word: string]: string } = {
  None: 'null',
  nan: 'null',
  NaN: 'null',
  True: 'true',
  False: 'false',
};

function pythonAsJson(text: string): unknown {
  let json = '';
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    at = match.index + match[0].length;
    const [token, single, double, word] = match;
    if (word !== undefined) json += WORDS[word] ?? '';
    else if (single !== undefined || double !== undefined) json += quoted(single ?? double ?? '');
    else json += token === '(' ? '[' : token === ')' ? ']' : token;
  }
  if (at !== text.length) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function quoted(inner: string): string {
  return JSON.stringify(inner.replace(/\\(.)/g, '$1'));
}
