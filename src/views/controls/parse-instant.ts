/** An instant typed with or without `T`, seconds and `Z`; always UTC. Null when it is none. */
export function parseInstant(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?)? ?Z?$/i.exec(text.trim());
  if (match === null) return null;
  const [, day, minutes = '00:00', seconds = ':00'] = match;
  const at = Date.parse(`${day}T${minutes.padStart(5, '0')}${seconds}Z`);
  return Number.isNaN(at) ? null : at;
}
