import type { StepContext } from "@headway-jobs/engine";
import type { FetchProgress } from "./ports.ts";

/** A step forward that is worth an event, of all bytes of a file set: at most 200 events for a model, however large it is. */
const SHARE = 0.005;

/**
 * Turns the progress of a download into events, in order: `local_model.progress` with bytes, and `job.progress` on the job's scale, on which the model takes
 * the part from `from` to `to` percent. `settled` throws what could not be written.
 */
export function fetchReporter(
  step: Pick<StepContext, "emit" | "progress">,
  model: string,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly report: (progress: FetchProgress) => void; readonly settled: () => Promise<void> } {
  let written = Promise.resolve();
  let last = { key: "", share: 0 };
  let libraryBytes = 0;
  const report = (progress: FetchProgress): void => {
    const { name, phase, doneBytes, totalBytes } = progress;
    const key = `${name} ${phase}`;
    const share = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
    if (key === last.key && (phase === "waiting" || share < last.share + SHARE)) return;
    last = { key, share };
    if (name !== model) libraryBytes = totalBytes;
    // Of a library, the model itself is still to come; its size is not known here, so that half of the part is for each.
    const done = name === model ? (libraryBytes > 0 ? 0.5 + share / 2 : share) : share / 2;
    const data = { name, phase, done_bytes: doneBytes, total_bytes: totalBytes, library: name !== model };
    written = inOrder(written, async () => {
      await step.emit({ type: "local_model.progress", data });
      await step.progress({ phase, progress: from + (to - from) * done, message: messageOf(progress) });
    });
    // `settled` throws it; until it is awaited, a rejected append must not count as unhandled.
    written.catch(() => undefined);
  };
  return { report, settled: () => written };
}

async function inOrder(before: Promise<void>, write: () => Promise<void>): Promise<void> {
  await before;
  await write();
}

function messageOf({ name, phase, doneBytes, totalBytes }: FetchProgress): string {
  switch (phase) {
    case "downloading":
      return `${name}: ${megabytes(doneBytes)} of ${megabytes(totalBytes)}`;
    case "unpacking":
      return `${name}: unpacking`;
    case "checking":
      return `${name}: checking`;
    case "waiting":
      return `${name}: another process works on it`;
  }
}

function megabytes(bytes: number): string {
  const size = bytes / 1e6;
  return size < 10 ? `${size.toFixed(1)} MB` : `${Math.round(size)} MB`;
}
