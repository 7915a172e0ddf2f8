import type { Message } from "./protocol.ts";
import type { Tabs } from "./tabs.ts";

/** The browser's own: BroadcastChannel and Web Locks. Null where there are none, as on pages that are not served securely. */
export function browserTabs(): Tabs | null {
  if (typeof document === "undefined" || typeof BroadcastChannel === "undefined") return null;
  // Absent, whatever its type says, outside of secure contexts.
  const { locks } = navigator as { readonly locks?: LockManager };
  if (locks === undefined) return null;
  return {
    id: crypto.randomUUID(),
    open(name, onMessage) {
      const channel = new BroadcastChannel(name);
      channel.addEventListener("message", ({ data }: MessageEvent<Message>) => onMessage(data));
      return {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin only
        post: (message) => channel.postMessage(message),
        close: () => channel.close(),
      };
    },
    lock: (name, options) => holdLock(locks, name, options),
    isHidden,
    onVisibility(listener) {
      const { signal, stop } = stoppable();
      document.addEventListener("visibilitychange", listener, { signal });
      document.addEventListener("resume", listener, { signal });
      addEventListener("pageshow", listener, { signal });
      return stop;
    },
    onLeave(listener) {
      const { signal, stop } = stoppable();
      addEventListener("pagehide", listener, { signal });
      return stop;
    },
  };
}

/**
 * A tab that cannot share: it holds a connection of its own, and only while it is seen, as a browser opens six to one server at most
 * over HTTP/1.1.
 */
export function loneTabs(): Tabs {
  return {
    id: "alone",
    open: () => ({ post: () => undefined, close: () => undefined }),
    lock(_name, { onGranted, onLost }) {
      let isHeld = false;
      const look = (): void => {
        if (isHidden() !== isHeld) return;
        isHeld = !isHeld;
        if (isHeld) onGranted();
        else onLost();
      };
      const stop = onHiddenOrShown(look);
      queueMicrotask(look);
      return stop;
    },
    isHidden,
    onVisibility: onHiddenOrShown,
    onLeave: () => () => undefined,
  };
}

function isHidden(): boolean {
  return typeof document !== "undefined" && document.visibilityState === "hidden";
}

function onHiddenOrShown(listener: () => void): () => void {
  if (typeof document === "undefined") return () => undefined;
  const { signal, stop } = stoppable();
  document.addEventListener("visibilitychange", listener, { signal });
  return stop;
}

function holdLock(locks: LockManager, name: string, { steal, onGranted, onLost }: Parameters<Tabs["lock"]>[1]) {
  const wait = new AbortController();
  const { signal: released, stop: release } = stoppable();
  const held = new Promise<void>((resolve) => released.addEventListener("abort", () => resolve()));
  let isGranted = false;
  let isReleased = false;
  const request = steal ? { steal } : { signal: wait.signal };
  locks
    .request(name, request, () => {
      if (isReleased) return undefined;
      isGranted = true;
      onGranted();
      return held;
    })
    .catch(() => {
      // Aborted while it waited, or taken by another tab.
      if (isGranted && !isReleased) onLost();
    });
  return () => {
    isReleased = true;
    release();
    if (!isGranted && !steal) wait.abort();
  };
}

function stoppable(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, stop: () => controller.abort() };
}
