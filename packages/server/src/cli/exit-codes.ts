/** What the exit code of `headway` tells a script; documented in docs/cli.md. */
export const EXIT = {
  ok: {
    code: 0,
    means:
      "Done; for `doctor`: nothing required is missing, and no called provider failed; for `serve`: stopped by a signal, cleanly.",
  },
  failed: {
    code: 1,
    means:
      "The job failed, the server refused the request, something required is missing, or a provider that `doctor --calls` called failed.",
  },
  usage: { code: 2, means: "Wrong arguments or a wrong configuration; nothing was started." },
  unreachable: { code: 3, means: "The server named by HEADWAY_URL or --url cannot be reached." },
  cancelled: { code: 4, means: "The job was cancelled, here or by somebody else." },
  interrupted: {
    code: 130,
    means: "Ctrl-C: no longer watching; the job itself continues. `models add` keeps what has arrived.",
  },
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]["code"];

/** An end of a command that is no bug: its message is all that the user needs. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(reason: keyof typeof EXIT, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "CliError";
    this.exitCode = EXIT[reason].code;
  }
}
