import type { FileHead } from '#readers/reader.ts';
import { detectEncoding } from './encoding.ts';
import { grouped, shownName } from './limits.ts';
import { SIGNATURES } from './signatures.ts';

/**
 * What a file is when it certainly holds no quotes (empty, a web page, a picture, an archive, a Git LFS
 * pointer): one sentence saying what was found and what to do. Null when a reader may try.
 */
export function wrongKind(head: FileHead, size: number | null): string | null {
  const says = describe(head, size);
  return says === null ? null : `${shownName(head.name)} ${says}`;
}

function describe(head: FileHead, size: number | null): string | null {
  const { bytes } = head;
  const length = size ?? bytes.length;
  if (bytes.length === 0) return 'is empty (0 bytes). Save it again from its source.';
  if (bytes.length === 1) return 'holds one byte, no quotes. Save it again from its source.';
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06]))
    return archive(bytes);
  for (const signature of SIGNATURES) {
    if (!startsWith(bytes, signature.bytes, signature.at ?? 0)) continue;
    const isText = signature.bytes.length === 2 && detectEncoding(bytes) === 'utf-8';
    if (!isText) return signature.says;
  }
  if (detectEncoding(bytes) === null) {
    return `is binary (${grouped(length)} bytes, no text). Open a CSV or JSON of option quotes.`;
  }
  const text = head.text().trimStart();
  if (text === '') return `holds only blanks (${grouped(length)} bytes). Save it again from its source.`;
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    return `is a Git LFS pointer of ${grouped(length)} bytes, not the data. Run "git lfs pull" and open it again.`;
  }
  if (text.startsWith('<')) return markup(text);
  if (text.startsWith('{\\rtf')) return 'is an RTF document, not quotes. Save it as plain CSV.';
  return null;
}

function archive(bytes: Uint8Array): string {
  const names = new TextDecoder('windows-1252').decode(bytes.subarray(0, 4096));
  if (names.includes('ppt/'))
    return 'is PowerPoint slides, not quotes. Open the CSV or JSON they were made from.';
  if (names.includes('xl/') || (names.includes('[Content_Types].xml') && !names.includes('word/'))) {
    return 'is an Excel workbook (XLSX), which is not read. Save the sheet as CSV and open that.';
  }
  if (names.includes('word/')) return 'is a Word document, not quotes. Save the table as CSV and open that.';
  if (names.includes('mimetypeapplication/vnd.oasis')) {
    return 'is an OpenDocument file, which is not read. Save the sheet as CSV and open that.';
  }
  return 'is a ZIP archive, which is not read. Unpack it and open the file inside.';
}

function markup(text: string): string {
  const start = (/^<[^\s>]{0,30}(?:\s+html)?>?/i.exec(text)?.[0] ?? '<').replace(/[^ -~]/g, '');
  const isPage = /^<!doctype html|<html|<head|<body/i.test(text.slice(0, 2000));
  return isPage
    ? `is a web page, not quotes (it starts with "${start}"). Save the JSON or CSV itself.`
    : `is XML, not quotes (it starts with "${start}"). Save the quotes as JSON or CSV.`;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[], at = 0): boolean {
  return prefix.every((byte, i) => bytes[at + i] === byte);
}
