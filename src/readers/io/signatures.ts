/** Bytes by which a kind of file is known, and what is said of it. */
export interface Signature {
  readonly bytes: readonly number[];
  /** Offset of the bytes, 0 where absent. */
  readonly at?: number;
  readonly says: string;
}

/** Kinds of files that hold no quotes or are not read, the first that fits counts. */
export const SIGNATURES: readonly Signature[] = [
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
    bytes: [0x49, 0x49, 0x2a, 0x00],
    says: 'is a TIFF picture, not quotes. Open the CSV or JSON the picture was made from.',
  },
  {
    bytes: [0x4d, 0x4d, 0x00, 0x2a],
    says: 'is a TIFF picture, not quotes. Open the CSV or JSON the picture was made from.',
  },
  {
    bytes: [0x66, 0x74, 0x79, 0x70],
    at: 4,
    says: 'is a video, not quotes. Open the CSV or JSON of what it shows.',
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
    bytes: [0x75, 0x73, 0x74, 0x61, 0x72],
    at: 257,
    says: 'is a tape archive (tar), which is not read. Unpack it and open the file inside.',
  },
  {
    bytes: [0x46, 0x45, 0x41, 0x31],
    says: 'is an old Feather file, which is not read. Save it as CSV or Parquet.',
  },
  {
    bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59],
    says: 'is a NumPy array, which is not read. Save the quotes as CSV with a header line.',
  },
  {
    bytes: [0x80, 0x04, 0x95],
    says: 'is a Python pickle, which is never opened: it can run programs. Save the quotes as CSV or Parquet.',
  },
  {
    bytes: [0x80, 0x05, 0x95],
    says: 'is a Python pickle, which is never opened: it can run programs. Save the quotes as CSV or Parquet.',
  },
  {
    bytes: [0x4d, 0x41, 0x54, 0x4c, 0x41, 0x42, 0x20],
    says: 'is a MATLAB file, which is not read. Save the quotes as CSV (writetable).',
  },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    says: 'is an old Excel workbook, which is not read. Save the sheet as CSV and open that.',
  },
  {
    bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    says: 'is an SQLite database, which is not read. Export the quotes as CSV.',
  },
  {
    bytes: [0x7f, 0x45, 0x4c, 0x46],
    says: 'is a program of Linux, not quotes. Open a CSV or JSON of option quotes.',
  },
  { bytes: [0x4d, 0x5a], says: 'is a program of Windows, not quotes. Open a CSV or JSON of option quotes.' },
];
