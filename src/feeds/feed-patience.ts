/** How often Deribit is asked what, and how long it is waited for. */

/** Seconds between the venue's heartbeats; its least. */
export const HEARTBEAT_S = 10;
/** Silence after which the venue is asked whether it is there, and after which the connection is taken for dead. */
export const ASK_AFTER_MS = 2000;
export const DEAD_AFTER_MS = 5000;
/** A connection that does not open in this time never will. */
export const OPEN_MS = 8000;
/** A request without a reply for so long is lost; the list of instruments, which everything waits for, sooner. */
export const REPLY_MS = 8000;
export const LIST_MS = 4000;
/** The book summary, and the venue's clock, are asked for so often. */
export const SUMMARY_EVERY_MS = 60_000;
export const CLOCK_EVERY_MS = 15_000;
/** While the venue's clock is unknown, and so nothing is fresh. */
export const CLOCK_AGAIN_MS = 2000;
/** Too many requests: the venue ends the session, and wants to be left alone for a while. */
export const TOO_MANY = 10028;
