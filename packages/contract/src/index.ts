export type { Clock } from "./clock.ts";
export { dictionary } from "./dictionary.ts";
export { adviceFor, ERRORS, isErrorCode } from "./errors.ts";
export type { Audience, ErrorCode } from "./errors.ts";
export { HeadwayError } from "./headway-error.ts";
export type { FieldError } from "./headway-error.ts";
export { cleanWords, quoting, redactKeys, rememberSecrets } from "./provider-words.ts";
export { EXAM_CAPABILITIES, providerExamSchema } from "./provider-exam.ts";
export type { ProviderExam } from "./provider-exam.ts";
export type { ProviderUse } from "./provider-use.ts";
export type { ProviderWords } from "./provider-words.ts";
export { nearestName } from "./nearest-name.ts";
export { toWireJson } from "./json.ts";
export type { Json, JsonObject, WireJson } from "./json.ts";
export {
  approvalSchema,
  approveJobSchema,
  createJobSchema,
  rerunSchema,
  ENDED_STATUSES,
  JOB_ID_PATTERN,
  JOB_KIND_PATTERN,
  JOB_KINDS,
  JOB_STATUSES,
  jobErrorSchema,
  jobEventSchema,
  jobKindSchema,
  jobResourceSchema,
  problemSchema,
  TERMINAL_EVENTS,
} from "./job.ts";
export { LONGEST_HEARTBEAT_MS } from "./streams.ts";
export { DEFAULT_UPLOAD_HOURS } from "./uploads.ts";
export type { Approval, JobEventResource, JobKind, JobKindResource, JobResource, JobStatus, KnownKind } from "./job.ts";
export {
  addLocalModelSchema,
  LOCAL_MODEL_KIND,
  localModelInputSchema,
  localModelResultSchema,
  localModelsQuerySchema,
  localModelsSchema,
  providersSchema,
  RECOMMENDED_MODELS,
  removedLocalModelSchema,
} from "./local-models.ts";
export type {
  LocalModelInput,
  LocalModelResource,
  LocalModelResult,
  LocalModelsResource,
  ModelLibraryResource,
  ModelState,
  ProvidersResource,
  RemovedLocalModel,
} from "./local-models.ts";
export { LANGUAGE_CODES } from "./language-codes.ts";
export type { LanguageCode } from "./language-codes.ts";
export { ESPEAK_LANGUAGES, findLanguage, LANGUAGES } from "./languages.ts";
export type { Language } from "./languages.ts";
export {
  MAX_SOURCE_BYTES,
  VIDEO_LANGUAGES,
  VIDEO_SIZES,
  VIDEO_STATUSES,
  VIDEO_THEMES,
  VIDEO_TONES,
  videoContentSchema,
  videoInputSchema,
  videoProgressSchema,
  videoResultSchema,
  videoScriptSchema,
} from "./video.ts";
export type {
  VideoContent,
  VideoInput,
  VideoLanguage,
  VideoProgress,
  VideoScript,
  VideoSize,
  VideoStatus,
  VideoTheme,
  VideoTone,
} from "./video.ts";
export {
  EXCEPTION_REASONS,
  MAX_SPEECH_CHARS,
  outputUrlSchema,
  runIdsSchema,
  SPEECH_FORMATS,
  speechCredits,
  speechInputSchema,
  speechLanguageSchema,
  speechStatusSchema,
  speechTaskSchema,
  speechVoiceSchema,
  translatedTextsSchema,
  translatedTtsSchema,
  translateSchema,
  ttsSchema,
} from "./speech.ts";
export type {
  ExceptionReason,
  SpeechFormat,
  SpeechGender,
  SpeechInput,
  SpeechStatus,
  SpeechTask,
  SpeechVoice,
} from "./speech.ts";
export {
  analyzeOptionsSchema,
  CONVERSATION_PHASES,
  conversationAcceptedSchema,
  conversationEventSchemas,
  conversationInputSchema,
  conversationResultSchema,
  DEFAULT_TTL_S,
  EMOTION_LABELS,
  LIVE_ACTIONS,
  liveChunkSchema,
  liveControlledSchema,
  liveControlSchema,
  liveSessionSchema,
  liveStartSchema,
  MAX_CHUNK_BYTES,
  MAX_SPEAKERS,
  MAX_TRANSCRIPT_BYTES,
  MOMENT_CATEGORIES,
  timelineEntrySchema,
} from "./conversation.ts";
export type {
  ConversationEventData,
  ConversationEventName,
  ConversationInput,
  ConversationPhase,
  ConversationResult,
  LiveAction,
  LiveChunkReply,
  LiveControlReply,
  LiveSession,
  TimelineEntry,
} from "./conversation.ts";
export {
  approveReplySchema,
  approveSchema,
  chatAcceptedSchema,
  chatReplySchema,
  DEFAULT_MODEL_TIER,
  DEFAULT_THINKING_DEPTH,
  documentChangeSchema,
  documentInputSchema,
  documentLimitsSchema,
  documentResultSchema,
  documentUploadSchema,
  EXPORT_FORMATS,
  exportSchema,
  MAX_MESSAGE_CHARS,
  monthlyUsageSchema,
  revertReplySchema,
  revertSchema,
  sessionHistorySchema,
  sessionIdSchema,
  sessionListSchema,
} from "./document.ts";
export type {
  ApprovalMode,
  ApproveReply,
  ApproveRequest,
  DecidedChange,
  DocumentChange,
  DocumentChanges,
  DocumentInput,
  DocumentOperation,
  DocumentResult,
  DocumentUsage,
  ExportFormat,
  ExportRequest,
  MonthlyUsage,
  RevertReply,
  SessionHistory,
  SessionList,
  UploadedDocument,
} from "./document.ts";
