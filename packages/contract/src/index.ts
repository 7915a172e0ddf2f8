export { ERRORS, HeadwayError } from "./errors.ts";
export type { ErrorCode, FieldError } from "./errors.ts";
export { toWireJson } from "./json.ts";
export type { Json, JsonObject, WireJson } from "./json.ts";
export {
  createJobSchema,
  ENDED_STATUSES,
  JOB_ID_PATTERN,
  JOB_KINDS,
  JOB_STATUSES,
  jobErrorSchema,
  jobEventSchema,
  jobResourceSchema,
  problemSchema,
  TERMINAL_EVENTS,
} from "./job.ts";
export type { JobEventResource, JobKind, JobResource, JobStatus } from "./job.ts";
export { findLanguage, LANGUAGES } from "./languages.ts";
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
  MOMENT_CATEGORIES,
  timelineEntrySchema,
} from "./conversation.ts";
export type {
  ConversationEventData,
  ConversationEventName,
  ConversationInput,
  ConversationPhase,
  ConversationResult,
  LiveSession,
  TimelineEntry,
} from "./conversation.ts";
