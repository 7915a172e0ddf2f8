/** Who reads an error: a program or its author over HTTP, a person at a terminal, a person in the web console. */
export type Audience = "http" | "terminal" | "console";

/**
 * The one table of errors. A code is permanent. Its status, whether a retry may help, and the advice for each reader belong to
 * the code and not to the place that throws it. docs/errors.md and the OpenAPI document are generated from this table.
 */
interface ErrorEntry {
  readonly status: number;
  readonly retryable: boolean;
  readonly title: string;
  readonly advice: Readonly<Record<Audience, string>>;
}

const row = (status: number, retryable: boolean, title: string, advice: ErrorEntry["advice"]): ErrorEntry => ({
  status,
  retryable,
  title,
  advice,
});

export const ERRORS = {
  // Requests
  INVALID_INPUT: row(422, false, "Invalid input", {
    http: "Correct the fields named in `errors` and send the request again.",
    terminal: "Correct what the message names and try again.",
    console: "Correct what the message names and try again.",
  }),
  BAD_REQUEST: row(400, false, "Bad request", {
    http: "Correct the request line, headers or body as the message says.",
    terminal: "Correct what the message names. If you use this server through a proxy, check the proxy.",
    console: "Try again. If it fails again, reload the page.",
  }),
  MALFORMED_JSON: row(400, false, "Malformed JSON", {
    http: "Send a body that is valid JSON.",
    terminal: "Correct the file or argument that must contain JSON.",
    console: "Reload the page and try again; its version may differ from the server's.",
  }),
  UNSUPPORTED_MEDIA_TYPE: row(415, false, "Unsupported media type", {
    http: "Send `Content-Type: application/json` (or multipart/form-data where an upload is expected).",
    terminal: "Convert the file to one of the kinds named in the message.",
    console: "Choose a file of one of the kinds named in the message.",
  }),
  UNSUPPORTED_DOCUMENT: row(400, false, "Unsupported kind of document", {
    http: "Upload a file of one of the kinds named in the message.",
    terminal: "Save the document as one of the kinds named in the message and try again.",
    console: "Save the document as one of the kinds named in the message and choose it again.",
  }),
  PAYLOAD_TOO_LARGE: row(413, false, "Payload too large", {
    http: "Send less, or raise the limit named in the message.",
    terminal: "Use a smaller file or text, or raise the setting named in the message.",
    console: "Use a smaller file or a shorter text, or ask the administrator for a higher limit.",
  }),
  INVALID_CURSOR: row(400, false, "Invalid cursor", {
    http: "Resume with an id that this stream sent, or start from the beginning without one.",
    terminal: "Start the command again: it reads the job from its beginning.",
    console: "Reload the page: it reads the job from its beginning.",
  }),
  RANGE_NOT_SATISFIABLE: row(416, false, "Range not satisfiable", {
    http: "Ask for bytes within the size given in Content-Range.",
    terminal: "Download the whole file again.",
    console: "Download the whole file again.",
  }),
  NOT_FOUND: row(404, false, "Not found", {
    http: "Check the id or the path; resources of other owners are not shown.",
    terminal: "Check the id: `headway jobs list` shows the jobs that you can see.",
    console:
      "It may have been deleted, or it belongs to another owner. The list of jobs shows the jobs that you can see.",
  }),
  METHOD_NOT_ALLOWED: row(405, false, "Method not allowed", {
    http: "Use one of the methods named in the Allow header.",
    terminal: "Update the command line and the server to the same version.",
    console: "Reload the page; its version may differ from the server's.",
  }),
  INVALID_KEY: row(401, false, "Invalid API key", {
    http: "Send a valid key as `Authorization: Bearer sk_…` or `x-api-key`; create one with `headway keys create --owner NAME`.",
    terminal: "Set HEADWAY_API_KEY to a valid key; `headway keys create --owner NAME` makes one.",
    console: "Enter a valid API key. The administrator can create one for you.",
  }),
  FORBIDDEN_SCOPE: row(403, false, "Scope missing", {
    http: "Use a key with the scope that the message names; create one with `headway keys create --owner NAME --scopes …`.",
    terminal: "Use a key with the scope that the message names: `headway keys create --owner NAME --scopes …`.",
    console:
      "Your key does not allow this. Ask the administrator for a key with the permission that the message names.",
  }),
  MISDIRECTED_HOST: row(421, false, "Unknown host", {
    http: "Address the server by localhost or 127.0.0.1, or list the name in HEADWAY_HOSTS.",
    terminal: "Address the server by localhost or 127.0.0.1, or list the name in HEADWAY_HOSTS.",
    console: "Open this page by localhost or 127.0.0.1, or ask the administrator to allow this name (HEADWAY_HOSTS).",
  }),
  FOREIGN_ORIGIN: row(403, false, "Foreign origin", {
    http: "Requests that change something must come from this server's own pages, or from an origin listed in HEADWAY_ORIGINS.",
    terminal: "List the page's address in HEADWAY_ORIGINS and start the server again.",
    console:
      "Open the console at the server's own address, or ask the administrator to allow this one (HEADWAY_ORIGINS).",
  }),
  FORWARDED_REFUSED: row(403, false, "Forwarded request refused", {
    http: "Behind a proxy set HEADWAY_TRUST_PROXY=true and use API keys.",
    terminal: "Behind a proxy set HEADWAY_TRUST_PROXY=true and use API keys.",
    console: "This server is not configured to work behind a proxy; ask the administrator (HEADWAY_TRUST_PROXY).",
  }),
  CONFLICT: row(409, false, "Conflict", {
    http: "Read the resource's current state and decide again.",
    terminal: "Check the current state with `headway jobs show` and decide again.",
    console: "It has changed in the meantime: reload it and decide again.",
  }),
  JOB_ENDED: row(409, false, "Job has ended", {
    http: "An ended job cannot be changed; submit a new one.",
    terminal: "An ended job cannot be changed; start a new one.",
    console: "An ended job cannot be changed; start a new one.",
  }),
  JOB_RUNNING: row(409, false, "Job is running", {
    http: "Cancel the job or wait for its end first.",
    terminal: "Cancel the job or wait for its end first.",
    console: "Stop the job or wait for its end first.",
  }),
  IDEMPOTENCY_MISMATCH: row(422, false, "Idempotency key reused", {
    http: "Use a new Idempotency-Key for a different request.",
    terminal: "Run the command again.",
    console: "Submit it again as a new job.",
  }),
  TOO_MANY_REQUESTS: row(429, true, "Too many requests", {
    http: "Wait for the seconds given in Retry-After.",
    terminal: "Wait a few seconds and try again.",
    console: "Wait a few seconds and try again.",
  }),
  TOO_MANY_STREAMS: row(429, true, "Too many streams", {
    http: "Close streams that are no longer read, or follow all jobs on /v1/events.",
    terminal: "Stop other `headway jobs watch` commands, or raise HEADWAY_MAX_STREAMS.",
    console: "Close some of the tabs that show jobs.",
  }),
  QUEUE_FULL: row(429, true, "Queue full", {
    http: "Wait until some of your jobs have ended, or raise HEADWAY_MAX_QUEUED.",
    terminal: "Wait until some of your jobs have ended, or raise HEADWAY_MAX_QUEUED.",
    console: "Wait until some of your jobs have ended, or stop those that you do not need.",
  }),
  QUOTA: row(429, false, "Quota used up", {
    http: "Wait for the next period or ask for a higher limit.",
    terminal: "Wait for the next period, or raise the limit: `headway keys create --owner NAME --operations N`.",
    console: "Wait for the next period, or ask the administrator for a higher limit.",
  }),
  PAYMENT_REQUIRED: row(402, false, "Credits used up", {
    http: "Send less text, or ask for more credits (`headway keys create --owner NAME --credits N`).",
    terminal: "Use less text, or add credits: `headway keys create --owner NAME --credits N`.",
    console: "Use less text, or ask the administrator for more credits.",
  }),
  UNSUPPORTED_LANGUAGE: row(422, false, "Unsupported language", {
    http: "Choose one of the languages named in the message, or configure a provider that offers yours.",
    terminal: "Choose one of the languages named in the message, or configure a provider that offers yours.",
    console:
      "Choose one of the languages named in the message, or ask the administrator for a provider that offers yours.",
  }),
  SESSION_BUSY: row(409, false, "Session is busy", {
    http: "Wait for the session's running job, decide its pending changes or cancel it; then send the message again.",
    terminal: "Wait for the running job, decide its pending changes or cancel it; then try again.",
    console: "Wait for the running job, decide its pending changes or stop it; then try again.",
  }),
  FILE_TOO_LARGE: row(413, false, "File too large", {
    http: "Send a smaller or shorter recording, or raise HEADWAY_MAX_UPLOAD.",
    terminal: "Use a smaller or shorter recording, or raise HEADWAY_MAX_UPLOAD.",
    console: "Use a smaller or shorter recording.",
  }),
  NO_UTTERANCES: row(422, false, "No speech found", {
    http: "Send a recording that contains speech; check that the microphone's channel is not silent.",
    terminal: "Use a recording that contains speech; check that the microphone's channel is not silent.",
    console: "Use a recording that contains speech; check that the microphone is not muted.",
  }),
  NO_CONTENT_SOURCE: row(422, false, "No content source", {
    http: "Send `source` (Markdown or text), set HEADWAY_LLM, or choose one of the bundled topics named in the message.",
    terminal: "Give a text with --source FILE, set HEADWAY_LLM, or choose one of the topics named in the message.",
    console:
      "Paste your own text or choose one of the topics named in the message. " +
      "Every topic works when the administrator has configured a language model (HEADWAY_LLM).",
  }),

  // Server state
  STORE_UNAVAILABLE: row(503, true, "Store unavailable", {
    http: "The database is temporarily unavailable; try again after Retry-After seconds.",
    terminal:
      "Check that the database can be reached (HEADWAY_DATABASE_URL), or that the data folder can be written to (HEADWAY_DATA); then try again.",
    console: "The database is temporarily unavailable. Try again in a moment; running jobs continue automatically.",
  }),
  STORE_TOO_NEW: row(503, false, "Database is newer than this server", {
    http: "Start the version that last ran on this database, or a newer one.",
    terminal: "Start the version that last ran on this database, or a newer one.",
    console: "The administrator has to start a newer version of the server.",
  }),
  STORE_UNREADABLE: row(503, false, "Database unreadable", {
    http: "Restore a valid copy of the database, or use another data folder (HEADWAY_DATA) or database (HEADWAY_DATABASE_URL).",
    terminal:
      "Restore the database from a backup, or use another data folder (HEADWAY_DATA) or database (HEADWAY_DATABASE_URL).",
    console: "The administrator has to restore the server's database.",
  }),
  DATA_IN_USE: row(503, false, "Data directory in use", {
    http: "Stop the other server, or set HEADWAY_DATA to another folder for this one.",
    terminal: "Stop the other server, or set HEADWAY_DATA to another folder for this one.",
    console: "The administrator has to stop the other server that uses the same data folder.",
  }),
  SERVER_STOPPING: row(503, true, "Server is stopping", {
    http: "Try again in a moment; unfinished jobs continue after the restart.",
    terminal: "Try again in a moment; unfinished jobs continue after the restart.",
    console: "Try again in a moment; unfinished jobs continue after the restart.",
  }),
  DISK_FULL: row(503, true, "Disk full", {
    http: "Free space on the disk that holds HEADWAY_DATA; the job can then be submitted again.",
    terminal: "Free space on the disk that holds HEADWAY_DATA; then start the job or the server again.",
    console: "The administrator has to free space on the server's disk; then run the job again.",
  }),
  CONTENT_GONE: row(410, false, "File is gone", {
    http: "Submit the job again with its file, and find out what removed files from the folder HEADWAY_DATA.",
    terminal: "Start the job again with its file, and find out what removed files from the data folder (HEADWAY_DATA).",
    console: "Start the job again with its file. Tell the administrator that files of the server have been removed.",
  }),
  UPLOAD_QUOTA: row(413, false, "Upload space used up", {
    http: "Remove uploads (`GET /v1/uploads`, `DELETE /v1/uploads/{id}`), wait until they expire, or raise HEADWAY_MAX_UPLOADS_PER_OWNER.",
    terminal: "Wait until earlier uploads expire, remove them, or raise HEADWAY_MAX_UPLOADS_PER_OWNER.",
    console: "Wait until earlier uploads have been used or have expired, or ask the administrator for more space.",
  }),
  INTERNAL: row(500, false, "Internal error", {
    http: "Search the server's log for the request id.",
    terminal: "See the server's log for details; `headway doctor` checks the installation.",
    console: "Try again. If it fails again, tell the administrator: the server's log has the details.",
  }),

  // Ends of jobs
  JOB_FAILED: row(500, false, "Job failed", {
    http: "Correct what the message names and submit the job again.",
    terminal: "Correct what the message names and start the job again.",
    console: "Correct what the message names and run the job again.",
  }),
  TIMEOUT: row(500, false, "Deadline passed", {
    http: "Send less work in one job, or raise the time limit.",
    terminal: "Give less work to one job, or raise the time limit (`headway config` lists the settings).",
    console: "Give less work to one job: a shorter text, fewer slides, a shorter recording.",
  }),
  STILL_RUNNING: row(504, false, "Still running", {
    http: "The job continues: poll it or follow its stream. For long work use the asynchronous route.",
    terminal: "The job continues: watch it with `headway jobs watch`.",
    console: "The job continues: its page shows it.",
  }),
  APPROVAL_TIMEOUT: row(500, false, "No decision in time", {
    http: "Submit the job again and decide within the time given.",
    terminal: "Start the job again and decide within the time given.",
    console: "Run the job again and decide within the time given.",
  }),
  CANCELLED: row(409, false, "Cancelled", {
    http: "The job was cancelled; submit a new one.",
    terminal: "The job was cancelled; start a new one.",
    console: "The job was stopped; run it again if you still need it.",
  }),
  WORKER_LOST: row(500, true, "Worker lost too often", {
    http: "This job stopped its worker several times without progress; check the server's log before you submit it again.",
    terminal:
      "This job stopped its worker several times without progress; check the server's log before you start it again.",
    console: "This job stopped the server several times. Tell the administrator before you run it again.",
  }),
  EVENT_LIMIT: row(500, false, "Too many events", {
    http: "The job wrote more events than HEADWAY_MAX_EVENTS allows.",
    terminal: "Give less work to one job, or raise HEADWAY_MAX_EVENTS.",
    console: "Give less work to one job.",
  }),
  STALE_EPOCH: row(409, false, "Claim was taken over", {
    http: "Another worker runs this job now; nothing has to be done.",
    terminal: "Another worker runs this job now; nothing has to be done.",
    console: "Another worker runs this job now; nothing has to be done.",
  }),

  ANALYSIS_FAILURE: row(500, true, "Analysis failed", {
    http: "See the message; `headway doctor` checks the recogniser and ffmpeg. Then send the recording again.",
    terminal: "`headway doctor` checks the recogniser and ffmpeg. Then start the analysis again.",
    console: "Try again, or with another recording. If it fails again, tell the administrator.",
  }),
  LIVE_ASR_FAILURE: row(500, true, "Live recognition failed", {
    http: "Check that the chunks are one continuous recording in a format that ffmpeg reads, and run `headway doctor`.",
    terminal:
      "Check that the chunks are one continuous recording in a format that ffmpeg reads, and run `headway doctor`.",
    console: "Start a new recording. If it fails again, tell the administrator.",
  }),
  STREAM_FAILURE: row(500, false, "Session ended early", {
    http: "The session was cancelled, or no data arrived before it expired; start a new one.",
    terminal: "The session was cancelled, or no data arrived before it expired; start a new one.",
    console: "The session was stopped, or no sound arrived before it expired; start a new one.",
  }),

  // Providers and tools
  TOOL_MISSING: row(503, false, "Program missing", {
    http: "Run `headway doctor`: it names the missing program and the command that installs it.",
    terminal: "Run `headway doctor`: it names the missing program and the command that installs it.",
    console: "The administrator has to install the program; the message names it.",
  }),
  TOOL_FAILED: row(500, true, "Program failed", {
    http: "See the message; `headway doctor` checks the installed programs.",
    terminal: "`headway doctor` checks the installed programs.",
    console: "Try again. If it fails again, tell the administrator what the message says.",
  }),
  VOICE_FAILED: row(500, true, "Speech synthesis failed", {
    http: "Check HEADWAY_SPEECH and `headway doctor`, then submit the job again.",
    terminal: "Check HEADWAY_SPEECH and run `headway doctor`; then start the job again.",
    console: "Try again or choose another voice. If it fails again, tell the administrator what the message says.",
  }),
  MODEL_MISSING: row(503, false, "Local model missing", {
    http: "Run `headway models list`: it shows what is installed; `headway models add NAME` installs the model again, with its runtime.",
    terminal:
      "Run `headway models list`: it shows what is installed; `headway models add NAME` installs the model again, with its runtime.",
    console: "The administrator has to install the model again, with its runtime; the message names it.",
  }),
  UNKNOWN_MODEL: row(404, false, "Unknown local model", {
    http: "`GET /v1/local-models` lists the models that can be added and those that are installed.",
    terminal: "`headway models list` shows the models that can be added and those that are installed.",
    console: "Reload the page: the list of models has changed.",
  }),
  MODEL_BUSY: row(409, true, "Local model is being changed", {
    http: "Cancel the job that fetches the model, or wait for its end; then send the request again.",
    terminal: "Stop the other command, or wait for its end; then try again.",
    console: "Stop the download, or wait for its end; then try again.",
  }),
  MODEL_FAILED: row(500, true, "Local model failed", {
    http: "Run `headway models verify NAME`; if its files are complete, use another model.",
    terminal: "Run `headway models verify NAME`; if its files are complete, use another model.",
    console: "Try again. If it fails again, tell the administrator what the message says.",
  }),
  MODEL_TOO_LARGE: row(500, false, "Local model needs too much memory", {
    http: "Use a smaller model (`headway models list` shows sizes), a shorter input, or a machine with more memory.",
    terminal:
      "Use a smaller model (`headway models list` shows sizes), a shorter input, or a machine with more memory.",
    console: "Try a shorter input. The administrator can install a smaller model.",
  }),
  PROVIDER_UNAVAILABLE: row(502, true, "Provider unavailable", {
    http: "The configured model did not answer; check its address, key and state.",
    terminal:
      "Check that the model's server is running, and its address, key, model name and balance (`headway config`, `headway doctor`).",
    console:
      "Tell the administrator what the message says: the model's server has to be running, with a valid key, an existing model and enough balance.",
  }),
  PROVIDER_RATE_LIMITED: row(502, true, "Provider rate-limited", {
    http: "The configured model refuses further requests at the moment; try again later or raise its limit.",
    terminal: "Wait and try again, or raise the limit or balance at the provider.",
    console: "Wait and try again; the administrator can raise the limit or balance at the provider.",
  }),
  PROVIDER_BAD_ANSWER: row(502, true, "Invalid answer from the provider", {
    http: "The configured model did not answer in the required format; try another model.",
    terminal: "Try again, or set another model.",
    console: "Try again. If it fails again, ask the administrator for another model.",
  }),
  PROVIDER_REFUSED: row(422, false, "Refused by the provider", {
    http: "The provider's content filter or the model itself refused; change the input or set another model.",
    terminal: "Change the text, or set another model.",
    console: "Change the text, or ask the administrator for another model.",
  }),
  PROVIDER_INPUT_TOO_LONG: row(422, false, "Too long for the provider", {
    http: "Send less text, or set a model with a larger context (for Ollama, a larger context length).",
    terminal: "Use a shorter text, or set a model with a larger context (for Ollama, a larger context length).",
    console: "Use a shorter text, or ask the administrator for a model with a larger context.",
  }),
  PROVIDER_TIMEOUT: row(504, true, "Provider timed out", {
    http: "The configured model took too long; try again or choose a faster one.",
    terminal: "Try again, or set a faster model.",
    console: "Try again, or ask the administrator for a faster model.",
  }),
  // Models on this machine
  MODEL_UNAVAILABLE: row(502, true, "Model cannot be fetched", {
    http: "Try again later: what has arrived is kept. HEADWAY_MODELS_URL can name a mirror; docs/guides/local-models.md says what a proxy needs.",
    terminal:
      "Run the command again: it continues where it stopped. Behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1; HEADWAY_MODELS_URL names a mirror; " +
      "`headway models add --from FOLDER` takes files that another machine has fetched.",
    console:
      "Try again: what has arrived is kept. The administrator can set a proxy (HTTPS_PROXY with NODE_USE_ENV_PROXY=1) or a mirror (HEADWAY_MODELS_URL).",
  }),
  MODEL_REFUSED: row(502, false, "Model refused by its publisher", {
    http: "Download the files from the model's page and add them: `headway models add --from FOLDER`.",
    terminal: "Download the files from the model's page and add them: `headway models add --from FOLDER`.",
    console: "The administrator can download the files from the model's page and add them from a folder.",
  }),
  MODEL_DAMAGED: row(502, false, "Model is not as expected", {
    http: "Add the model again; if that fails too, its publisher or the mirror serves another file.",
    terminal: "Run the command again. If that fails too, the publisher or the mirror serves another file.",
    console: "Try again. If that fails too, the publisher or the mirror serves another file.",
  }),
  FETCH_REFUSED: row(422, false, "Address refused", {
    http: "Only public http(s) addresses can be fetched.",
    terminal: "Use a public http(s) address.",
    console: "Use a public http(s) address.",
  }),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** What a reader can do about a code; empty for a code that this version does not know. */
export function adviceFor(code: string, audience: Audience): string {
  return isErrorCode(code) ? ERRORS[code].advice[audience] : "";
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
