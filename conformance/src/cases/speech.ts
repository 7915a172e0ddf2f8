import type { Case, Expected, RequestStep } from "../case.ts";

const REQUEST = { text: "Good morning.", voice_id: 205402, source_language: 1, target_language: 54 } as const;
const TASK = {
  task_id: { $match: "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$" },
  job_id: { $match: "^job_" },
};
const refusing = (field: string): Expected => ({
  detail: [{ loc: ["body", field], msg: { $type: "string" }, type: { $type: "string" } }],
});

/** Submits and follows the native stream to the end, which a server that keeps SPEC §1 closes there. */
const submitAndWait = (path: string, body: unknown): Case["steps"] => [
  { path, body, status: 200, answer: TASK, save: { task: "body.task_id", job: "body.job_id" } },
  { path: "/v1/jobs/{{job}}/events", stream: { last: { event: "job.completed" } } },
];

const unknown = (path: string, status: number): RequestStep => ({ path, status });

/** SPEC §3: the speech API. */
export const speechCases: readonly Case[] = [
  {
    id: "speech/translated",
    rule: "POST /translated-tts answers task_id and job_id; with SUCCESS comes an integer run_id, valid for text and sound",
    steps: [
      ...submitAndWait("/translated-tts", REQUEST),
      {
        path: "/translated-tts/{{task}}",
        status: 200,
        answer: { status: "SUCCESS", run_id: { $type: "integer" }, exception_reason: null, progress: 100 },
        save: { runId: "body.run_id" },
      },
      { path: "/v1/jobs/{{task}}", status: 200, answer: { kind: "speech", job_type: "translated-tts" } },
      { path: "/translation-result/{{runId}}", status: 200, answer: { texts: { $length: 1 } } },
      { path: "/tts-result/{{runId}}", headers: { range: "bytes=0-3" }, status: 206, answer: { $match: "^fLaC$" } },
      { method: "HEAD", path: "/tts-result/{{runId}}", status: 200, answerHeaders: { "content-type": "audio/flac" } },
      {
        method: "HEAD",
        path: "/tts-result/{{runId}}?format=mp3",
        status: 200,
        answerHeaders: { "content-type": "audio/mpeg" },
      },
      {
        path: "/tts-result/{{runId}}?output_type=file_url",
        status: 200,
        answer: { output_url: { $match: "^https?://.*[?&]sig=" } },
      },
      unknown("/translate/{{task}}", 404),
    ],
  },
  {
    id: "speech/pending",
    rule: "A poll of an unfinished task is PENDING with Retry-After: 3 and no run_id; a cancelled one is ERROR with the reason NONE",
    steps: [
      {
        path: "/translated-tts",
        body: { ...REQUEST, text: "The sun rises in the east every day. ".repeat(200) },
        status: 200,
        save: { task: "body.task_id", job: "body.job_id" },
      },
      {
        path: "/translated-tts/{{task}}",
        status: 200,
        answerHeaders: { "retry-after": "3" },
        answer: { status: "PENDING", run_id: null },
      },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: 200 },
      {
        path: "/translated-tts/{{task}}",
        status: 200,
        answer: { status: "ERROR", run_id: null, exception_reason: "NONE", message: "cancelled" },
      },
    ],
  },
  {
    id: "speech/translate",
    rule: "POST /translate gives as many texts as were sent, and no sound",
    steps: [
      ...submitAndWait("/translate", { texts: ["One.", "Two."], source_language: "en-us", target_language: "es-es" }),
      { path: "/translate/{{task}}", status: 200, answer: { status: "SUCCESS" }, save: { runId: "body.run_id" } },
      { path: "/translation-result/{{runId}}", status: 200, answer: { texts: { $length: 2 } } },
      unknown("/tts-result/{{runId}}", 400),
    ],
  },
  {
    id: "speech/refusals",
    rule: "Validation is 422 with detail as a list; an unsupported pair and a voice of another language name what is possible",
    steps: [
      { path: "/translated-tts", body: { ...REQUEST, text: " " }, status: 422, answer: refusing("text") },
      {
        path: "/translated-tts",
        body: { ...REQUEST, text: "a".repeat(50_001) },
        status: 422,
        answer: refusing("text"),
      },
      { path: "/translated-tts", body: { ...REQUEST, voice_id: "1" }, status: 422, answer: refusing("voice_id") },
      { path: "/translated-tts", body: { ...REQUEST, voice_id: 207601 }, status: 422, answer: refusing("voice_id") },
      {
        path: "/translated-tts",
        body: { ...REQUEST, target_language: 139 },
        status: 422,
        answer: { detail: [{ loc: ["body", "target_language"], msg: { $match: "es-es" } }] },
      },
    ],
  },
  {
    id: "speech/unknown",
    rule: "An unknown task or run is 404, a run id that is no integer 422",
    steps: [
      unknown("/translated-tts/00000000-0000-4000-8000-000000000000", 404),
      unknown("/tts-result/999999999", 404),
      unknown("/translation-result/999999999", 404),
      unknown("/tts-result/00000000-0000-4000-8000-000000000000", 422),
      { path: "/tts-results", body: { run_ids: [999_999_999] }, status: 404 },
    ],
  },
  {
    id: "speech/lists",
    rule: "Languages and voices are arrays with the members that clients expect",
    steps: [
      {
        path: "/source-languages",
        status: 200,
        answer: { 0: { id: 1, language: { $type: "string" }, short_name: "en-us" } },
      },
      {
        path: "/target-languages",
        status: 200,
        answer: { 0: { id: { $type: "integer" }, short_name: { $type: "string" } } },
      },
      {
        path: "/list-voices",
        status: 200,
        answer: {
          0: {
            id: { $type: "integer" },
            voice_name: { $type: "string" },
            gender: { $type: "integer" },
            language_tag: { $type: "string" },
          },
        },
      },
    ],
  },
];
