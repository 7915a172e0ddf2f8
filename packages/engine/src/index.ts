export type { Db, Queryable, Row, SqlValue, Transaction } from "./db/port.ts";
export type { Dispatch, Dispatcher } from "./dispatch/port.ts";
export type {
  ApiKey,
  Engine,
  EventBatch,
  EventPage,
  JobChange,
  ListQuery,
  SubmitRequest,
  Subscription,
} from "./engine.ts";
export type { Artifact, Job, JobEvent, NewEvent } from "./job.ts";
export type { Clock, EngineLog, Ids } from "./ports.ts";
export type { JobContext, Progress, StepContext, StepOptions, Workflow } from "./workflow.ts";
