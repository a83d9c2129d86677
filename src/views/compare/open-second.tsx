import { useRef } from 'react';
import { quoteSetName } from '#store/empty-sentence.ts';
import { actions, useWorkbench } from '#store/workbench.ts';

/** Opens the platform's file dialogue for the file that is held against the board. */
export function OpenSecond({ children, className = 'button' }: { children: string; className?: string }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        aria-label="Open a second file"
        className="unseen"
        tabIndex={-1}
        onChange={() => {
          const files = [...(input.current?.files ?? [])];
          // The same file chosen again must count as a choice.
          if (input.current !== null) input.current.value = '';
          actions.lookAcross({ against: 'file' });
          actions.openSecond(files);
        }}
      />
      <button type="button" className={className} onClick={() => input.current?.click()}>
        {children}
      </button>
    </>
  );
}

/** Holds the board that was replaced against the present one; nothing where there was none. */
export function CompareFormer({ className = 'button' }: { readonly className?: string }) {
  const name = useWorkbench((s) => (s.former === null ? null : quoteSetName(s.former.quotes)));
  if (name === null) return null;
  return (
    <button
      type="button"
      className={className}
      title="The board that was open before this one"
      onClick={() => {
        actions.lookAcross({ against: 'file' });
        actions.compareFormer();
      }}
    >
      Compare with {name}
    </button>
  );
}
