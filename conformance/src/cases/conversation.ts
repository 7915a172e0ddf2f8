import type { Case, Expected, RequestStep } from "../case.ts";
import { FORM_HEADERS, formBody, quietWav } from "../sound-form.ts";

const TRANSCRIPT =
  "WEBVTT\n\n00:00.100 --> 00:00.900\n<v Ann>Would you like to start a free trial today?\n\n" +
  "00:01.000 --> 00:01.800\n<v Bob>No, that is too expensive for us.\n";
const recording = formBody({ file: quietWav(), transcript: TRANSCRIPT, goal: "close the sale" });

const share: Expected = { $least: 0, $most: 1 };
const emotion: Expected = {
  joy: share,
  sadness: share,
  anger: share,
  fear: share,
  surprise: share,
  disgust: share,
  neutral: share,
  emotions: { joy: share, neutral: share },
};

const analysis: Expected = {
  conversation_id: { $match: "^analysis_[0-9a-f]{10}$" },
  job_id: { $match: "^job_" },
  utterances: 2,
  timeline: [
    {
      utterance_id: { $match: "^analysis_[0-9a-f]{10}_utt_0000$" },
      speaker: "Ann",
      t_start: 0.1,
      t_end: 0.9,
      text: "Would you like to start a free trial today?",
      asr_confidence: share,
      prosody_desc: { $type: "string" },
      emotion,
      sentiment: { label: { $match: "^(positive|negative|neutral)$" } },
      polarity: { $least: -1, $most: 1 },
      subjectivity: share,
      cognitive: { engagement: share, cognitive_load: { $match: "^(low|medium|high)$" } },
      commitment_score: share,
      passion_score: share,
      conviction_score: share,
      acoustic_reasoning: { $type: "string" },
      confidence: share,
    },
    { speaker: "Bob", text: "No, that is too expensive for us." },
  ],
  summary: {
    overview: { $type: "string" },
    key_insights: { $type: "array" },
    notable_patterns: { $type: "array" },
    recommendations: { $type: "array" },
    what_went_well: { $type: "array" },
    what_went_wrong: { $type: "array" },
    speaker_dynamics: { $type: "object" },
    conversation_quality: { $type: "string" },
  },
  insights: { overall_sentiment: { mean: { $type: "number" } }, dominant_emotions: { $type: "array" } },
  transitions: { $type: "array" },
  moments: { $type: "array" },
  segmentation: { phases: { $type: "array" } },
  agent_results: { $length: 2 },
  artifact_dir: { $match: "^analysis_" },
  upload_path: { $match: "^analysis_[0-9a-f]{10}\\.wav$" },
  agent_outputs_path: { $match: "^analysis_[0-9a-f]{10}/agent_outputs\\.json$" },
};

const posted = (
  path: string,
  fields: Parameters<typeof formBody>[0],
  status: number,
  answer?: Expected,
): RequestStep => ({
  method: "POST",
  path,
  headers: FORM_HEADERS,
  body: formBody(fields),
  status,
  ...(answer === undefined ? {} : { answer }),
});
const refused = (path: string, fields: Parameters<typeof formBody>[0], code: string): RequestStep =>
  posted(path, fields, 422, { code, detail: { $type: "string" } });

const chunk = (seq: number, bytes: string, status: number, answer: Expected): RequestStep =>
  posted("/analyze/live/{{session}}/chunk", { chunk_seq: String(seq), chunk: bytes }, status, answer);
