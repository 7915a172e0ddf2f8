import type { ModelStoreOptions } from "@headway-jobs/local-models/store/model-store";
import type { Config } from "../config/schema.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Terminal } from "./terminal.ts";

/** Everything a command touches; injected, so that tests decide all of it. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** How this program is called here, for advice: `headway`, `npm exec headway --` … */
  readonly command: string;
  readonly terminal: Terminal;
  readonly interrupts: Interrupts;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  /** Other models than those that Headway knows, for tests. */
  readonly knownModels?: Pick<ModelStoreOptions, "catalogue" | "runtimes">;
  /** Loaded only by the commands that need it: most do without the server's code. */
  readonly composition: () => Promise<Composition>;
}

/** Tells how a command ended that did not throw. */
export type Report = (code: ExitCode) => void;

/** What the composition root offers to the command line. */
export interface Composition {
  /** With `work: false` it answers requests and works on no job: for a command that waits for no job. */
  readonly startServer: (config: Config, options?: { readonly work: boolean }) => Promise<RunningServer>;
}

export interface RunningServer {
  /** Where it really listens, e.g. `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Stops taking requests, lets steps finish within the configured grace, closes streams and store. */
  stop(): Promise<void>;
}
