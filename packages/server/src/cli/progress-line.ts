import type { Paint } from "./terminal.ts";

export interface ProgressState {
  /** 0–100. */
  readonly progress: number;
  readonly phase: string;
  readonly message: string;
  readonly elapsedMs: number;
}

const BAR_CELLS = 20;
// Eighths of a cell, so that a slow phase still is seen to move.
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** One line that fits the terminal: bar, percent, elapsed time, and as much of the message as there is room for. */
export function progressLine(state: ProgressState, columns: number, paint: Paint): string {
  const filled = (Math.min(100, Math.max(0, state.progress)) / 100) * BAR_CELLS;
  const whole = Math.floor(filled);
  const bar = ("█".repeat(whole) + (EIGHTHS[Math.floor((filled - whole) * 8)] ?? "")).padEnd(BAR_CELLS, "░");
  const percent = `${Math.floor(state.progress)} %`.padStart(5);
  const time = elapsed(state.elapsedMs);
  const words = describe(state);
  const room = columns - 1 - (BAR_CELLS + percent.length + time.length + 5);
  return `${paint("cyan", bar)} ${percent}  ${paint("dim", time)}  ${cut(words, room)}`;
}

/** The same for logs and pipes: no bar, nothing drawn over. */
export function plainProgressLine(state: ProgressState): string {
  return `${elapsed(state.elapsedMs)}  ${`${Math.floor(state.progress)} %`.padStart(5)}  ${describe(state)}`;
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0
    ? `${hours}:${twoDigits(minutes)}:${twoDigits(seconds % 60)}`
    : `${minutes}:${twoDigits(seconds % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function describe({ phase, message }: ProgressState): string {
  const words = phase.replaceAll("_", " ");
  return printable(message === "" || message === words ? words : `${words}: ${message}`);
}

/** Text from a server on one line and without control characters: it must not steer the terminal. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, " ").trim();
}

function cut(text: string, room: number): string {
  const points = [...text];
  if (points.length <= room) return text;
  return room <= 1 ? "" : `${points.slice(0, room - 1).join("")}…`;
}
