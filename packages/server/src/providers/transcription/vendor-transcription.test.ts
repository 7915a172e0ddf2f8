import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testTranscription } from "@headway-jobs/ports/testing/transcription";
import { readPlainWav } from "@headway-jobs/tools/sound/plain-wav";
import { resolveTranscription } from "./resolve-transcription.ts";

interface Asked {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

let server: Server;
let asked: Asked[];
let answer: (response: ServerResponse, request: Asked) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://stub");
      const received = { url, headers: request.headers, body: Buffer.concat(chunks) };
      asked.push(received);
      answer(response, received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const own = (more: Record<string, string> = {}): Record<string, string> => ({
  HEADWAY_TRANSCRIPTION_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
  ...more,
});
const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
const sound = (lengthS: number): Int16Array => Int16Array.from({ length: lengthS * 16_000 }, (_, at) => at % 100);
const hear = (setting: string, env = own(), language?: string) =>
  resolveTranscription(setting, env).transcribe({
    samples: sound(6),
    urgency: "recording",
    ...(language === undefined ? {} : { language }),
  });
const said = (text: string): unknown => expect.stringContaining(text);

// Members as in https://developers.deepgram.com/docs/pre-recorded-audio and …/docs/diarization
const deepgramWord = (word: string, start: number, speaker = 0) => ({
  word: word.toLowerCase().replace(/\W/g, ""),
  start,
  end: start + 0.4,
  confidence: 0.9,
  speaker,
  speaker_confidence: 0.6,
  punctuated_word: word,
});
const deepgramAnswer = (words: readonly object[], transcript: string) => ({
  metadata: { transaction_key: "deprecated", request_id: "5a1c6b2e", duration: 6, channels: 1, models: ["nova-3"] },
  results: { channels: [{ detected_language: "en", alternatives: [{ transcript, confidence: 0.99, words }] }] },
});
// https://elevenlabs.io/docs/api-reference/speech-to-text/convert
const scribeWord = (text: string, start: number, speaker = "speaker_0") => ({
  text,
  start,
  end: start + 0.4,
  type: "word",
  speaker_id: speaker,
  logprob: -0.1,
});
const SPACE = { text: " ", start: 0, end: 0, type: "spacing", speaker_id: "speaker_0", logprob: 0 };
const scribeAnswer = (words: readonly object[], text: string) => ({
  language_code: "eng",
  language_probability: 0.98,
  text,
  words,
});

for (const [setting, answerOf] of [
  [
    "deepgram:nova-3",
    (text: string) =>
      deepgramAnswer(
        text.split(" ").map((word, at) => deepgramWord(word, at * 0.5)),
        text,
      ),
  ],
  [
    "elevenlabs:scribe_v1",
    (text: string) =>
      scribeAnswer(
        text.split(" ").flatMap((word, at) => [SPACE, scribeWord(word, at * 0.5)]),
        text,
      ),
  ],
] as const) {
  testTranscription(setting, () => {
    // Tells utterances apart by their length, as the stub does not listen.
    answer = (response, { body }) => {
      const text = body.length > 80_000 ? "the longer one" : "short";
      setImmediate(() => json(answerOf(text))(response));
    };
    return Promise.resolve({
      transcription: resolveTranscription(setting, own()),
      utterances: [
        { samples: sound(2), words: ["short"] },
        { samples: sound(3), words: ["longer", "one"] },
      ],
    });
  });
}

describe("Deepgram as a recogniser", () => {
  it("gets the WAV and what is known of it, and gives words, confidences and speakers", async () => {
    const words = [
      deepgramWord("Hello", 0),
      deepgramWord("there.", 0.5),
      deepgramWord("Hi!", 1, 1),
      deepgramWord("Again.", 3, 1),
    ];
    answer = json(deepgramAnswer(words, "Hello there. Hi! Again."));
    const env = own({ HEADWAY_TRANSCRIPTION_VOCABULARY: "Headway, Kärnten" });
    const result = await hear("deepgram:nova-3", env, "en-US");
    expect(result?.warnings).toEqual([]);
    expect(result?.segments.map(({ text, startS, endS, speaker }) => [text, startS, endS, speaker])).toEqual([
      ["Hello there.", 0, 0.9, "0"],
      ["Hi!", 1, 1.4, "1"],
      ["Again.", 3, 3.4, "1"],
    ]);
    expect(result?.segments[0]).toMatchObject({
      confidence: expect.closeTo(0.9),
      words: [{ text: "Hello", startS: 0, endS: 0.4, confidence: 0.9 }, { text: "there." }],
    });
    const [request] = asked;
    expect(request?.url.pathname).toBe("/v1/listen");
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toMatchObject({
      model: "nova-3",
      diarize: "true",
      language: "en",
    });
    expect(request?.url.searchParams.getAll("keyterm")).toEqual(["Headway", "Kärnten"]);
    expect(readPlainWav(request?.body ?? new Uint8Array())?.samples).toEqual(sound(6));
  });

  it("finds the language where none is stated", async () => {
    answer = json(deepgramAnswer([], ""));
    expect(await hear("deepgram:nova-2")).toEqual({ segments: [], warnings: [] });
    expect(asked[0]?.url.searchParams.get("detect_language")).toBe("true");
  });
});

describe("ElevenLabs as a recogniser", () => {
  it("gets a form, and gives words, probabilities and speakers without sounds and spaces", async () => {
    const laughter = { ...scribeWord("(laughter)", 1), type: "audio_event" };
    const words = [
      scribeWord("Hello", 0),
      SPACE,
      scribeWord("there.", 0.5),
      laughter,
      SPACE,
      scribeWord("Hi!", 2, "speaker_1"),
    ];
    answer = json(scribeAnswer(words, "Hello there. (laughter) Hi!"));
    const env = own({ HEADWAY_TRANSCRIPTION_VOCABULARY: "Headway" });
    const result = await hear("elevenlabs:scribe_v2", env, "de");
    expect(result?.segments).toMatchObject([
      { text: "Hello there.", startS: 0, endS: 0.9, speaker: "speaker_0", confidence: expect.closeTo(Math.exp(-0.1)) },
      {
        text: "Hi!",
        startS: 2,
        speaker: "speaker_1",
        words: [{ text: "Hi!", confidence: expect.closeTo(Math.exp(-0.1)) }],
      },
    ]);
    const [request] = asked;
    const headers = { "content-type": request?.headers["content-type"] ?? "" };
    const form = await new Response(new Uint8Array(request?.body ?? []), { headers }).formData();
    const fields = Object.fromEntries([...form].filter(([name]) => name !== "file"));
    expect(fields).toEqual({
      model_id: "scribe_v2",
      timestamps_granularity: "word",
      diarize: "true",
      tag_audio_events: "false",
      language_code: "de",
      keyterms: "Headway",
    });
  });

  it("joins words of languages without spaces as they are written", async () => {
    answer = json(scribeAnswer([scribeWord("你", 0), scribeWord("好", 0.5)], "你好"));
    expect((await hear("elevenlabs:scribe_v1"))?.segments).toMatchObject([{ text: "你好" }]);
  });
});

describe("a long speech without pauses", () => {
  it("is cut at the ends of sentences", async () => {
    const words = Array.from({ length: 80 }, (_, at) =>
      deepgramWord(at % 10 === 9 ? `end${at}.` : `word${at}`, at * 0.5),
    );
    answer = json(deepgramAnswer(words, "…"));
    const samples = sound(41);
    const result = await resolveTranscription("deepgram:nova-3", own()).transcribe({ samples, urgency: "recording" });
    const segments = result?.segments ?? [];
    expect(segments.length).toBeGreaterThan(1);
    for (const { text, startS, endS } of segments) {
      expect(text).toMatch(/end\d+\.$/);
      expect(endS - startS).toBeLessThan(21);
    }
  });
});

describe("a vendor of recognition that does not answer", () => {
  it.each<[string, string, number, object, object]>([
    [
      "Deepgram",
      "deepgram:nova-3",
      401,
      { err_code: "INVALID_AUTH", err_msg: "Invalid credentials.", request_id: "5a1c6b2e" },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("refused the key (401): “Invalid credentials”") },
    ],
    [
      "Deepgram",
      "deepgram:nova-3",
      402,
      { err_code: "ASR_PAYMENT_REQUIRED", err_msg: "Project does not have enough credits for an ASR request." },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("has no balance left") },
    ],
    [
      "Deepgram",
      "deepgram:nova-9",
      400,
      { err_code: "Bad Request", err_msg: "Bad Request: No such model/language/tier combination found." },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("No such model/language") },
    ],
    [
      "Deepgram",
      "deepgram:nova-3",
      504,
      { err_code: "GATEWAY_TIMEOUT", err_msg: "Request timed out." },
      { code: "PROVIDER_TIMEOUT", retryable: true },
    ],
    ["Deepgram", "deepgram:nova-3", 200, { results: {} }, { code: "PROVIDER_BAD_ANSWER" }],
    [
      "ElevenLabs",
      "elevenlabs:scribe_v1",
      401,
      { detail: { status: "invalid_api_key", message: "Invalid API key" } },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("refused the key (401): “Invalid API key”") },
    ],
    [
      "ElevenLabs",
      "elevenlabs:scribe_v1",
      429,
      { detail: { status: "system_busy", message: "We are experiencing heavy traffic, please try again." } },
      { code: "PROVIDER_RATE_LIMITED", retryable: true, message: said("heavy traffic") },
    ],
    ["ElevenLabs", "elevenlabs:scribe_v1", 200, { words: [] }, { code: "PROVIDER_BAD_ANSWER" }],
  ])("is %s: %s, %i", async (_vendor, setting, status, body, error) => {
    answer = json(body, status);
    await expect(hear(setting)).rejects.toMatchObject(error);
  });

  it.each([
    ["deepgram:nova-3", "DEEPGRAM_API_KEY", "authorization", "Token own"],
    ["elevenlabs:scribe_v1", "ELEVENLABS_API_KEY", "xi-api-key", "own"],
  ])("is not ready without its key, which no other address gets: %s", async (setting, variable, header, sent) => {
    expect(await resolveTranscription(setting, {}).languages()).toEqual([]);
    expect(await resolveTranscription(setting, { [variable]: "k" }).languages()).toBeNull();
    answer = json(setting.startsWith("deepgram") ? deepgramAnswer([], "") : scribeAnswer([], ""));
    await hear(setting, own({ [variable]: "cloud-key" }));
    await hear(setting, own({ [variable]: "cloud-key", HEADWAY_TRANSCRIPTION_API_KEY: "own" }));
    expect(asked.map(({ headers }) => headers[header])).toEqual([undefined, sent]);
  });
});
