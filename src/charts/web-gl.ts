/** Whether the browser draws in 3D at all. */
export function hasWebGl(): boolean {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl') ?? canvas.getContext('experimental-webgl');
  if (context === null) return false;
  // At most 16 contexts live at once: give this one back at once.
  (context as WebGLRenderingContext).getExtension('WEBGL_lose_context')?.loseContext();
  return true;
}
