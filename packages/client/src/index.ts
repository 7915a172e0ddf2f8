export { createClient } from "./client.ts";
export type {
  ArtifactEntry,
  Client,
  ClientOptions,
  JobList,
  SpeechLanguage,
  StreamToken,
  StreamTokenOptions,
  Upload,
} from "./client.ts";
export { ClientError } from "./client-error.ts";
export type { FieldProblem } from "./client-error.ts";
export type { Decision, DocumentCalls } from "./documents.ts";
export type { LiveCalls } from "./live.ts";
export type { LocalModelCalls } from "./local-models.ts";
export { isKindEvent, isTerminalEvent } from "./job-event.ts";
export type { JobEvent, JobProgressEvent, KindEvent, TerminalEvent } from "./job-event.ts";
export type { Runtime } from "./runtime.ts";
export type { FollowOptions } from "./stream/follow.ts";
export type { JobChange } from "./stream/read-entry.ts";
export type { StreamState } from "./stream/stream-state.ts";
export type { Fetch } from "./transport.ts";
export type { Approval, JobKind, JobKindResource, JobResource, JobStatus, KnownKind } from "@headway-jobs/contract";
export type { LocalModelResource, LocalModelsResource, ModelLibraryResource } from "@headway-jobs/contract";
export type { ProvidersResource, RemovedLocalModel } from "@headway-jobs/contract";
export type { SpeechVoice } from "@headway-jobs/contract";
export type { DecidedChange, DocumentChange, DocumentResult, ExportFormat, MonthlyUsage } from "@headway-jobs/contract";
export type { SessionHistory, SessionList } from "@headway-jobs/contract";
export type { ConversationEventData, ConversationEventName, ConversationResult } from "@headway-jobs/contract";
export type { LiveSession, TimelineEntry } from "@headway-jobs/contract";
export type {
  VideoContent,
  VideoLanguage,
  VideoScript,
  VideoSize,
  VideoTheme,
  VideoTone,
} from "@headway-jobs/contract";
