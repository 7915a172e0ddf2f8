import { type Client, ClientError, createClient } from "@headway-jobs/client";
import { adviceOf } from "@headway-jobs/client/advice";
import { loadConfig } from "../config/load-config.ts";
import type { Config } from "../config/schema.ts";
import type { CliContext } from "./context.ts";
import { noticeCrash } from "./crash-notice.ts";
import { CliError } from "./exit-codes.ts";
import { readAddresses, writeAddress } from "./server-address.ts";
import { startIn } from "./start-failure.ts";

export interface ServerLink {
  readonly client: Client;
  readonly url: string;
  /** True when no server ran and this process became one: what it works on stands still after it has ended, and continues at the next start. */
  readonly hosted: boolean;
  readonly dataDir: string;
  close(): Promise<void>;
}

export interface LinkOptions {
  readonly url?: string;
  /** False: the command waits for no job. When no server runs, the one that is made here works on none, as it would be stopped in the middle. */
  readonly work?: boolean;
}

/**
 * The server that `--url` or HEADWAY_URL names, else the one on the configured host and port, else one that works on the data
 * folder, else one made here, on a free port. A server that was named and does not answer is an error.
 */
async function linkServer(context: CliContext, options: LinkOptions): Promise<ServerLink> {
  const env = options.url === undefined ? context.env : { ...context.env, HEADWAY_URL: options.url };
  const config = loadConfig({ env, cwd: context.cwd });
  const named = config.url;
  const candidates = named === undefined ? [localUrl(config), ...(await readAddresses(config.dataDir))] : [named];
  for (const url of candidates) {
    if (!(await isHeadway(url, context.fetch))) continue;
    const client = clientOf(url, config, context);
    return { client, url, hosted: false, dataDir: config.dataDir, close: async () => undefined };
  }
  if (named !== undefined) {
    throw new CliError(
      "unreachable",
      `No Headway server answers at ${named}. Start one (headway serve) or correct HEADWAY_URL.`,
    );
  }
  return hostServer(config, options.work !== false, context);
}

/** Runs `work` with a link and closes it, whatever happens. Failures of the server become sentences. */
export async function withServer<T>(
  context: CliContext,
  options: LinkOptions,
  work: (link: ServerLink) => Promise<T>,
): Promise<T> {
  const link = await linkServer(context, options);
  try {
    return await work(link);
  } catch (error) {
    throw error instanceof ClientError ? sentenceOf(error, link.url) : error;
  } finally {
    await link.close();
  }
}

/** How the configured server is reached from this machine. */
export function localUrl({ host, port }: Pick<Config, "host" | "port">): string {
  const everywhere = host === "0.0.0.0" || host === "::" || host === "[::]";
  const name = everywhere ? "127.0.0.1" : host;
  return `http://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`;
}

const HEALTH_TIMEOUT_MS = 3_000;

/** Whether it is Headway that answers there, and not another program on the same port. */
export async function isHeadway(url: string, doFetch: typeof fetch): Promise<boolean> {
  try {
    const response = await doFetch(`${url}/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    const body: unknown = await response.json();
    return response.ok && typeof body === "object" && body !== null && "status" in body && body.status === "healthy";
  } catch {
    return false;
  }
}

async function hostServer(config: Config, work: boolean, context: CliContext): Promise<ServerLink> {
  if (config.auth === "keys" && config.apiKey === undefined) {
    throw new CliError(
      "usage",
      "This deployment works with API keys: set HEADWAY_API_KEY (headway keys create --owner NAME).",
    );
  }
  if (work) context.terminal.note(context.terminal.paint("dim", "No server is running; working in this process."));
  // Nobody else's business: never on the network, and its log is not what was asked for.
  const quiet = { ...config, host: "127.0.0.1", port: 0, logLevel: quieter(config.logLevel) };
  const forgetCrash = noticeCrash((line) => context.terminal.note(line), config.services);
  try {
    const server = await startIn(quiet, async () => (await context.composition()).startServer(quiet, { work }));
    const removeAddress = await writeAddress(config.dataDir, server.url);
    return {
      client: clientOf(server.url, config, context),
      url: server.url,
      hosted: true,
      dataDir: config.dataDir,
      async close() {
        await removeAddress();
        await server.stop();
        forgetCrash();
      },
    };
  } catch (error) {
    forgetCrash();
    throw error;
  }
}

function quieter(level: Config["logLevel"]): Config["logLevel"] {
  return level === "info" || level === "warn" ? "error" : level;
}

function clientOf(url: string, { apiKey }: Config, context: CliContext): Client {
  return createClient({ baseUrl: url, fetch: context.fetch, ...(apiKey === undefined ? {} : { apiKey }) });
}

function sentenceOf(error: ClientError, url: string): CliError {
  if (error.code === "NETWORK")
    return new CliError("unreachable", `The server at ${url} no longer answers.`, { cause: error });
  const advice = adviceOf(error.code, "terminal");
  return new CliError("failed", [error.message, advice].filter((part) => part !== "").join("\n"), { cause: error });
}
