import type { FileHead } from '#readers/reader.ts';
import { detectEncoding } from './encoding.ts';
import { grouped, shownName } from './limits.ts';

interface Signature {
  readonly bytes: readonly number[];
  /** Offset of the bytes, 0 where absent. */
  readonly at?: number;
  readonly says: string;
}

const SIGNATURES: readonly Signature[] = [
  {
    bytes: [0x89, 0x50, 0x4e, 0x47],
    says: 'is a PNG picture, not quotes. Open the CSV or JSON the picture was made from.',
  },
  {
    bytes: [0xff, 0xd8, 0xff],
    says: 'is a JPEG picture, not quotes. Open the CSV or JSON the picture was made from.',
  },
  {
    bytes: [0x47, 0x49, 0x46, 0x38],
    says: 'is a GIF picture, not quotes. Open the CSV or JSON the picture was made from.',
  },
  {
    bytes: [0x57, 0x45, 0x42, 0x50],
    at: 8,
    says: 'is a WebP picture, not quotes. Open the CSV or JSON the picture was made from.',
  },
  {
    bytes: [0x25, 0x50, 0x44, 0x46],
    says: 'is a PDF document, not quotes. Download the quotes as CSV or JSON.',
  },
  {
    bytes: [0x1f, 0x8b],
    says: 'is compressed with gzip, which is not read. Unpack it (gunzip) and open the file inside.',
  },
  {
    bytes: [0x28, 0xb5, 0x2f, 0xfd],
    says: 'is compressed with Zstandard, which is not read. Unpack it (unzstd) and open the file inside.',
  },
  {
    bytes: [0x42, 0x5a, 0x68],
    says: 'is compressed with bzip2, which is not read. Unpack it (bunzip2) and open the file inside.',
  },
  {
    bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    says: 'is compressed with xz, which is not read. Unpack it (unxz) and open the file inside.',
  },
  {
    bytes: [0x37, 0x7a, 0xbc, 0xaf],
    says: 'is a 7-Zip archive, which is not read. Unpack it and open the file inside.',
  },
  {
    bytes: [0x52, 0x61, 0x72, 0x21],
    says: 'is a RAR archive, which is not read. Unpack it and open the file inside.',
  },
  { bytes: [0x50, 0x41, 0x52, 0x31], says: 'is a Parquet file, which is not read. Save it as CSV.' },
  {
    bytes: [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
    says: 'is an Arrow file, which is not read. Save it as CSV.',
  },
  { bytes: [0x89, 0x48, 0x44, 0x46], says: 'is an HDF5 file, which is not read. Save the quotes as CSV.' },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    says: 'is an old Excel workbook, which is not read. Save the sheet as CSV and open that.',
  },
  {
    bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    says: 'is an SQLite database, which is not read. Export the quotes as CSV.',
  },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], says: 'is a program, not quotes. Open a CSV or JSON of option quotes.' },
  { bytes: [0x4d, 0x5a], says: 'is a program, not quotes. Open a CSV or JSON of option quotes.' },
];

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
