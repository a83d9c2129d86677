import { expiryName } from '#base/format.ts';
import type { Message } from '#store/state.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CopyButton } from '#views/controls/copy-button.tsx';
import { NextStep } from '#views/controls/next-step.tsx';
import { Unbroken } from '#views/controls/unbroken.tsx';
import type { Column } from '#views/controls/virtual-table.tsx';
import type { TableView } from '#views/view.ts';
import './messages.css';

/** What the reader, the market and the fit have to say, the gravest first, of the same weight newest last. */
export const messagesTable: TableView = {
  id: 'messages',
  label: 'Messages',
  Count: HowMany,
  Tools,
  Component: Messages,
};

/** Sign and colour by severity, the gravest first. */
const SIGNS = { error: ['✕', 'fail'], warning: ['▲', 'warn'], info: ['·', 'faint'] } as const;

function inOrder(messages: readonly Message[]): readonly Message[] {
  return Object.keys(SIGNS).flatMap((sign) => messages.filter(({ severity }) => severity === sign));
}

function Messages() {
  const messages = useWorkbench((s) => s.messages);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="messages" tabIndex={0} aria-label="Messages">
      {messages.length === 0 && <p className="messages-none">Nothing to say.</p>}
      <ul>
        {inOrder(messages).map((message) => (
          <Line key={message.id} message={message} />
        ))}
      </ul>
    </section>
  );
}

/** What a message says, for a letter to whoever sent the file. */
const COLUMNS: readonly Column<Message>[] = [
  { id: 'severity', head: 'Severity', width: 0, text: ({ severity }) => severity },
  { id: 'count', head: 'Times', width: 0, text: ({ count }) => String(count) },
  {
    id: 'expiry',
    head: 'Expiry',
    width: 0,
    text: ({ expiry }) => (expiry === null ? '' : expiryName(expiry)),
  },
  { id: 'text', head: 'Message', width: 0, text: ({ text }) => text.replace(/\s+/g, ' ') },
];

function Tools() {
  const messages = useWorkbench((s) => s.messages);
  return messages.length === 0 ? null : (
    <CopyButton table={() => ({ columns: COLUMNS, rows: inOrder(messages) })} />
  );
}

function Line({ message }: { readonly message: Message }) {
  const { severity, text, count, expiry, action, id } = message;
  const [glyph, tone] = SIGNS[severity];
  return (
    <li>
      <span className={tone} role="img" aria-label={severity}>
        {glyph}
      </span>
      <span className="message-text" title={text}>
        <Unbroken text={text} />
        {count > 1 && <span className="faint"> × {count}</span>}
      </span>
      {action !== null ? (
        <NextStep action={action} expiry={expiry} />
      ) : expiry !== null ? (
        <button type="button" className="link" onClick={() => actions.focusExpiry(expiry)}>
          Show {expiryName(expiry)}
        </button>
      ) : null}
      <button
        type="button"
        className="icon-button"
        aria-label="Dismiss message"
        title="Dismiss"
        onClick={() => actions.dismissMessage(id)}
      >
        ×
      </button>
    </li>
  );
}

function HowMany() {
  return useWorkbench((s) => s.messages.length) || null;
}

/**
 * The messages for assistive technology while another table is shown, so that their landmark is always
 * there. The sentence that already stands in the notice is not told twice.
 */
export function UnseenMessages() {
  const messages = useWorkbench((s) => s.messages);
  const told = useWorkbench((s) => s.openError?.message ?? null);
  return (
    <ul className="unseen">
      {messages
        .filter((message) => message.text !== told)
        .map((message) => (
          <li key={message.id}>{message.text}</li>
        ))}
    </ul>
  );
}

/** The failure of the last open: one line, with what to do. The surface before it stays. */
export function Notice() {
  const error = useWorkbench((s) => s.openError);
  const action = useWorkbench(
    (s) => s.messages.findLast((m) => m.text === s.openError?.message)?.action ?? null,
  );
  if (error === null) return null;
  return (
    <div className="notice" role="alert">
      <span className="fail" aria-hidden="true">
        ✕
      </span>
      <span className="notice-text">
        <Unbroken text={error.message} />
      </span>
      {action !== null && <NextStep action={action} expiry={null} className="button" />}
      <button
        type="button"
        className="icon-button"
        aria-label="Close notice"
        title="Close (Esc)"
        onClick={() => actions.clearOpenError()}
      >
        ✕
      </button>
    </div>
  );
}
