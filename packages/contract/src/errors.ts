/**
 * The one table of errors. A code is stable for ever; its status, whether a retry may help, and the sentence that
 * tells the user what to do belong to the code, never to the place that throws it. Docs and OpenAPI are generated from here.
 */
interface ErrorEntry {
  readonly status: number;
  readonly retryable: boolean;
  readonly title: string;
  readonly advice: string;
}

const row = (status: number, retryable: boolean, title: string, advice: string): ErrorEntry => ({
  status,
  retryable,
  title,
  advice,
});

export const ERRORS = {
  // Requests
  INVALID_INPUT: row(422, false, "Invalid input", "Correct the fields named in `errors` and send the request again."),
  BAD_REQUEST: row(400, false, "Bad request", "Correct the request line, headers or body as the message says."),
  MALFORMED_JSON: row(400, false, "Malformed JSON", "Send a body that is valid JSON."),
  UNSUPPORTED_MEDIA_TYPE: row(
    415,
    false,
    "Unsupported media type",
    "Send `Content-Type: application/json` (or multipart/form-data where an upload is expected).",
  ),
  PAYLOAD_TOO_LARGE: row(413, false, "Payload too large", "Send less, or raise the limit named in the message."),
  INVALID_CURSOR: row(
    400,
    false,
    "Invalid cursor",
    "Resume with an id that this stream sent, or start from the beginning without one.",
  ),
  RANGE_NOT_SATISFIABLE: row(
    416,
    false,
    "Range not satisfiable",
    "Ask for bytes within the size given in Content-Range.",
  ),
  NOT_FOUND: row(404, false, "Not found", "Check the id or the path; resources of other owners are not shown."),
  METHOD_NOT_ALLOWED: row(405, false, "Method not allowed", "Use one of the methods named in the Allow header."),
  INVALID_KEY: row(
    401,
    false,
    "Invalid API key",
    "Send a valid key as `Authorization: Bearer sk_…` or `x-api-key`; create one with `headway keys create --owner NAME`.",
  ),
  FORBIDDEN_SCOPE: row(
    403,
    false,
    "The key may not do this",
    "Use a key with the scope that the message names; make one with `headway keys create --owner NAME --scopes …`.",
  ),
  MISDIRECTED_HOST: row(
    421,
    false,
    "Unknown host",
    "Address the server by localhost or 127.0.0.1, or list the name in HEADWAY_HOSTS.",
  ),
  FOREIGN_ORIGIN: row(
    403,
    false,
    "Foreign origin",
    "Requests that change something must come from this server's own pages, or from an origin listed in HEADWAY_ORIGINS.",
  ),
  FORWARDED_REFUSED: row(
    403,
    false,
    "Forwarded request refused",
    "Behind a proxy set HEADWAY_TRUST_PROXY=true and use API keys.",
  ),
  CONFLICT: row(409, false, "Conflict", "Read the resource's current state and decide again."),
  JOB_ENDED: row(409, false, "Job has ended", "A finished job cannot be changed; submit a new one."),
  JOB_RUNNING: row(409, false, "Job is running", "Cancel the job or wait for its end first."),
  IDEMPOTENCY_MISMATCH: row(422, false, "Idempotency key reused", "Use a new Idempotency-Key for a different request."),
  TOO_MANY_REQUESTS: row(429, true, "Too many requests", "Wait for the seconds given in Retry-After."),
  TOO_MANY_STREAMS: row(
    429,
    true,
    "Too many streams",
    "Close streams that are no longer read, or follow all jobs on /v1/events.",
  ),
  QUEUE_FULL: row(429, true, "Queue full", "Wait until some of your jobs have ended, or raise HEADWAY_MAX_QUEUED."),
  QUOTA: row(429, false, "Quota used up", "Wait for the next period or ask for a higher limit."),
  PAYMENT_REQUIRED: row(
    402,
    false,
    "Credits used up",
    "Send less text, or ask for more credits (`headway keys create --owner NAME --credits N`).",
  ),
  UNSUPPORTED_LANGUAGE: row(
    422,
    false,
    "Unsupported language",
    "Choose one of the languages named in the message, or configure a provider that offers yours.",
  ),
  SESSION_BUSY: row(
    409,
    false,
    "Session is busy",
    "Wait for the session's running job, decide its pending changes or cancel it; then send the message again.",
  ),
  FILE_TOO_LARGE: row(
    413,
    false,
    "File too large",
    "Send a smaller or shorter recording, or raise HEADWAY_MAX_UPLOAD.",
  ),
  NO_UTTERANCES: row(
    422,
    false,
    "No speech found",
    "Send a recording in which somebody speaks; check that the microphone's channel is not silent.",
  ),
  NO_CONTENT_SOURCE: row(
    422,
    false,
    "Nothing to teach from",
    "Send `source` (Markdown or text), set HEADWAY_LLM, or choose one of the bundled topics named in the message.",
  ),

  // Server state
  STORE_UNAVAILABLE: row(
    503,
    true,
    "Store unavailable",
    "The database is away for the moment; try again after Retry-After seconds.",
  ),
  STORE_TOO_NEW: row(
    503,
    false,
    "Database is newer than this server",
    "Start the version that last ran on this database, or a newer one.",
  ),
  STORE_UNREADABLE: row(
    503,
    false,
    "Database unreadable",
    "Put a sound copy of the database in its place, or give this server a data folder (HEADWAY_DATA) or database of its own.",
  ),
  DATA_IN_USE: row(
    503,
    false,
    "Data directory in use",
    "Stop the other server, or give this one a directory of its own with HEADWAY_DATA.",
  ),
  SERVER_STOPPING: row(
    503,
    true,
    "Server is stopping",
    "Try again in a moment; unfinished jobs go on after the restart.",
  ),
  DISK_FULL: row(
    503,
    true,
    "Disk full",
    "Free space on the disk that holds HEADWAY_DATA; the job can then be submitted again.",
  ),
  INTERNAL: row(500, false, "Internal error", "Look for the request id in the server's log."),

  // Ends of jobs
  TIMEOUT: row(500, false, "Deadline passed", "Send less work in one job, or raise the time limit."),
  STILL_RUNNING: row(
    504,
    false,
    "Still running",
    "The job goes on: poll it or follow its stream. For long work use the asynchronous route.",
  ),
  APPROVAL_TIMEOUT: row(500, false, "No decision in time", "Submit the job again and decide within the time given."),
  CANCELLED: row(409, false, "Cancelled", "The job was cancelled; submit a new one."),
  WORKER_LOST: row(
    500,
    true,
    "Worker lost too often",
    "This job stopped its worker several times without progress; look into the server's log before submitting it again.",
  ),
  EVENT_LIMIT: row(500, false, "Too many events", "The job wrote more events than HEADWAY_MAX_EVENTS allows."),
  STALE_EPOCH: row(409, false, "Claim was taken over", "Another worker runs this job now; nothing has to be done."),

  ANALYSIS_FAILURE: row(
    500,
    true,
    "Analysis failed",
    "See the message; `headway doctor` checks the recogniser and ffmpeg. Then send the recording again.",
  ),
  LIVE_ASR_FAILURE: row(
    500,
    true,
    "Live recognition failed",
    "Check that the chunks are one continuous recording in a format that ffmpeg reads, and run `headway doctor`.",
  ),
  STREAM_FAILURE: row(
    500,
    false,
    "Session ended early",
    "The session was cancelled or nothing came before it expired; start a new one.",
  ),

  // Providers and tools
  TOOL_MISSING: row(
    503,
    false,
    "Program missing",
    "Run `headway doctor`: it names the missing program and the command that installs it.",
  ),
  TOOL_FAILED: row(500, true, "Program failed", "See the message; `headway doctor` checks the installed programs."),
  VOICE_FAILED: row(500, true, "Voice failed", "Check HEADWAY_SPEECH and `headway doctor`, then submit the job again."),
  PROVIDER_UNAVAILABLE: row(
    502,
    true,
    "Provider unavailable",
    "The configured model did not answer; check its address, key and state.",
  ),
  PROVIDER_RATE_LIMITED: row(
    502,
    true,
    "Provider rate-limited",
    "The configured model refuses more requests for now; try again later or raise its limit.",
  ),
  PROVIDER_BAD_ANSWER: row(
    502,
    true,
    "Provider answered badly",
    "The configured model did not answer in the form asked for; try another model.",
  ),
  PROVIDER_TIMEOUT: row(
    504,
    true,
    "Provider timed out",
    "The configured model took too long; try again or choose a faster one.",
  ),
  FETCH_REFUSED: row(422, false, "Address refused", "Only public http(s) addresses can be fetched."),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export interface FieldError {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** An expected failure. `message` is safe to show to the user: no path, no SQL, no secret. */
export class HeadwayError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** Seconds after which a retry makes sense, for Retry-After. */
  readonly retryAfterS: number | undefined;
  readonly errors: readonly FieldError[] | undefined;
  /** Further members of the problem body, e.g. `active_jobs`. */
  readonly extra: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      cause?: unknown;
      retryable?: boolean;
      retryAfterS?: number;
      errors?: readonly FieldError[];
      extra?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HeadwayError";
    this.code = code;
    this.retryable = options.retryable ?? ERRORS[code].retryable;
    this.retryAfterS = options.retryAfterS;
    this.errors = options.errors;
    this.extra = options.extra;
  }
}
