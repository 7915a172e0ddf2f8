import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fliteSpeech } from "../../providers/voice/flite.ts";
import { answering, type StubAnswer, StubServer } from "../speech/testing/stub-server.ts";
import { WholeServer } from "../speech/testing/whole-server.ts";

let stub: StubServer;
let servers: Record<"openai" | "gpt" | "deepgram" | "elevenlabs", WholeServer>;
let call: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  stub = await StubServer.start();
  const at = (setting: string) =>
    WholeServer.start({ HEADWAY_TRANSCRIPTION: setting, HEADWAY_TRANSCRIPTION_BASE_URL: `${stub.url}/v1` });
  servers = {
    openai: await at("openai:base.en"),
    gpt: await at("openai:gpt-4o-transcribe"),
    deepgram: await at("deepgram:nova-3"),
    elevenlabs: await at("elevenlabs:scribe_v1"),
  };
  const text = "And so, my fellow Americans, ask not what your country can do for you.";
  const { audio } = await fliteSpeech().model.doGenerate({ text });
  call = new Uint8Array(audio as Uint8Array);
});
beforeEach(() => {
  stub.asked.length = 0;
});
afterAll(async () => {
  for (const one of [...Object.values(servers), stub]) await one[Symbol.asyncDispose]();
});

interface Analysis {
  readonly job_id: string;
  readonly code?: string;
  readonly detail?: string;
  readonly timeline?: readonly { readonly text: string; readonly t_start: number; readonly t_end: number }[];
}

async function analyze(
  server: keyof typeof servers,
): Promise<{ readonly status: number; readonly body: Analysis; readonly text: string }> {
  const form = new FormData();
  form.set("file", new Blob([call], { type: "audio/wav" }), "call.wav");
  const response = await fetch(servers[server].url("/analyze"), { method: "POST", body: form });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as Analysis, text };
}

const ASK = "Ask not what your country can do.";
const whisperSegment = (more: object = {}) => ({ id: 0, text: ` ${ASK}`, start: 0.3, end: 3.1, ...more });

