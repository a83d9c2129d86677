import { expect, test } from 'vitest';
import { readWhenPointed } from './pick-reads.ts';

/** A context that notes from which framebuffer it read into what. */
function context() {
  const reads: [unknown, unknown][] = [];
  const gl = {
    FRAMEBUFFER: 1,
    FRAMEBUFFER_BINDING: 2,
    bound: null as unknown,
    bindFramebuffer(_target: number, buffer: unknown) {
      gl.bound = buffer;
    },
    getParameter: () => gl.bound,
    readPixels(...args: unknown[]) {
      reads.push([gl.bound, args.at(-1)]);
    },
  };
  return { gl: gl as typeof gl & WebGLRenderingContext, reads };
}

const into = new Uint8Array(4);

function read(gl: WebGLRenderingContext, from: object): void {
  gl.bindFramebuffer(gl.FRAMEBUFFER, from as WebGLFramebuffer);
  gl.readPixels(0, 0, 1, 1, 3, 4, into);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
}

test('what lies under the pointer is read back at once only while a pointer is there', () => {
  const { gl, reads } = context();
  let isPointed = true;
  readWhenPointed(gl, () => isPointed);
  const pick = {};
  read(gl, pick);
  expect(reads).toEqual([[pick, into]]);
  isPointed = false;
  read(gl, pick);
  expect(reads).toHaveLength(1);
});

test('the last reading that was put off is made when a pointer comes, from its own buffer, and once', () => {
  const { gl, reads } = context();
  let isPointed = false;
  const come = readWhenPointed(gl, () => isPointed);
  const [former, latest] = [{}, {}];
  read(gl, former);
  read(gl, latest);
  isPointed = true;
  come();
  come();
  expect(reads).toHaveLength(1);
  expect(reads[0]?.[0]).toBe(latest);
});

test('a reading made since leaves nothing to be read when the next pointer comes', () => {
  const { gl, reads } = context();
  let isPointed = false;
  const come = readWhenPointed(gl, () => isPointed);
  read(gl, {});
  isPointed = true;
  read(gl, {});
  come();
  expect(reads).toHaveLength(1);
});
