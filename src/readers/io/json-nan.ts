const STRING_OR_NAN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * Parses JSON; `NaN` and `Infinity`, which are no JSON and which Python writes for missing numbers, are null. Throws a
 * SyntaxError as JSON.parse does.
 */
export function parseWithNaN(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!/\b(?:NaN|Infinity)\b/.test(text)) throw error;
    return JSON.parse(text.replace(STRING_OR_NAN, (found) => (found[0] === '"' ? found : 'null'))) as unknown;
  }
}
