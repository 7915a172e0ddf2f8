import { offeredServers } from "../compose/offered-servers.ts";
import { whatIsInForce } from "../compose/what-is-in-force.ts";
import type { Config } from "../config/schema.ts";
import type { InForce } from "../providers/in-force/in-force.ts";
import type { LocalServer } from "../providers/llm/local-servers.ts";
import type { CliContext } from "./context.ts";
import { configuredStore } from "./models/configured-store.ts";

/** What does the work here, and the servers of language models that could. Servers are looked for until the signal. */
export async function inForceHere(
  config: Config,
  context: CliContext,
  signal?: AbortSignal,
): Promise<{ readonly inForce: InForce; readonly servers: readonly LocalServer[] }> {
  const { env, fetch } = context;
  const [inForce, servers] = await Promise.all([
    inForceOf(config, context),
    offeredServers({ config, env, fetch, ...(signal === undefined ? {} : { signal }) }),
  ]);
  return { inForce, servers };
}

/** The same without a look for servers. */
export async function inForceOf(config: Config, context: CliContext): Promise<InForce> {
  return whatIsInForce({ config, env: context.env, store: await configuredStore(context, config) });
}
