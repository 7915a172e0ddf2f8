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
export { LANGUAGES } from "./languages.ts";
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
