import { type ReactNode, useRef } from 'react';
import './controls.css';

export interface OpenButtonProps {
  readonly children: ReactNode;
  readonly className?: string;
}

/** Id of the one file input of the page, which every way of opening goes through. */
const INPUT_ID = 'open-quote-files';

/** Opens the platform's file dialogue; call it from a click or a key. */
export function openFileDialogue(): void {
  document.getElementById(INPUT_ID)?.click();
}

/** The one file input, unseen: buttons and the keyboard click it. */
export function FileInput({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <input
      ref={input}
      id={INPUT_ID}
      type="file"
      multiple
      aria-label="Open quote files"
      className="unseen"
      tabIndex={-1}
      onChange={() => {
        const files = [...(input.current?.files ?? [])];
        // The same file chosen again must count as a choice.
        if (input.current !== null) input.current.value = '';
        if (files.length > 0) onFiles(files);
      }}
    />
  );
}

/** A button that opens the file dialogue. */
export function OpenButton({ children, className = 'button' }: OpenButtonProps) {
  return (
    <button type="button" className={className} onClick={openFileDialogue}>
      {children}
    </button>
  );
}
