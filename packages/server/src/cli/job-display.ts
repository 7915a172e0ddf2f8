import { dictionary } from "@headway-jobs/contract";
import type { JobEvent } from "@headway-jobs/client";
import type { CliContext } from "./context.ts";
import { plainProgressLine, printable, progressLine, type ProgressState } from "./progress-line.ts";

/** How a job's events are shown while it is watched. */
export interface Display {
  show(event: JobEvent): void;
  close(): void;
}

/** Every event as it came, one a line. */
export function jsonDisplay({ terminal }: CliContext): Display {
  return { show: (event) => terminal.out(JSON.stringify(event)), close: () => undefined };
}

const TICK_MS = 250;

/** A bar that is drawn over on a terminal; elsewhere a line for each thing that is new. */
export function progressDisplay({ terminal, nowMs }: CliContext): Display {
  const startedMs = nowMs();
  let state: Phase = { progress: 0, phase: "queued", message: "" };
  let shown = "";
  const current = (): ProgressState => ({ ...state, elapsedMs: nowMs() - startedMs });
  const draw = (): void => terminal.redraw(progressLine(current(), terminal.columns(), terminal.paint));
  // The clock runs between events, so that a long step does not look dead.
  const timer = terminal.interactive ? setInterval(draw, TICK_MS).unref() : undefined;
  return {
    show(event) {
      if (event.type === "job.warning") {
        terminal.note(terminal.paint("yellow", `Warning: ${printable(event.message)}`));
      }
      state = nextState(state, event);
      if (terminal.interactive) {
        draw();
        return;
      }
      const words = `${state.phase} ${state.message}`;
      if (words !== shown) terminal.note(plainProgressLine(current()));
      shown = words;
    },
    close() {
      clearInterval(timer);
      terminal.redraw("");
    },
  };
}

type Phase = Omit<ProgressState, "elapsedMs">;

function nextState(state: Phase, event: JobEvent): Phase {
  if (event.type === "job.progress") {
    return { progress: event.progress, phase: printable(event.phase), message: printable(event.message) };
  }
  const phase = PHASES[event.type];
  return phase === undefined ? state : { ...state, ...phase };
}

const PHASES: Readonly<Record<string, Partial<Phase>>> = dictionary({
  "job.started": { phase: "started" },
  "job.awaiting_approval": { phase: "awaiting approval", message: "waits for a decision" },
  "job.completed": { progress: 100, phase: "completed", message: "" },
});
