import type { ServerLink } from "./server-link.ts";

/** Where a job continues that the command does not wait for, and how to follow it. */
export function continuation(jobId: string, { hosted, dataDir }: Pick<ServerLink, "hosted" | "dataDir">): string {
  return hosted
    ? `No server is running: ${jobId} continues when one starts in ${dataDir} (headway serve, or headway jobs watch ${jobId}).`
    : `${jobId} continues; follow it: headway jobs watch ${jobId}`;
}
