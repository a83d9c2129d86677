const HEAD = /^\s*\{"format":"volbench-live"/;

/** Whether a file is a recording of a live market, plain or gzipped: told by its first line, whatever its version. */
export async function isRecording(file: File): Promise<boolean> {
  try {
    const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
    const isPacked = start[0] === 0x1f && start[1] === 0x8b;
    if (!isPacked) return HEAD.test(await file.slice(0, 256).text());
    const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return HEAD.test(new TextDecoder().decode(value?.slice(0, 256)));
  } catch {
    return false;
  }
}
