import { createClient, SILENCE_MS, type Client, type ClientOptions } from "../client.ts";
import { systemRuntime } from "../runtime.ts";
import { createTransport } from "../transport.ts";
import { SharedStreams, type SharedParts } from "./shared-streams.ts";

/** As the contract has it, whose module brings zod along: pages whose content security policy forbids eval report zod's probe for it. */
const JOB_ID = /^job_[0-9A-HJKMNP-TV-Z]{26}$/;

/** A client whose `events` and `changes` come over the connection that `tabs` share within a scope. */
export function sharedClient(options: ClientOptions, { tabs, scope }: Pick<SharedParts, "tabs" | "scope">): Client {
  const client = createClient(options);
  const streams = new SharedStreams({
    tabs,
    scope,
    transport: createTransport(options),
    runtime: options.runtime ?? systemRuntime,
    silenceMs: options.silenceMs ?? SILENCE_MS,
  });
  // The list carries jobs by their ids only; another name of a job is followed by a stream of its own.
  const events: Client["events"] = (jobId, followOptions = {}) =>
    JOB_ID.test(jobId) ? streams.events(jobId, followOptions) : client.events(jobId, followOptions);
  return {
    ...client,
    events,
    changes: (followOptions = {}) => streams.changes(followOptions),
    jobs: {
      ...client.jobs,
      async waitForEnd(jobId, { onEvent, ...followOptions } = {}) {
        for await (const event of events(jobId, followOptions)) onEvent?.(event);
        return client.jobs.get(jobId, { signal: followOptions.signal });
      },
    },
  };
}