describe("an odd answer of a recogniser", () => {
  it.each<[string, keyof typeof servers, StubAnswer]>([
    // examples/server/server.cpp of ggml-org/whisper.cpp (233fe1f)
    [
      "whisper.cpp",
      "openai",
      answering({
        task: "transcribe",
        language: "english",
        duration: 3.4,
        text: ` ${ASK}\n`,
        detected_language: "english",
        detected_language_probability: 0.99,
        language_probabilities: { en: 0.99 },
        segments: [
          whisperSegment({
            tokens: [400],
            words: [{ word: " Ask", start: 0.3, end: 0.6, t_dtw: -1, probability: 0.7 }],
            temperature: 0,
            avg_logprob: -0.2,
            no_speech_prob: 1e-8,
          }),
        ],
      }),
    ],
    ["whisper.cpp, text under text/html", "openai", answering(` ${ASK}\n`, { type: "text/html; charset=utf-8" })],
    ["whisper.cpp, SRT", "openai", answering(`1\n00:00:00,300 --> 00:00:03,100\n ${ASK}\n\n`, { type: "text/plain" })],
    [
      "whisper.cpp, WebVTT",
      "openai",
      answering(`WEBVTT\n\n00:00:00.300 --> 00:00:03.100\n ${ASK}\n\n`, { type: "text/vtt" }),
    ],
    // core/schema/transcription.go of mudler/LocalAI (82c191a); nanoseconds in versions before the change to seconds
    [
      "LocalAI",
      "openai",
      answering({
        segments: [whisperSegment({ tokens: null, speaker: "", words: [{ start: 0.3, end: 0.6, text: "Ask" }] })],
        text: ASK,
      }),
    ],
    [
      "LocalAI before",
      "openai",
      answering({ segments: [whisperSegment({ start: 300_000_000, end: 3_100_000_000, tokens: [] })], text: ASK }),
    ],
    // src/speaches/api_types.py of speaches-ai/speaches (870e1e1), formerly faster-whisper-server
    [
      "Speaches",
      "openai",
      answering({
        task: "transcribe",
        language: "en",
        duration: 3.4,
        text: ASK,
        words: null,
        segments: [
          whisperSegment({ seek: 0, words: null, no_speech_prob: null, compression_ratio: null, avg_logprob: null }),
        ],
      }),
    ],
    // vllm/entrypoints/openai/speech_to_text: the duration is a text there
    [
      "vLLM, verbose",
      "openai",
      answering({
        duration: "3.4",
        language: "en",
        text: ASK,
        segments: [
          whisperSegment({
            seek: 0,
            avg_logprob: -0.3,
            compression_ratio: 1.1,
            no_speech_prob: null,
            temperature: 0,
            tokens: [],
          }),
        ],
        words: null,
      }),
    ],
    ["vLLM, plain", "openai", answering({ text: ASK, usage: { type: "duration", seconds: 4 } })],
    [
      "members of a later version",
      "openai",
      answering({
        text: ASK,
        usage: null,
        logprobs: null,
        x: { y: [1] },
        segments: [whisperSegment({ x: null, speaker: 3 })],
      }),
    ],
    [
      "times as texts",
      "openai",
      answering({ text: ASK, segments: [whisperSegment({ start: "0.3", end: "00:00:03.1" })] }),
    ],
    // https://platform.openai.com/docs/api-reference/audio/json-object
    [
      "OpenAI gpt-4o-transcribe",
      "gpt",
      answering({ text: ASK, usage: { type: "tokens", input_tokens: 14, output_tokens: 9, total_tokens: 23 } }),
    ],
    // https://developers.deepgram.com/docs/pre-recorded-audio
    [
      "Deepgram",
      "deepgram",
      answering({
        metadata: { request_id: "5a1c", duration: 3.4, channels: 1 },
        results: {
          channels: [
            {
              detected_language: "en",
              alternatives: [
                {
                  transcript: ASK,
                  confidence: 0.99,
                  words: [
                    {
                      word: "ask",
                      punctuated_word: ASK,
                      start: 0.3,
                      end: 3.1,
                      confidence: 0.9,
                      speaker: 0,
                      speaker_confidence: null,
                    },
                  ],
                },
              ],
            },
          ],
        },
      }),
    ],
    [
      "Deepgram, words null",
      "deepgram",
      answering({ results: { channels: [{ alternatives: [{ transcript: ASK, words: null }] }] } }),
    ],
    // https://elevenlabs.io/docs/api-reference/speech-to-text/convert
    [
      "ElevenLabs",
      "elevenlabs",
      answering({
        language_code: "eng",
        language_probability: 0.98,
        text: ASK,
        words: [{ text: ASK, start: 0.3, end: 3.1, type: "word", speaker_id: "speaker_0", logprob: -0.1 }],
        additional_formats: null,
      }),
    ],
    [
      "ElevenLabs, nulls",
      "elevenlabs",
      answering({
        language_code: null,
        text: ASK,
        words: [{ text: ASK, start: null, end: null, type: null, speaker_id: null }],
      }),
    ],
  ])("is heard: %s", async (_server, server, answer) => {
    stub.answer = answer;
    const { status, body } = await analyze(server);
    expect(status).toBe(200);
    expect(body.timeline?.map(({ text }) => text)).toEqual([ASK]);
    const [first] = body.timeline ?? [];
    expect(first?.t_start).toBeGreaterThanOrEqual(0);
    expect(first?.t_end).toBeLessThanOrEqual(6);
    expect(stub.asked).toHaveLength(1);
  });

  it.each<[string, keyof typeof servers, StubAnswer, string]>([
    ["an error with status 200", "openai", answering({ error: { message: "model is loading" } }), "model is loading"],
    ["a page with status 200", "openai", answering("<!DOCTYPE html><title>Just a moment...</title>"), "badly"],
    ["nothing", "openai", answering(Buffer.alloc(0)), "badly"],
    ["another JSON", "openai", answering({ result: ASK }), "badly"],
    ["JSON that breaks off", "openai", answering('{"text":"Ask no', { type: "application/json" }), "badly"],
    [
      "a stream that breaks off",
      "openai",
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "transfer-encoding": "chunked" });
        response.write('{"text":"Ask', () => response.destroy());
      },
      "could not be reached",
    ],
    [
      "whisper.cpp, bad sound",
      "openai",
      answering({ error: "failed to read audio data" }, { status: 400 }),
      "failed to read audio data",
    ],
    [
      "whisper.cpp, path",
      "openai",
      answering("File Not Found (/v1/audio/transcriptions)", { status: 404, type: "text/plain" }),
      "File Not Found",
    ],
    [
      "whisper.cpp, loading",
      "openai",
      answering({ error: "server is loading the model" }, { status: 503 }),
      "loading the model",
    ],
    [
      "LocalAI",
      "openai",
      answering(
        { error: { code: 500, message: "could not load model - all backends returned error", type: "" } },
        { status: 500 },
      ),
      "all backends returned error",
    ],
    [
      "Speaches, model",
      "openai",
      answering({ detail: "Model 'base.en' is not installed locally." }, { status: 404 }),
      "not installed locally",
    ],
    [
      "OpenAI 413",
      "gpt",
      answering(
        { error: { message: "413: Maximum content size limit (26214400) exceeded", type: "server_error" } },
        { status: 413 },
      ),
      "26214400",
    ],
    [
      "OpenAI 401",
      "gpt",
      answering({ error: { message: "Incorrect API key provided", code: "invalid_api_key" } }, { status: 401 }),
      "Incorrect API key",
    ],
    [
      "Deepgram 402",
      "deepgram",
      answering(
        { err_code: "ASR_PAYMENT_REQUIRED", err_msg: "Project does not have enough credits for an ASR request" },
        { status: 402 },
      ),
      "enough credits",
    ],
    [
      "Deepgram 400",
      "deepgram",
      answering(
        { err_code: "Bad Request", err_msg: "Bad Request: failed to process audio: corrupt or unsupported data" },
        { status: 400 },
      ),
      "corrupt or unsupported",
    ],
    ["Deepgram without results", "deepgram", answering({ metadata: {} }), "badly"],
    [
      "ElevenLabs quota",
      "elevenlabs",
      answering({ detail: { status: "quota_exceeded", message: "You have 0 credits remaining" } }, { status: 401 }),
      "0 credits remaining",
    ],
  ])("ends with a sentence: %s", async (_what, server, answer, words) => {
    stub.answer = answer;
    const { status, text } = await analyze(server);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).toContain(words);
    expect(text).not.toContain(new URL(stub.url).host);
    expect(stub.asked.length).toBeLessThanOrEqual(4);
  });

  it.each<[string, StubAnswer]>([
    [
      "429 with Retry-After",
      answering({ error: { message: "slow down" } }, { status: 429, headers: { "retry-after": "2" } }),
    ],
    ["503", answering({ error: "server is loading the model" }, { status: 503 })],
    ["a closed connection", (response) => void response.destroy()],
    ["a page", answering("<html><title>502 Bad Gateway</title></html>", { status: 502 })],
  ])("is asked for again: %s", async (_what, first) => {
    const good = answering({ text: ASK, segments: [whisperSegment()] });
    stub.answer = (response, request) => (stub.asked.length === 1 ? first : good)(response, request);
    const { status, body } = await analyze("openai");
    expect([status, body.timeline?.[0]?.text]).toEqual([200, ASK]);
    expect(stub.asked).toHaveLength(2);
  });

  it("of text that repeats itself is left out with a warning", async () => {
    const babble = {
      text: "",
      segments: [whisperSegment(), whisperSegment({ text: "and then we go ".repeat(20), start: 3.1, end: 3.3 })],
    };
    stub.answer = answering(babble);
    const { body } = await analyze("openai");
    expect(body.timeline?.map(({ text }) => text)).toEqual([ASK]);
    expect(await servers.openai.warnings(body.job_id)).toMatchObject([{ code: "TRANSCRIPTION" }]);
  });
});
