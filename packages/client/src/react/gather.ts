import { type Runtime, systemRuntime } from "../runtime.ts";

/** Hands values on in groups, at most one group every `everyMs`, so that a replay of ten thousand events is not ten thousand renders. */
export function gather<T>(
  everyMs: number,
  onGroup: (group: readonly T[]) => void,
  time: Pick<Runtime, "after"> = systemRuntime,
): { add(value: T): void; flush(): void; drop(): void } {
  let group: T[] = [];
  let cancel: (() => void) | null = null;
  const flush = (): void => {
    cancel?.();
    cancel = null;
    if (group.length === 0) return;
    const ready = group;
    group = [];
    onGroup(ready);
  };
  return {
    add(value) {
      group.push(value);
      cancel ??= time.after(everyMs, flush);
    },
    flush,
    drop() {
      cancel?.();
      cancel = null;
      group = [];
    },
  };
}
