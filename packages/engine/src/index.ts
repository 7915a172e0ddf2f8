export { backUpStore } from "./upkeep/backup/back-up.ts";
export type { BackupSummary } from "./upkeep/backup/back-up.ts";
export { restoreStore } from "./upkeep/backup/restore.ts";
export type { RestoreSummary } from "./upkeep/backup/restore.ts";
export { createEngine } from "./assembly/create-engine.ts";
export type { EngineParts } from "./assembly/engine-core.ts";
export type { Db, Queryable, Row, SqlFlags, SqlValue, Transaction } from "./db/port.ts";
export { createInProcessDispatcher } from "./dispatch/in-process.ts";
export type { Dispatcher, TakeJob } from "./dispatch/port.ts";
export { KEY_SCOPES, USUAL_SCOPES } from "./api/accounts.ts";
export type { ApiKey, KeyScope, OperationsUse, SigningSecret } from "./api/accounts.ts";
export type {
  Admission,
  Engine,
  EventBatch,
  EventPage,
  InputFile,
  JobChange,
  ListQuery,
  RerunRequest,
  SignalledJob,
  StoredInputFile,
  SubmitRequest,
  Subscription,
} from "./api/engine.ts";
export type { DocumentContent, OwnerDocument } from "./api/owner-document.ts";
export type { Artifact, Job, JobEvent, NewEvent } from "./api/job.ts";
export { DEFAULT_LIMITS } from "./api/limits.ts";
export type { EngineLimits } from "./api/limits.ts";
export { openEngine } from "./assembly/open-engine.ts";
export type { OpenEngineOptions } from "./assembly/open-engine.ts";
export type { Clock, EngineLog, Ids, NodeClock } from "./api/ports.ts";
export { createIds, systemClock, systemIds } from "./api/system.ts";
export type { UploadRecord } from "./api/upload.ts";
export type { CompletionEffects, JobContext, Progress, StepContext, StepOptions, Workflow } from "./api/workflow.ts";
