/** Ways in which text becomes a program where it is taken for markup, an address or a template; `X` stands for the call. */
const VECTORS: readonly string[] = [
  '<img src=x onerror=X>',
  '<svg onload=X>',
  '<svg/onload=X>',
  '<script>X</script>',
  '"><script>X</script>',
  "'><img src=x onerror=X>",
  '</title><script>X</script>',
  '</textarea><img src=x onerror=X>',
  '</style><img src=x onerror=X>',
  '--><img src=x onerror=X>',
  '<iframe srcdoc="<script>parent.X</script>">',
  '<iframe src=javascript:parent.X>',
  '<a href="javascript:X">x</a>',
  '<a href="javascript:X" target="_self">BTC</a>',
  '<details open ontoggle=X>',
  '<body onload=X>',
  '<input autofocus onfocus=X>',
  '<video><source onerror=X></video>',
  '<audio src=x onerror=X>',
  '<object data=javascript:X>',
  '<embed src=javascript:X>',
  '<math><mi xlink:href="javascript:X">x</mi></math>',
  '<style>@import "javascript:X";</style>',
  '<link rel=stylesheet href=javascript:X>',
  '<meta http-equiv=refresh content="0;url=javascript:X">',
  '<form action=javascript:X><button autofocus>',
  '<isindex action=javascript:X>',
  '<b style="background:url(javascript:X)">x</b>',
  '<span style="animation:a" onanimationstart=X>x</span>',
  '<marquee onstart=X>x</marquee>',
  'javascript:X',
  'data:text/html,<script>X</script>',
  '{{constructor.constructor("X")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is the attack.
  '${X}',
  '#{X}',
  '<%= X %>',
  "'-X-'",
  '"-X-"',
  '`-X-`',
  "');X;('",
  '");X;("',
  '\\u003cimg src=x onerror=X\\u003e',
  '&lt;img src=x onerror=X&gt;',
  '&#60;img src=x onerror=X&#62;',
  '%3Cimg%20src=x%20onerror=X%3E',
  '<img src=x onerror="X"',
  '<<script>X//<</script>',
  '<scr<script>ipt>X</scr</script>ipt>',
  '<img\tsrc=x\nonerror=X>',
  '<IMG SRC=x ONERROR=X>',
];

/** The call that would tell of a run. */
export const CALL = '__ran()';

/** A hundred strings, each of which runs `__ran()` where it is taken for anything but text. */
export const SCRIPT_STRINGS: readonly string[] = [
  ...VECTORS.map((vector) => vector.replace('X', () => CALL)),
  // The same behind a name, as a name that was vouched for would carry it.
  ...VECTORS.map((vector) => `BTC-27NOV26-60000-C${vector.replace('X', () => `window.${CALL}`)}`),
];
