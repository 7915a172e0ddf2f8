import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { CliContext, Composition } from "../context.ts";
import type { Interrupts } from "../interrupts.ts";
import { execute } from "../main.ts";
import type { Terminal } from "../terminal.ts";
import { deployment } from "./deployment.ts";

export interface CommandBench {
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** What the last command printed. */
  readonly out: readonly string[];
  readonly notes: readonly string[];
  /** What is answered to questions, first to last; then standard input is at its end. */
  readonly answers: string[];
  /** Whether the commands run at a terminal; they do not at first. */
  interactive: boolean;
  /** Models that the commands know instead of those that ship. */
  knownModels: CliContext["knownModels"];
  /** Resolves once a printed line matches. */
  saw(pattern: RegExp): Promise<void>;
  interrupt(): void;
  run(...argv: readonly string[]): Promise<number>;
}

/** A folder of its own, captured words and a Ctrl-C key, for commands run in this process. */
export async function commandBench(composition: Composition = deployment): Promise<CommandBench> {
  const cwd = await mkdtemp(join(tmpdir(), "headway-cli-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const env: Record<string, string> = { HEADWAY_PORT: "0", HEADWAY_PROBE: "off", PATH: process.env["PATH"] ?? "" };
  const answers: string[] = [];
  const { out, notes, saw, terminal } = capture(answers, () => bench.interactive);
  const { press, interrupts } = ctrlC();
  const bench: CommandBench = {
    cwd,
    env,
    out,
    notes,
    answers,
    interactive: false,
    knownModels: undefined,
    saw,
    interrupt: press,
    async run(...argv) {
      out.length = 0;
      notes.length = 0;
      const { fetch } = globalThis;
      return execute(argv, {
        env,
        cwd,
        command: "headway",
        terminal,
        interrupts,
        fetch,
        nowMs: Date.now,
        ...(bench.knownModels === undefined ? {} : { knownModels: bench.knownModels }),
        composition: async () => composition,
      });
    },
  };
  return bench;
}

function capture(
  answers: string[],
  isInteractive: () => boolean,
): {
  out: string[];
  notes: string[];
  saw: (pattern: RegExp) => Promise<void>;
  terminal: Terminal;
} {
  const out: string[] = [];
  const notes: string[] = [];
  const watchers = new Set<() => void>();
  const into = (lines: string[]) => (line: string) => {
    lines.push(line);
    for (const watcher of watchers) watcher();
  };
  const saw = (pattern: RegExp): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (![...out, ...notes].some((line) => pattern.test(line))) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  const terminal: Terminal = {
    out: into(out),
    note: into(notes),
    redraw: () => undefined,
    async ask(question) {
      into(notes)(question);
      return answers.shift() ?? null;
    },
    onClosed: () => () => undefined,
    get interactive() {
      return isInteractive();
    },
    columns: () => 100,
    paint: (_style, text) => text,
  };
  return { out, notes, saw, terminal };
}

/** Counts from zero for each command, as each one adds its own listener. */
function ctrlC(): { press: () => void; interrupts: Interrupts } {
  const listeners = new Map<(count: number) => void, number>();
  return {
    press() {
      for (const [listener, presses] of listeners) {
        listeners.set(listener, presses + 1);
        listener(presses + 1);
      }
    },
    interrupts: {
      onInterrupt(callback) {
        listeners.set(callback, 0);
        return () => listeners.delete(callback);
      },
    },
  };
}
