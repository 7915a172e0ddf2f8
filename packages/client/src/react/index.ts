export { ClientContext, useClient } from "./client-context.ts";
export type { ConnectionState } from "./connection-state.ts";
export { useJob } from "./use-job.ts";
export type { FollowedJob } from "./use-job.ts";
export { useJobs } from "./use-jobs.ts";
export type { FollowedJobs } from "./use-jobs.ts";