const control = (action: string, status: number): RequestStep => ({
  path: "/analyze/live/{{session}}/control",
  body: { action },
  status,
  ...(status === 200 ? { answer: { status: { $type: "string" }, detail: { $type: "string" }, expires_at: TIME } } : {}),
});
const TIME: Expected = { $match: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" };

const start: RequestStep = {
  path: "/analyze/live/start",
  body: { filename: "call.wav", ttl_seconds: 120 },
  status: 200,
  answer: {
    session_id: { $match: "^live_[0-9a-f]{8}$" },
    conversation_id: { $match: "^liveconv_[0-9a-f]{8}$" },
    chunk_endpoint: { $match: "^/analyze/live/live_[0-9a-f]{8}/chunk$" },
    events_endpoint: { $match: "^/analyze/live/live_[0-9a-f]{8}/events$" },
    control_endpoint: { $match: "^/analyze/live/live_[0-9a-f]{8}/control$" },
    next_chunk_seq: 0,
    expires_at: TIME,
    status: "waiting_media",
  },
  save: { session: "body.session_id", conversation: "body.conversation_id" },
};

/** SPEC §5: the conversation API. A transcript sent along stands for the recogniser, which not every server has. */
export const conversationCases: readonly Case[] = [
  {
    id: "conversation/analyze",
    rule: "POST /analyze answers with the whole analysis; its conversation_id finds the job, its files and its stream again",
    steps: [
      {
        method: "POST",
        path: "/analyze",
        headers: FORM_HEADERS,
        body: recording,
        status: 200,
        answer: analysis,
        save: { conversation: "body.conversation_id" },
      },
      {
        path: "/v1/jobs/{{conversation}}",
        status: 200,
        answer: { kind: "conversation", status: "completed", progress: 100 },
      },
      {
        path: "/v1/jobs/{{conversation}}/artifacts/transcript.vtt",
        status: 200,
        answer: { $match: "<v Ann>Would you like" },
      },
      {
        path: "/v1/jobs/{{conversation}}/artifacts/agent_outputs.json",
        status: 200,
        answer: { results: { $length: 2 } },
      },
      {
        path: "/analyze/{{conversation}}/events",
        stream: {
          first: { event: "status", data: { phase: "starting", progress: 0 } },
          last: { event: "done", data: { conversation_id: "{{conversation}}" } },
        },
      },
    ],
  },
  {
    id: "conversation/stream",
    rule: "POST /analyze/stream and POST /analyze?stream=true stream each utterance with its emotion and cognition, then the summary, then done",
    steps: ["/analyze/stream", "/analyze?stream=true"].map((path) => ({
      method: "POST",
      path,
      headers: FORM_HEADERS,
      body: recording,
      stream: {
        first: {
          event: "status",
          data: { phase: "starting", conversation_id: { $match: "^analysis_" }, job_id: { $match: "^job_" } },
        },
        last: { event: "done" },
      },
    })),
  },
  {
    id: "conversation/refusals",
    rule: "What cannot be analysed is refused with a code before there is a job",
    steps: [
      refused("/analyze", {}, "INVALID_INPUT"),
      refused("/analyze", { file: "Dear Sir or Madam" }, "INVALID_INPUT"),
      refused("/analyze/stream", { file: "Dear Sir or Madam" }, "INVALID_INPUT"),
      refused("/analyze", { file: quietWav(), transcript: TRANSCRIPT, speakers: "0" }, "INVALID_INPUT"),
      refused("/analyze", { file: quietWav(), transcript: "hello" }, "INVALID_INPUT"),
      refused(
        "/analyze",
        { file: quietWav(), transcript: TRANSCRIPT.replace("00:01.800", "10:00.000") },
        "INVALID_INPUT",
      ),
      { path: "/analyze", body: { file: "x" }, status: 415 },
      {
        path: "/v1/jobs",
        body: { kind: "conversation", input: { file: "upload_00000000000000000000000000000000" } },
        status: 422,
      },
      {
        path: "/analyze/analysis_0000000000/events",
        stream: { first: { event: "error", data: { code: "NOT_FOUND" } } },
      },
    ],
  },
  {
    id: "conversation/live-chunks",
    rule: "A live session takes each chunk in its turn and the last one again; after finalize only finalize",
    steps: [
      start,
      {
        path: "/analyze/live/{{session}}",
        status: 200,
        answer: { session_id: "{{session}}", status: "waiting_media" },
      },
      chunk(1, "abcd", 409, { next_chunk_seq: 0 }),
      chunk(0, quietWav(), 200, { received_bytes: quietWav().length, next_chunk_seq: 1 }),
      chunk(0, quietWav(), 200, { next_chunk_seq: 1 }),
      chunk(0, "abcd", 409, { next_chunk_seq: 1 }),
      chunk(2, "abcd", 409, { next_chunk_seq: 1 }),
      posted("/analyze/live/{{session}}/chunk", { chunk_seq: "1", chunk: "x".repeat(2 ** 20 + 1) }, 413),
      posted("/analyze/live/{{session}}/chunk", { chunk_seq: "one", chunk: "abcd" }, 422),
      control("keepalive", 200),
      control("pause", 422),
      { path: "/analyze/live/{{session}}", status: 200, answer: { next_chunk_seq: 1 } },
      control("finalize", 200),
      control("finalize", 200),
      control("keepalive", 409),
      posted("/analyze/live/{{session}}/chunk", { chunk_seq: "1", chunk: "abcd" }, 409),
      { path: "/v1/jobs/{{conversation}}", status: 200, answer: { kind: "conversation", job_type: "live" } },
      {
        path: "/analyze/live/{{session}}/events",
        stream: {
          retryMs: [6_000, 6_000],
          first: { event: "status", data: { phase: "waiting_media" } },
          last: { event: "error", data: { code: "NO_UTTERANCES" } },
        },
      },
      { path: "/analyze/live/live_00000000", status: 404 },
    ],
  },
  {
    id: "conversation/live-cancel",
    rule: "A cancelled session ends its stream with STREAM_FAILURE and takes nothing more",
    steps: [
      start,
      control("cancel", 200),
      {
        path: "/analyze/live/{{session}}/events",
        stream: { last: { event: "error", data: { code: "STREAM_FAILURE" } } },
      },
      chunk(0, "abcd", 409, { code: "JOB_ENDED" }),
      { path: "/analyze/live/start", body: { ttl_seconds: 30 }, status: 422 },
    ],
  },
];
