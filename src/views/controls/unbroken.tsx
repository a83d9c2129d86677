/** A number with groups of three, whose thin spaces are places where a line may break. */
const GROUPED = /(\d+(?:\u2009\d{3})+)/;

/** Running text with each number on one line; the characters are those of the text, so that a copy has them too. */
export function Unbroken({ text }: { readonly text: string }) {
  return text.split(GROUPED).map((part, i) =>
    i % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text that changes is a text of its own
      <span key={i} className="unbroken">
        {part}
      </span>
    ),
  );
}
