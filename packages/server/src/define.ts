/** What a module of own services imports: `@headway-jobs/server/define` (docs/guides/add-a-service.md). */
export { HeadwayError } from "@headway-jobs/contract";
export type { ErrorCode, JsonObject } from "@headway-jobs/contract";
export type { Artifact, Engine, Job, JobContext, JobEvent, StepContext, Workflow } from "@headway-jobs/engine";
export type { ApprovalOptions, Decision } from "./service-kit/approval.ts";
export { defineJob, JobError, uploadId, workflowContext } from "./service-kit/define-job.ts";
export type { JobDefinition, WorkflowContext } from "./service-kit/define-job.ts";
export type { Dialect, Frame } from "./service-kit/dialect.ts";
export { defineService } from "./service-kit/service.ts";
export type {
  PrepareCall,
  PreparedJob,
  Reply,
  Route,
  RouteRequest,
  Service,
  ServiceCall,
  ServiceDefinition,
  StoredUpload,
  StreamRoute,
} from "./service-kit/service.ts";
