import { ClientError, type Client, type LiveSession } from "@headway-jobs/client";
import { useSyncExternalStore } from "react";
import { sentenceOf } from "../../../job-data/sentence-of.ts";
import { ChunkQueue } from "./chunk-queue.ts";
import { MicrophoneError, openMicrophone, type Microphone } from "./microphone.ts";

const PIECE_MS = 500;

export interface LiveState {
  readonly jobId: string;
  readonly phase: "recording" | "sending" | "sent" | "failed";
  readonly startedAtMs: number;
  /** Pieces of half a second that the server does not have yet. */
  readonly waiting: number;
  readonly away: boolean;
  readonly problem: string;
}

/** What this tab records. It continues when its page is left, so that other jobs can be opened during a recording. */
let current: { state: LiveState; readonly microphone: Microphone; readonly queue: ChunkQueue } | null = null;
const listeners = new Set<() => void>();

/** Begins to record into a new live session. Throws a ClientError or a MicrophoneError. */
export async function startRecording(client: Client, goal: string): Promise<LiveSession> {
  if (isRecording()) throw new MicrophoneError("This tab is already recording. Stop that recording first.");
  const microphone = await openMicrophone();
  try {
    const session = await client.live.start({ suffix: microphone.suffix, ...(goal === "" ? {} : { goal }) });
    begin(client, session, microphone);
    return session;
  } catch (error) {
    microphone.release();
    throw error;
  }
}

function begin(client: Client, { session_id: id, job_id: jobId }: LiveSession, microphone: Microphone): void {
  const queue = new ChunkQueue({
    send: (seq, chunk) => client.live.chunk(id, seq, chunk),
    session: () => client.live.get(id),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onChange: (waiting, away) => update({ waiting, away }),
  });
  const startedAtMs = Date.now();
  current = {
    microphone,
    queue,
    state: { jobId, phase: "recording", startedAtMs, waiting: 0, away: false, problem: "" },
  };
  microphone.record(PIECE_MS, (piece) => queue.push(piece));
  addEventListener("beforeunload", warn);
  void finish(client, id, queue, microphone);
  tell();
}

/** When all is stored the session is closed, and what was heard is summed up. */
async function finish(client: Client, sessionId: string, queue: ChunkQueue, microphone: Microphone): Promise<void> {
  try {
    await queue.whenOver;
    await client.live.control(sessionId, "finalize");
    update({ phase: "sent" });
  } catch (error) {
    update({ phase: "failed", problem: error instanceof ClientError ? sentenceOf(error) : String(error) });
  } finally {
    microphone.release();
    removeEventListener("beforeunload", warn);
  }
}

/** Ends the recording; what was recorded is still sent. */
export async function stopRecording(): Promise<void> {
  if (current === null || current.state.phase !== "recording") return;
  const { microphone, queue } = current;
  update({ phase: "sending" });
  await microphone.stop();
  queue.end();
}

/** For a job that has ended by other means: nothing more is recorded for it. */
export function dropRecording(jobId: string): void {
  if (current?.state.jobId === jobId) void stopRecording();
}

/** How loud the microphone is, 0–1. */
export function microphoneLevel(): number {
  return current?.state.phase === "recording" ? current.microphone.level() : 0;
}

/** This tab's recording of a job; null when it has none. */
export function useLiveRecording(jobId: string): LiveState | null {
  const state = useSyncExternalStore(subscribe, () => current?.state ?? null);
  return state?.jobId === jobId ? state : null;
}

const isRecording = (): boolean => current?.state.phase === "recording" || current?.state.phase === "sending";

function update(change: Partial<LiveState>): void {
  if (current === null) return;
  current = { ...current, state: { ...current.state, ...change } };
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
