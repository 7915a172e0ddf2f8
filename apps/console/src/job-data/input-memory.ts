import type { JobKind } from "@headway-jobs/client";

const KEY = "headway.inputs";
const KEPT = 12;

interface Remembered {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Keeps what this tab has submitted, so that "run again" can send the same: a job's resource does not hold its input. */
export function rememberInput(entry: Remembered): void {
  const others = read().filter(({ jobId }) => jobId !== entry.jobId);
  for (let kept = [entry, ...others].slice(0, KEPT); kept.length > 0; kept = kept.slice(0, -1)) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
      return;
    } catch {
      // Long sources fill the storage: the oldest go first.
    }
  }
}

export function recallInput(jobId: string): Remembered | undefined {
  return read().find((entry) => entry.jobId === jobId);
}

function read(): readonly Remembered[] {
  const stored = sessionStorage.getItem(KEY);
  return stored === null ? [] : (JSON.parse(stored) as readonly Remembered[]);
}
