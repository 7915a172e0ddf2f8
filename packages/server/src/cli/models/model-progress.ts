import type { ModelProgress } from "@headway-jobs/local-models/store/model-store";
import type { CliContext } from "../context.ts";
import { progressLine } from "../progress-line.ts";
import { megabytes } from "./megabytes.ts";

const REDRAW_EVERY_MS = 100;

/** Shows progress in one line of a terminal; elsewhere one line for each model and phase. */
export function modelProgress(context: CliContext): { show: (progress: ModelProgress) => void; end: () => void } {
  const { terminal } = context;
  const startedAtMs = context.nowMs();
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let named = "";
  return {
    show(progress) {
      const { name, phase, doneBytes, totalBytes } = progress;
      const isNew = named !== `${name} ${phase}`;
      named = `${name} ${phase}`;
      if (!terminal.interactive) {
        if (isNew) terminal.note(`${name}: ${messageOf(progress)}`);
        return;
      }
      const nowMs = context.nowMs();
      if (!isNew && nowMs - drawnAtMs < REDRAW_EVERY_MS) return;
      drawnAtMs = nowMs;
      const percent = totalBytes === 0 ? 0 : Math.min(100, (doneBytes / totalBytes) * 100);
      const state = { progress: percent, phase: name, message: messageOf(progress), elapsedMs: nowMs - startedAtMs };
      terminal.redraw(progressLine(state, terminal.columns(), terminal.paint));
    },
    end: () => terminal.redraw(""),
  };
}

function messageOf({ phase, doneBytes, totalBytes, holder }: ModelProgress): string {
  switch (phase) {
    case "downloading":
      return `${megabytes(doneBytes)} of ${megabytes(totalBytes)}`;
    case "unpacking":
      return "unpacking";
    case "checking":
      return "checking";
    case "waiting": {
      const who = holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
      return `${who} works on it; waiting`;
    }
  }
}
