import type { Message } from "./protocol.ts";

/** What the tabs of one browser share, injected so that tests have tabs of their own. */
export interface Tabs {
  readonly id: string;
  /** A channel to the other tabs; messages of one sender arrive in order. */
  open(name: string, onMessage: (message: Message) => void): { post(message: Message): void; close(): void };
  /** Waits for the lock that only one tab holds; `steal` takes it at once. Returns what gives it back, or ends the wait. */
  lock(
    name: string,
    options: { readonly steal: boolean; readonly onGranted: () => void; readonly onLost: () => void },
  ): () => void;
  isHidden(): boolean;
  /** The page was hidden, shown, or has come back from being frozen. Returns the unsubscription. */
  onVisibility(listener: () => void): () => void;
  /** The page is being closed or left. */
  onLeave(listener: () => void): () => void;
}
