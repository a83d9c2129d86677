import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';

/** One file that holds no quotes. */
export interface WrongKind {
  readonly kind: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** The first bytes of a kind of file and what follows them: a ramp of all byte values. */
function begins(...first: readonly (number | string)[]): Uint8Array {
  const head = first.flatMap((part) => (typeof part === 'number' ? [part] : [...text(part)]));
  return Uint8Array.from([...head, ...Array.from({ length: 400 }, (_, i) => (i * 37) % 256)]);
}

/** An archive of files that hold a few words each. */
function archive(...names: readonly string[]): Uint8Array {
  return zipSync(
    Object.fromEntries(names.map((name) => [name, text(`<?xml version="1.0"?><${name.length}/>`)])),
  );
}

/** The same with the mark of a password on its only file. */
function encryptedArchive(): Uint8Array {
  const bytes = zipSync({ 'quotes.csv': text('strike,expiry,type,bid,ask\n') });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const directory = view.getUint32(bytes.length - 6, true);
  view.setUint16(6, view.getUint16(6, true) | 1, true);
  view.setUint16(directory + 8, view.getUint16(directory + 8, true) | 1, true);
  return bytes;
}

/** A tape archive of one file (POSIX.1-1988, ustar). */
function tape(): Uint8Array {
  const bytes = new Uint8Array(2048);
  bytes.set(text('quotes.csv'), 0);
  bytes.set(text('0000644'), 100);
  bytes.set(text('ustar\u000000'), 257);
  bytes.set(text('strike,expiry\n'), 512);
  return bytes;
}

/** Files of other programs by their signatures. */
export function binaryKinds(): readonly WrongKind[] {
  const kind = (what: string, name: string, bytes: Uint8Array): WrongKind => ({ kind: what, name, bytes });
  return [
    kind('empty', 'empty.json', new Uint8Array()),
    kind('one byte', 'one.json', text('x')),
    kind('PNG', 'smile.png', begins(0x89, 'PNG', 13, 10, 26, 10)),
    kind('JPEG', 'smile.jpg', begins(0xff, 0xd8, 0xff, 0xe0)),
    kind('GIF', 'smile.gif', begins('GIF89a')),
    kind('WebP', 'smile.webp', begins('RIFF', 0, 0, 0, 0, 'WEBP')),
    kind('TIFF', 'scan.tif', begins('II', 42, 0)),
    kind('MP4', 'screen.mp4', begins(0, 0, 0, 0x18, 'ftypmp42')),
    kind('PDF', 'report.pdf', begins('%PDF-1.7\n%')),
    kind('Excel workbook', 'chain.xlsx', archive('[Content_Types].xml', 'xl/workbook.xml')),
    kind('old Excel workbook', 'chain.xls', begins(0xd0, 0xcf, 0x11, 0xe0)),
    kind('Word document', 'note.docx', archive('[Content_Types].xml', 'word/document.xml')),
    kind('PowerPoint slides', 'desk.pptx', archive('[Content_Types].xml', 'ppt/presentation.xml')),
    kind(
      'OpenDocument sheet',
      'chain.ods',
      zipSync({ mimetype: [text('application/vnd.oasis.opendocument.spreadsheet'), { level: 0 }] }),
    ),
    kind('ZIP without quotes', 'docs.zip', archive('README.md', 'LICENSE')),
    kind('ZIP in a ZIP', 'outer.zip', zipSync({ 'inner.zip': archive('quotes.csv') })),
    kind('ZIP with a password', 'locked.zip', encryptedArchive()),
    kind('cut ZIP', 'cut.zip', archive('quotes.csv').subarray(0, 40)),
    kind('cut gzip', 'cut.csv.gz', Uint8Array.from(gzipSync('strike,expiry\n'.repeat(50))).subarray(0, 30)),
    kind('tape archive', 'quotes.tar', tape()),
    kind('Zstandard', 'quotes.zst', begins(0x28, 0xb5, 0x2f, 0xfd)),
    kind('bzip2', 'quotes.bz2', begins('BZh91AY&SY')),
    kind('xz', 'quotes.xz', begins(0xfd, '7zXZ', 0)),
    kind('7-Zip', 'quotes.7z', begins('7z', 0xbc, 0xaf, 0x27, 0x1c)),
    kind('RAR', 'quotes.rar', begins('Rar!', 0x1a, 7)),
    kind('damaged Parquet', 'quotes.parquet', begins('PAR1')),
    kind('Arrow', 'quotes.feather', begins('ARROW1', 0, 0)),
    kind('old Feather', 'old.feather', begins('FEA1')),
    kind('HDF5', 'quotes.h5', begins(0x89, 'HDF', 13, 10, 26, 10)),
    kind('NumPy array', 'quotes.npy', begins(0x93, 'NUMPY', 1, 0)),
    kind('Python pickle', 'quotes.pkl', begins(0x80, 4, 0x95)),
    kind('MATLAB', 'quotes.mat', begins('MATLAB 5.0 MAT-file, Platform: GLNXA64', 0, 0)),
    kind('SQLite', 'quotes.db', begins('SQLite format 3', 0)),
    kind('program', 'fit.exe', begins('MZ', 0x90, 0, 3, 0)),
    kind('Unix program', 'fit', begins(0x7f, 'ELF', 2, 1, 1)),
    kind(
      'unknown binary',
      'quotes.bin',
      Uint8Array.from({ length: 500 }, (_, i) => (i * i * 7) % 256),
    ),
  ];
}
