import { dictionary } from "@headway/contract";
import type { Command } from "commander";
import { loadConfig, readConfig } from "../../config/load-config.ts";
import type { Config } from "../../config/schema.ts";
import { missingToolSentence, TOOLS, type ToolName } from "../../media/tools/tools.ts";
import { findTool } from "../../media/tools/find-tool.ts";
import type { CliContext, Report } from "../context.ts";
import { CliError, EXIT } from "../exit-codes.ts";
import { removeAddress, writeAddress } from "../server-address.ts";
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
      const config = loadConfig(source);
      for (const warning of readConfig(source).warnings)
        context.terminal.note(context.terminal.paint("yellow", warning));
      const { startServer } = await context.composition();
      const server = await startServer(config).catch((error: unknown) => {
        throw startFailure(error, config);
      });
      context.terminal.out(await banner(server.url, config, context));
      await writeAddress(config.dataDir, server.url);
      await untilInterrupted(context, async () => {
        await removeAddress(config.dataDir);
        await server.stop();
      });
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

function startFailure(error: unknown, { host, port, dataDir }: Config): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const said: Readonly<Record<string, string>> = dictionary({
    EADDRINUSE: `Port ${port} on ${host} is in use. Stop the program that has it, or choose another: HEADWAY_PORT=8788`,
    EADDRNOTAVAIL: `${host} is no address of this machine; correct HEADWAY_HOST.`,
    EACCES: `Headway may not listen on port ${port} or write to ${dataDir}. Choose a port above 1023 (HEADWAY_PORT) and a folder of your own (HEADWAY_DATA).`,
    ENOSPC: `The disk that holds ${dataDir} is full; free some space.`,
    EROFS: `${dataDir} cannot be written to; choose another folder: HEADWAY_DATA`,
  });
  const sentence = typeof code === "string" ? said[code] : undefined;
  return sentence === undefined ? error : new CliError("failed", sentence, { cause: error });
}

/** The first Ctrl-C stops in order, the second at once. */
async function untilInterrupted(context: CliContext, stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const forget = context.interrupts.onInterrupt((count) => {
      if (count === 1) {
        context.terminal.note("Stopping; unfinished jobs go on at the next start. Ctrl-C again stops at once.");
        stop().then(resolve, reject).finally(forget);
      } else {
        forget();
        reject(new CliError("interrupted", "Stopped at once."));
      }
    });
  });
}

async function banner(url: string, config: Config, { terminal }: CliContext): Promise<string> {
  const { paint } = terminal;
  const row = (name: string, value: string): string => `  ${paint("dim", name.padEnd(9))} ${value}`;
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
    row("Data", `${config.dataDir}${config.databaseUrl === undefined ? "" : " and PostgreSQL"}`),
    row("Model", config.llm ?? "none: bundled lessons, edits by rules, analysis by word lists (HEADWAY_LLM sets one)"),
    ...missing.map((sentence) => row("Missing", paint("yellow", sentence))),
    "",
  ].join("\n");
}

async function missingTools(): Promise<readonly string[]> {
  const names = Object.keys(TOOLS) as ToolName[];
  const sentences = await Promise.all(
    names.map(async (name) => ((await findTool(name)) === null ? missingToolSentence(name) : null)),
  );
  return sentences.filter((sentence) => sentence !== null);
}
