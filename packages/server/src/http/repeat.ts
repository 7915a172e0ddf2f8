import type { Clock } from "@headway-jobs/engine";

const NOTHING = (): void => {};

/** Runs `task` every `everyMs` (the pause begins when it has ended) until the returned function is called. */
export function repeat(
  clock: Clock,
  everyMs: number,
  task: () => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let stopped = false;
  let cancel = NOTHING;
  const arm = (): void => {
    if (!stopped) cancel = clock.after(everyMs, run);
  };
  const run = (): void => {
    task().catch(onError).finally(arm);
  };
  arm();
  return () => {
    stopped = true;
    cancel();
  };
}
