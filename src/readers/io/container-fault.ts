/**
 * A compressed file that is damaged or demands too much. Thrown where bytes are pulled, since a stream has no other
 * way to fail; the message is a sentence for the user without the name of the file.
 */
export class ContainerFault extends Error {
  constructor(
    readonly reason: 'parsing' | 'invalid' | 'unrecognised' | 'missing-data',
    message: string,
  ) {
    super(message);
    this.name = 'ContainerFault';
  }
}
