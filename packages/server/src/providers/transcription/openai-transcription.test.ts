import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readPlainWav } from "@headway-jobs/tools/sound/plain-wav";
import { modelTranscription } from "./model-transcription.ts";
import { openaiTranscription } from "./openai-transcription.ts";
import { resolveTranscription } from "./resolve-transcription.ts";
import { testTranscription } from "@headway-jobs/ports/testing/transcription";

interface Received {
  readonly path: string;
  readonly key: string | undefined;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly wav: { readonly samples: Int16Array; readonly rateHz: number } | null;
}
type Answer = (received: Received, response: ServerResponse) => void;

let server: Server;
let answer: Answer;
let requests: Received[];

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const received = await receive(request);
      requests.push(received);
      answer(received, response);
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
beforeEach(() => {
  requests = [];
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

/** The form as an independent parser reads it. */
async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const form = await new Response(Buffer.concat(chunks), { headers }).formData();
  const file = form.get("file");
  const names = [...new Set(form.keys())].filter((name) => name !== "file");
  return {
    path: request.url ?? "",
    key: request.headers.authorization,
    fields: Object.fromEntries(names.map((name) => [name, form.getAll(name).map(String)])),
    wav: file instanceof File ? readPlainWav(new Uint8Array(await file.arrayBuffer())) : null,
  };
}

const env = (): Record<string, string | undefined> => ({
  OPENAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
  OPENAI_API_KEY: "sk-test",
});

const json =
  (body: unknown): Answer =>
  (_received, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
const failing =
  (status: number, body = "{}", headers: Record<string, string> = {}): Answer =>
  (_received, response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);

const heard = (text: string, start: number, end: number, more: object = {}) => ({
  id: 0,
  seek: 0,
  start,
  end,
  text,
  tokens: [1, 2],
  temperature: 0,
  avg_logprob: -0.25,
  compression_ratio: 1.2,
  no_speech_prob: 0.01,
  ...more,
});
const diarized = (speaker: string, text: string, start: number, end: number) => ({
  type: "transcript.text.segment",
  id: text,
  speaker,
  text,
  start,
  end,
});
const sound = (lengthS: number): Int16Array => Int16Array.from({ length: lengthS * 16_000 }, (_, at) => at % 100);
const ask = (model: string, lengthS = 4, more: { language?: string; signal?: AbortSignal } = {}) =>
  openaiTranscription(model, env()).transcribe({ samples: sound(lengthS), urgency: "recording", ...more });

testTranscription("a model behind OpenAI's API", () => {
  // Tells utterances apart by their length, as the stub does not listen.
  answer = ({ wav }, response) => {
    const text = (wav?.samples.length ?? 0) > 40_000 ? "the longer one" : "short";
    setImmediate(() => json({ text, segments: [heard(text, 0.2, 1.4)] })({} as Received, response));
  };
  return Promise.resolve({
    transcription: openaiTranscription("whisper-1", env()),
    utterances: [
      { samples: sound(2), words: ["short"] },
      { samples: sound(3), words: ["longer", "one"] },
    ],
  });
});

describe("a transcription model behind OpenAI's API", () => {
  it("gets the sound as a WAV, the language, and is asked for times of segments and words", async () => {
    answer = json({
      text: " Hello there. General.",
      language: "english",
      duration: 4,
      segments: [heard(" Hello there.", 0, 1.5), heard(" General.", 2, 4.7, { avg_logprob: -1 })],
      words: [
        { word: "Hello", start: 0, end: 0.5 },
        { word: "there", start: 0.6, end: 1.4 },
        { word: "General", start: 2.1, end: 4.6 },
      ],
    });
    const result = await ask("whisper-1", 4, { language: "en-US" });
    expect(result).toEqual({
      warnings: [],
      segments: [
        {
          text: "Hello there.",
          startS: 0,
          endS: 1.5,
          confidence: Math.exp(-0.25),
          speaker: null,
          words: [
            { text: "Hello", startS: 0, endS: 0.5, confidence: null },
            { text: "there", startS: 0.6, endS: 1.4, confidence: null },
          ],
        },
        {
          text: "General.",
          startS: 2,
          endS: 4,
          confidence: Math.exp(-1),
          speaker: null,
          words: [{ text: "General", startS: 2.1, endS: 4, confidence: null }],
        },
      ],
    });
    expect(requests).toMatchObject([
      {
        path: "/v1/audio/transcriptions",
        key: "Bearer sk-test",
        fields: {
          model: ["whisper-1"],
          language: ["en"],
          response_format: ["verbose_json"],
          "timestamp_granularities[]": ["segment", "word"],
        },
        wav: { rateHz: 16_000, samples: sound(4) },
      },
    ]);
  });

  it("passes on the speakers that the model tells apart", async () => {
    answer = json({ text: "Hi. Hello.", segments: [diarized("A", "Hi.", 0, 1), diarized("B", " Hello.", 1.2, 2)] });
    const result = await ask("gpt-4o-transcribe-diarize");
    expect(result?.segments.map(({ speaker, text, startS }) => [speaker, text, startS])).toEqual([
      ["A", "Hi.", 0],
      ["B", "Hello.", 1.2],
    ]);
    expect(requests[0]?.fields).toMatchObject({ response_format: ["diarized_json"], chunking_strategy: ["auto"] });
  });

  it("lays a text without times over the whole utterance, and says that it wants single ones", async () => {
    answer = json({ text: "Just text.", usage: { type: "tokens" } });
    const result = await ask("gpt-4o-mini-transcribe", 3);
    expect(result?.segments).toEqual([
      { text: "Just text.", startS: 0, endS: 3, confidence: null, speaker: null, words: [] },
    ]);
    const spans = ["gpt-4o-mini-transcribe", "gpt-4o-transcribe-diarize", "whisper-1", "Systran/faster-whisper-small"];
    expect(spans.map((model) => openaiTranscription(model, env()).spanS)).toEqual([0, 600, 600, 600]);
  });

  it("leaves out what the model made up out of silence, and empty segments", async () => {
    const madeUp = heard("Thanks for watching!", 0, 2, { no_speech_prob: 0.9, avg_logprob: -1.4 });
    answer = json({ text: "Thanks for watching!", segments: [madeUp, heard("  ", 2, 3)] });
    expect(await ask("whisper-1")).toEqual({
      segments: [],
      warnings: ["The recogniser's answer had a part in which it heard no speech; it was left out."],
    });
    answer = json({ text: "", segments: [] });
    expect(await ask("whisper-1")).toEqual({ segments: [], warnings: [] });
  });

  it.each<[string, Answer, string, boolean]>([
    ["429", failing(429, "{}", { "retry-after": "7" }), "PROVIDER_RATE_LIMITED", true],
    ["429 without quota", failing(429, '{"error":{"message":"insufficient_quota"}}'), "PROVIDER_RATE_LIMITED", false],
    ["500", failing(500), "PROVIDER_UNAVAILABLE", true],
    ["401", failing(401), "PROVIDER_UNAVAILABLE", false],
    ["413", failing(413), "PROVIDER_INPUT_TOO_LONG", false],
    ["garbage", (_received, response) => response.writeHead(200).end("<html>"), "PROVIDER_BAD_ANSWER", true],
    ["another JSON", json({ transcript: 7 }), "PROVIDER_BAD_ANSWER", true],
    ["nothing", (_received, response) => response.writeHead(200).end(), "PROVIDER_BAD_ANSWER", true],
    ["a cut connection", (_received, response) => response.destroy(), "PROVIDER_UNAVAILABLE", true],
  ])("has its failures as codes: %s", async (_what, failure, code, retryable) => {
    answer = failure;
    await expect(ask("whisper-1")).rejects.toMatchObject({ code, retryable });
  });

  it("does not wait without limit", async () => {
    const transcription = modelTranscription({
      name: "stub/slow",
      recognise: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
      spanS: 0,
      isReady: () => true,
      timeLimitMs: 5,
    });
    await expect(transcription.transcribe({ samples: sound(1), urgency: "live" })).rejects.toMatchObject({
      code: "PROVIDER_TIMEOUT",
    });
  });

  it("drops a guess while another is on its way", async () => {
    const release = Promise.withResolvers<void>();
    answer = (received, response) => {
      void release.promise.then(() => json({ text: "a guess" })(received, response));
    };
    const transcription = openaiTranscription("gpt-4o-mini-transcribe", env());
    const first = transcription.transcribe({ samples: sound(1), urgency: "partial" });
    expect(await transcription.transcribe({ samples: sound(1), urgency: "partial" })).toBeNull();
    release.resolve();
    expect((await first)?.segments).toHaveLength(1);
    expect(await transcription.transcribe({ samples: sound(1), urgency: "partial" })).not.toBeNull();
  });

  it("gives segments in order within the sound, whatever the model says of times", async () => {
    const time = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const segment = fc.record({ text: fc.string({ maxLength: 20 }), start: time, end: time });
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 5 }), async (segments) => {
        answer = json({ text: "x", segments: segments.map(({ text, start, end }) => heard(text, start, end)) });
        const shown = (await ask("whisper-1", 1))?.segments ?? [];
        expect(shown.map(({ startS }) => startS)).toEqual(shown.map(({ startS }) => startS).toSorted((a, b) => a - b));
        for (const { startS, endS, text } of shown) {
          expect(startS >= 0 && startS <= endS && endS <= 1).toBe(true);
          expect(text.trim()).not.toBe("");
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("HEADWAY_TRANSCRIPTION", () => {
  it.each([
    [undefined, "pocketsphinx"],
    ["", "pocketsphinx"],
    [" pocketsphinx ", "pocketsphinx"],
    ["openai:whisper-1", "openai/whisper-1"],
    ["openai:org/model:tag", "openai/org/model:tag"],
  ])("%j names %s", (setting, name) => {
    expect(resolveTranscription(setting, {}).name).toBe(name);
  });

  it.each(["whisper", "openai:", "openai", "pocketsphinx:x", "google:chirp"])("%j is refused", (setting) => {
    expect(() => resolveTranscription(setting, {})).toThrow(
      /HEADWAY_TRANSCRIPTION is .*expected pocketsphinx, local or ADAPTER:MODEL with the adapter openai/,
    );
  });

  it("is not ready while the model's key is missing, and says so", async () => {
    const transcription = resolveTranscription("openai:whisper-1", {});
    expect(await transcription.languages()).toEqual([]);
    expect(await resolveTranscription("openai:whisper-1", env()).languages()).toBeNull();
  });
});
