import type { Command } from "commander";
import { ConfigError, readConfig } from "../../config/load-config.ts";
import type { Config } from "../../config/schema.ts";
import { missingToolSentence, TOOLS, type ToolName } from "@headway-jobs/tools/programs/tools";
import { findTool } from "@headway-jobs/tools/programs/find-tool";
import { adviseCommand } from "../command-here.ts";
import type { CliContext, Report } from "../context.ts";
import { noticeCrash } from "../crash-notice.ts";
import { CliError, EXIT } from "../exit-codes.ts";
import { writeAddress } from "../server-address.ts";
import { describeDatabase, startIn } from "../start-failure.ts";
import type { Paint } from "../terminal.ts";
import { VERSION } from "../version.ts";

interface ServeOptions {
  readonly host?: string;
  readonly port?: string;
  readonly data?: string;
}

export function addServeCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("serve")
    .description("run the server until it is stopped")
    .option("--host <address>", "instead of HEADWAY_HOST")
    .option("--port <number>", "instead of HEADWAY_PORT")
    .option("--data <folder>", "instead of HEADWAY_DATA")
    .action(async (options: ServeOptions) => {
      const source = { env: withOptions(context.env, options), cwd: context.cwd };
      const { config, problems, warnings, settings } = readConfig(source);
      if (config === null) throw new ConfigError(problems);
      const isDefaultFolder = settings.some(({ key, origin }) => key === "data" && origin === "default");
      for (const warning of warnings) context.terminal.note(context.terminal.paint("yellow", warning));
      noticeCrash((line) => context.terminal.note(line), config.services);
      const server = await startIn(config, async () => (await context.composition()).startServer(config));
      let removeAddress: (() => Promise<void>) | undefined;
      const stopping = new AbortController();
      const announce = async (): Promise<void> => {
        // Before it is said to be ready: what is then started must find it.
        removeAddress = await writeAddress(config.dataDir, server.url);
        const text = await banner(server.url, config, isDefaultFolder, context);
        context.terminal.out(adviseCommand(text, context.command));
        await announceInForce(config, context, stopping.signal);
      };
      // At once: a signal that comes while the banner is made would otherwise leave the programs of running steps behind.
      const interrupted = untilInterrupted(context, async () => {
        stopping.abort();
        await removeAddress?.();
        await server.stop();
      });
      await Promise.all([interrupted, announce()]);
      report(EXIT.ok.code);
    });
}

function withOptions(env: CliContext["env"], { host, port, data }: ServeOptions): CliContext["env"] {
  return {
    ...env,
    ...(host === undefined ? {} : { HEADWAY_HOST: host }),
    ...(port === undefined ? {} : { HEADWAY_PORT: port }),
    ...(data === undefined ? {} : { HEADWAY_DATA: data }),
  };
}

/** The first Ctrl-C stops in order, the second at once. */
async function untilInterrupted(context: CliContext, stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const forget = context.interrupts.onInterrupt((count) => {
      if (count === 1) {
        context.terminal.note("Stopping; unfinished jobs continue at the next start. Ctrl-C again stops immediately.");
        stop().then(resolve, reject).finally(forget);
      } else {
        forget();
        reject(new CliError("interrupted", "Stopped at once."));
      }
    });
  });
}

async function banner(
  url: string,
  config: Config,
  isDefaultFolder: boolean,
  { terminal }: CliContext,
): Promise<string> {
  const { paint } = terminal;
  const row = (name: string, value: string): string => bannerRow(paint, name, value);
  const missing = await missingTools();
  return [
    "",
    `  ${paint("bold", `Headway ${VERSION}`)} is ready: ${paint("cyan", url)}`,
    "",
    row("API", `${url}/docs`),
    row(
      "Access",
      config.auth === "open" ? "open, for this machine only" : "by API key (headway keys create --owner NAME)",
    ),
    row("Data", config.dataDir),
    ...(isDefaultFolder ? [row("", "relative to the working directory; HEADWAY_DATA=/path sets a fixed folder")] : []),
    row("Database", describeDatabase(config)),
    ...config.services.map((file) => row("Own jobs", file)),
    row("Model", config.llm ?? "none: bundled lessons, edits by rules, analysis by word lists (HEADWAY_LLM sets one)"),
    ...missing.map((sentence) => row("Missing", paint("yellow", sentence))),
    row("Stop", "Ctrl-C; unfinished jobs continue at the next start"),
    "",
  ].join("\n");
}

function bannerRow(paint: Paint, name: string, value: string): string {
  return `  ${paint("dim", name.padEnd(9))} ${value}`;
}

/** After the server is ready, which it does not wait for: looks at programs and models, and for running servers of language models. */
async function announceInForce(config: Config, context: CliContext, signal: AbortSignal): Promise<void> {
  const { terminal, command } = context;
  const say = (name: string, value: string): void => {
    if (!signal.aborted) terminal.out(adviseCommand(bannerRow(terminal.paint, name, value), command));
  };
  try {
    const [{ inForceHere }, { offerOf }] = await Promise.all([
      import("../in-force.ts"),
      import("../../providers/llm/local-servers.ts"),
    ]);
    const { inForce, servers } = await inForceHere(config, context, signal);
    say("In force", inForce.sentence);
    for (const server of servers) say("Found", offerOf(server));
  } catch (error) {
    // The server works without this line.
    const reason = error instanceof Error ? error.message : String(error);
    terminal.note(terminal.paint("yellow", `What is in force could not be found out: ${reason}`));
  }
}

async function missingTools(): Promise<readonly string[]> {
  const names = Object.keys(TOOLS) as ToolName[];
  const sentences = await Promise.all(
    names.map(async (name) => ((await findTool(name)) === null ? missingToolSentence(name) : null)),
  );
  return sentences.filter((sentence) => sentence !== null);
}
