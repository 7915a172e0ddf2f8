export { backUpStore } from "./backup/back-up.ts";
export type { BackupSummary } from "./backup/back-up.ts";
export { restoreStore } from "./backup/restore.ts";
export type { RestoreSummary } from "./backup/restore.ts";
export { createEngine } from "./create-engine.ts";
export type { EngineParts } from "./engine-core.ts";
export type { Db, Queryable, Row, SqlFlags, SqlValue, Transaction } from "./db/port.ts";
export { createInProcessDispatcher } from "./dispatch/in-process.ts";
export type { Dispatcher, TakeJob } from "./dispatch/port.ts";
export { KEY_SCOPES, USUAL_SCOPES } from "./engine.ts";
export type {
  Admission,
  ApiKey,
  Engine,
  EventBatch,
  EventPage,
  InputFile,
  JobChange,
  KeyScope,
  ListQuery,
  OperationsUse,
  RerunRequest,
  SignalledJob,
  SigningSecret,
  StoredInputFile,
  SubmitRequest,
  Subscription,
} from "./engine.ts";
export type { DocumentContent, OwnerDocument } from "./document.ts";
export type { Artifact, Job, JobEvent, NewEvent } from "./job.ts";
export { DEFAULT_LIMITS } from "./limits.ts";
export type { EngineLimits } from "./limits.ts";
export { openEngine } from "./open-engine.ts";
export type { OpenEngineOptions } from "./open-engine.ts";
export type { Clock, EngineLog, Ids, NodeClock } from "./ports.ts";
export { createIds, systemClock, systemIds } from "./system.ts";
export type { UploadRecord } from "./upload.ts";
export type { CompletionEffects, JobContext, Progress, StepContext, StepOptions, Workflow } from "./workflow.ts";
