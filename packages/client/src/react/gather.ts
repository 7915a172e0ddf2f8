/** Hands values on in groups, one group each `everyMs` at most, so that a replay of ten thousand events is not ten thousand renders. */
export function gather<T>(
  everyMs: number,
  onGroup: (group: readonly T[]) => void,
): { add(value: T): void; flush(): void; drop(): void } {
  let group: T[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (group.length === 0) return;
    const ready = group;
    group = [];
    onGroup(ready);
  };
  return {
    add(value) {
      group.push(value);
      timer ??= setTimeout(flush, everyMs);
    },
    flush,
    drop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      group = [];
    },
  };
}
