import { type Client, isTerminalEvent, type JobEvent } from "@headway/client";
import { ENDED_STATUSES, type JobResource } from "@headway/contract";
import type { CliContext } from "./context.ts";
import { plainProgressLine, printable, progressLine, type ProgressState } from "./progress-line.ts";

export interface FollowOptions {
  /** Events as NDJSON on standard output instead of a progress bar. */
  readonly json: boolean;
  readonly cancelOnInterrupt: boolean;
  readonly after?: number;
}

/** How watching ended: with the job, or by Ctrl-C while the job goes on. */
export type Watched = { readonly ended: true; readonly job: JobResource } | { readonly ended: false };

/** Shows a job's events until its end. Ctrl-C stops watching, or cancels the job when that was asked for; a second one always stops watching. */
export async function followJob(
  client: Client,
  jobId: string,
  options: FollowOptions,
  context: CliContext,
): Promise<Watched> {
  const stop = new AbortController();
  const display = options.json ? jsonDisplay(context) : progressDisplay(context);
  let cancelling: Promise<unknown> = Promise.resolve();
  const forget = context.interrupts.onInterrupt((count) => {
    if (count > 1 || !options.cancelOnInterrupt) {
      stop.abort();
      return;
    }
    context.terminal.note("Cancelling …");
    // Losing the race against the job's own end is no failure: its end is what is reported then.
    cancelling = client.jobs.cancel(jobId).catch(() => undefined);
  });
  try {
    for await (const event of client.events(jobId, { after: options.after ?? 0, signal: stop.signal })) {
      display.show(event);
      if (isTerminalEvent(event)) break;
    }
    await cancelling;
    const job = await client.jobs.get(jobId);
    return ENDED_STATUSES.has(job.status) ? { ended: true, job } : { ended: false };
  } catch (error) {
    if (stop.signal.aborted) return { ended: false };
    throw error;
  } finally {
    forget();
    display.close();
  }
}

interface Display {
  show(event: JobEvent): void;
  close(): void;
}

function jsonDisplay({ terminal }: CliContext): Display {
  return { show: (event) => terminal.out(JSON.stringify(event)), close: () => undefined };
}

const TICK_MS = 250;

function progressDisplay({ terminal, nowMs }: CliContext): Display {
  const startedMs = nowMs();
  let state: Phase = { progress: 0, phase: "queued", message: "" };
  let shown = "";
  const current = (): ProgressState => ({ ...state, elapsedMs: nowMs() - startedMs });
  const draw = (): void => terminal.redraw(progressLine(current(), terminal.columns(), terminal.paint));
  // The clock goes on between events, so that a long step does not look dead.
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

const PHASES: Readonly<Record<string, Partial<Phase>>> = {
  "job.started": { phase: "started" },
  "job.awaiting_approval": { phase: "awaiting approval", message: "waits for a decision" },
  "job.completed": { progress: 100, phase: "completed", message: "" },
};
