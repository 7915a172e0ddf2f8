export interface Mutex {
  /** Takes the lock at once and returns undefined, or returns a promise of it; first come, first served. */
  lock(): Promise<void> | undefined;
  unlock(): void;
}

/** An async lock whose free path allocates nothing: a commit takes tens of microseconds, its lock must not add to them. */
export function createMutex(): Mutex {
  const waiting: (() => void)[] = [];
  let locked = false;
  return {
    lock() {
      if (locked) return new Promise<void>((resolve) => waiting.push(resolve));
      locked = true;
      return undefined;
    },
    unlock() {
      const next = waiting.shift();
      if (next === undefined) locked = false;
      else next();
    },
  };
}
