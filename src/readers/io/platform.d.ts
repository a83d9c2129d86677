/**
 * What readers may use of the platform beyond ES2023: decoding text. In the
 * whole program the browser's own declarations take precedence.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}

/** Encoding text, as UTF-8. */
declare class TextEncoder {
  encode(input?: string): Uint8Array;
}
