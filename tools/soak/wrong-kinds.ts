import type { SoakResult } from './check.ts';
import { binaryKinds } from './files/wrong-binary.ts';
import { textKinds } from './files/wrong-text.ts';
import { readAll } from './read-mutations.ts';

/** A sentence without what is the file's own: its name, numbers, and what is quoted from it. */
function bare(message: string, name: string): string {
  return message
    .replaceAll(name, 'FILE')
    .replace(/"[^"]*"/g, '""')
    .replace(/[Ff]ound: [^.)]*/, '')
    .replace(/\d+/g, '#');
}

/**
 * Opens a file of every wrong kind that people drop: none may open, and each must be told what it is in a sentence of
 * its own.
 */
export async function wrongKinds(): Promise<SoakResult> {
  const kinds = [...binaryKinds(), ...textKinds()];
  const faults: string[] = [];
  const said = new Map<string, string>();
  for (const { kind, name, bytes } of kinds) {
    const outcome = await readAll(name, bytes);
    if (outcome.ok) {
      faults.push(`${kind} opens`);
      continue;
    }
    const { message } = outcome.error;
    if (message.includes('could not be read (')) faults.push(`${kind}: unforeseen error: ${message}`);
    if (!message.startsWith(name))
      faults.push(`${kind}: the sentence does not begin with the name: ${message}`);
    if (!/^[^\n]{30,400}[.…]$/.test(message)) faults.push(`${kind} has no single sentence: ${message}`);
    const twin = said.get(bare(message, name));
    if (twin !== undefined) faults.push(`${kind} is told the same as ${twin}: ${message}`);
    else said.set(bare(message, name), kind);
  }
  return { figures: { files: kinds.length, messages: said.size, faults: faults.length }, faults };
}
