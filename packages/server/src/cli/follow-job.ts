import { type Client, isTerminalEvent, type JobEvent, type StreamState } from "@headway-jobs/client";
import { ENDED_STATUSES, type JobResource } from "@headway-jobs/contract";
import type { CliContext } from "./context.ts";
import { CliError } from "./exit-codes.ts";
import { type Display, jsonDisplay, progressDisplay } from "./job-display.ts";

export interface FollowOptions {
  /** Events as NDJSON on standard output instead of a progress bar. */
  readonly json: boolean;
  readonly cancelOnInterrupt: boolean;
  /** How events are shown, when not as a progress bar. */
  readonly display?: Display;
  /** What the first Ctrl-C does instead, while watching continues. */
  readonly onFirstInterrupt?: () => void;
}

/** How watching ended: with the job, or by Ctrl-C while the job continues. */
export type Watched = { readonly ended: true; readonly job: JobResource } | { readonly ended: false };

/**
 * Shows a job's events until its end. Ctrl-C stops watching, or cancels the job when that was asked for; a second one always stops watching.
 * A server that goes away is waited for, as it may only be starting again; CliError `unreachable` after a minute.
 */
export async function followJob(
  client: Client,
  jobId: string,
  options: FollowOptions,
  context: CliContext,
  /** What else an event calls for; the next one is shown when this has resolved, with false none. `signal` fires on Ctrl-C. */
  onEvent: (event: JobEvent, signal: AbortSignal) => Promise<boolean> = async () => true,
): Promise<Watched> {
  const stop = new AbortController();
  const display = options.json ? jsonDisplay(context) : (options.display ?? progressDisplay(context));
  let cancelling: Promise<unknown> = Promise.resolve();
  const forget = context.interrupts.onInterrupt((count) => {
    if (count === 1 && options.onFirstInterrupt !== undefined) {
      options.onFirstInterrupt();
      return;
    }
    if (count > 1 || !options.cancelOnInterrupt) {
      stop.abort(INTERRUPTED);
      return;
    }
    context.terminal.note("Cancelling …");
    // Losing the race against the job's own end is no failure: its end is what is reported then.
    cancelling = client.jobs.cancel(jobId).catch(() => undefined);
  });
  const forgetClosed = context.terminal.onClosed(() => stop.abort(INTERRUPTED));
  try {
    const onState = patience(jobId, context, stop);
    for await (const event of client.events(jobId, { signal: stop.signal, onState })) {
      display.show(event);
      if (isTerminalEvent(event)) break;
      if (!(await onEvent(event, stop.signal))) return { ended: false };
    }
    await cancelling;
    const job = await client.jobs.get(jobId);
    return ENDED_STATUSES.has(job.status) ? { ended: true, job } : { ended: false };
  } catch (error) {
    if (error === INTERRUPTED || stop.signal.reason === INTERRUPTED) return { ended: false };
    throw error;
  } finally {
    forget();
    forgetClosed();
    display.close();
  }
}

const INTERRUPTED = new Error("no longer watching");

const PATIENCE_MS = 60_000;

/** Says once that the server is unavailable, and gives up when it stays so. */
function patience(jobId: string, { terminal, nowMs }: CliContext, stop: AbortController): (state: StreamState) => void {
  let lostSinceMs: number | null = null;
  return (state) => {
    if (state.phase === "open") lostSinceMs = null;
    if (state.phase !== "waiting" || state.losses < 2) return;
    if (lostSinceMs === null) {
      lostSinceMs = nowMs();
      terminal.note("The server does not answer; retrying …");
    } else if (nowMs() + state.delayMs - lostSinceMs > PATIENCE_MS) {
      stop.abort(
        new CliError(
          "unreachable",
          `The server is no longer reachable. The job continues when it is; watch it: headway jobs watch ${jobId}`,
        ),
      );
    }
  };
}
