/** A switch that ends the pauses of all streams it is given to: `wake` goes into their options, `reconnect` is what a button calls. */
export interface Wake {
  readonly wake: (reconnect: () => void) => () => void;
  readonly reconnect: () => void;
}

/** Also fires when the browser says that the network is back. */
export function createWake(): Wake {
  const sleepers = new Set<() => void>();
  const reconnect = (): void => {
    for (const sleeper of sleepers) sleeper();
  };
  return {
    reconnect,
    wake(sleeper) {
      sleepers.add(sleeper);
      if (sleepers.size === 1) listen("add", reconnect);
      return () => {
        sleepers.delete(sleeper);
        if (sleepers.size === 0) listen("remove", reconnect);
      };
    },
  };
}

// React Native has no such event on its global object.
function listen(how: "add" | "remove", listener: () => void): void {
  const target = globalThis as Partial<Pick<EventTarget, "addEventListener" | "removeEventListener">>;
  if (how === "add") target.addEventListener?.("online", listener);
  else target.removeEventListener?.("online", listener);
}
