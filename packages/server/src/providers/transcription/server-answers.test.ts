import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openaiTranscription } from "./openai-transcription.ts";
import { RecogniserStub } from "./recogniser-stub.testing.ts";

let stub: RecogniserStub;
beforeAll(async () => {
  stub = await RecogniserStub.start();
});
beforeEach(() => {
  stub.asked.length = 0;
});
afterAll(() => stub[Symbol.asyncDispose]());

async function hear(body: unknown, env: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  stub.answer = (response) => response.writeHead(200).end(text);
  const transcription = openaiTranscription("base.en", stub.env(env));
  return transcription.transcribe({ samples: new Int16Array(12 * 16_000), urgency: "recording" });
}

const ASK_NOT = "And so, my fellow Americans, ask not what your country can do for you.";

const piece = (word: string, start: number, end: number, probability: number) => ({
  word,
  start,
  end,
  t_dtw: -1,
  probability,
});

describe("the answer of a server on the user's own machine", () => {
  it("is read from whisper.cpp: words within segments, no seek, no compression ratio", async () => {
    // Members as examples/server/server.cpp of ggml-org/whisper.cpp writes them for verbose_json.
    const result = await hear({
      task: "transcribe",
      language: "english",
      duration: 11,
      text: ` ${ASK_NOT}`,
      segments: [
        {
          id: 0,
          text: ` ${ASK_NOT}`,
          start: 0.32,
          end: 7.6,
          tokens: [400, 370],
          words: [
            { word: " And", start: 0.32, end: 0.64, t_dtw: -1, probability: 0.72 },
            { word: " so,", start: 0.64, end: 1.1, t_dtw: -1, probability: 0.99 },
          ],
          temperature: 0.0,
          avg_logprob: -0.3,
        },
      ],
    });
    expect(result?.warnings).toEqual([]);
    expect(result?.segments).toMatchObject([
      {
        text: ASK_NOT,
        startS: 0.32,
        endS: 7.6,
        confidence: Math.exp(-0.3),
        words: [
          { text: "And", startS: 0.32, confidence: 0.72 },
          { text: "so,", startS: 0.64, confidence: 0.99 },
        ],
      },
    ]);
  });

  it("has whole words where whisper.cpp times the pieces that its model writes", async () => {
    const pieces = [
      piece(" my", 0.3, 0.4, 0.9),
      piece(" fellow", 0.4, 0.7, 0.8),
      piece(" count", 0.7, 0.9, 0.95),
      piece("able", 0.9, 1.2, 0.4),
      piece(",", 1.2, 1.2, 0.6),
    ];
    const english = await hear({
      text: "",
      segments: [{ text: " my fellow countable,", start: 0.3, end: 1.2, words: pieces }],
    });
    expect(english?.segments[0]?.words).toEqual([
      { text: "my", startS: 0.3, endS: 0.4, confidence: 0.9 },
      { text: "fellow", startS: 0.4, endS: 0.7, confidence: 0.8 },
      { text: "countable,", startS: 0.7, endS: 1.2, confidence: 0.4 },
    ]);
    const signs = [piece(" 我", 0, 0.2, 1), piece("们", 0.2, 0.4, 1)];
    const chinese = await hear({ text: "", segments: [{ text: "我们", start: 0, end: 0.4, words: signs }] });
    expect(chinese?.segments[0]?.words.map(({ text }) => text)).toEqual(["我", "们"]);
  });

  it("is read from LocalAI: times in nanoseconds, nothing but id, text and tokens", async () => {
    // mudler/LocalAI core/schema/transcription.go: time.Duration as a number.
    const segments = [
      { id: 0, start: 0, end: 4_500_000_000, text: "And so,", tokens: [1] },
      { id: 1, start: 4_500_000_000, end: 11_000_000_000, text: "ask not", tokens: [2] },
    ];
    const result = await hear({ segments, text: "And so, ask not" });
    expect(result?.segments.map(({ text, startS, endS }) => [text, startS, endS])).toEqual([
      ["And so,", 0, 4.5],
      ["ask not", 4.5, 11],
    ]);
  });

  it("is read from Speaches: nulls where nothing is known", async () => {
    const segment = {
      id: 1,
      seek: 0,
      start: 0,
      end: 3.5,
      text: "And so",
      tokens: [],
      words: null,
      no_speech_prob: null,
    };
    const result = await hear({
      task: "transcribe",
      language: "en",
      duration: 11,
      text: "And so",
      words: null,
      segments: [segment],
    });
    expect(result?.segments).toMatchObject([{ text: "And so", endS: 3.5, confidence: null, words: [] }]);
  });

  it.each<[string, unknown]>([
    ["vLLM: text and usage", { text: ASK_NOT, usage: { type: "duration", seconds: 11 } }],
    ["text alone, whatever was asked for", `${ASK_NOT}\n`],
    ["an empty list of segments beside the text", { text: ASK_NOT, segments: [] }],
  ])("is laid over the whole sound without times: %s", async (_server, body) => {
    expect((await hear(body))?.segments).toMatchObject([{ text: ASK_NOT, startS: 0, endS: 12, confidence: null }]);
  });

  it.each([
    [
      "SRT",
      "1\r\n00:00:00,320 --> 00:00:04,100\r\nAnd so,\r\nmy fellow\r\n\r\n2\r\n00:00:04,500 --> 00:00:07,600\r\nask not\r\n",
    ],
    ["WebVTT", "WEBVTT\n\n00:00.320 --> 00:04.100\nAnd so, my fellow\n\n00:04.500 --> 00:07.600\nask not\n"],
  ])("is read as captions: %s", async (_format, body) => {
    expect((await hear(body))?.segments).toMatchObject([
      { text: "And so, my fellow", startS: 0.32, endS: 4.1 },
      { text: "ask not", startS: 4.5, endS: 7.6 },
    ]);
  });

  it("may have times as texts", async () => {
    const segments = [{ start: "00:00:01.500", end: "2.25", text: "ask not" }];
    expect((await hear({ segments }))?.segments).toMatchObject([{ startS: 1.5, endS: 2.25 }]);
  });

  it.each([
    ["an error with status 200", { error: { message: "model is loading" } }, "model is loading"],
    ["a page", "<!DOCTYPE html><html><title>Just a moment</title></html>", "badly"],
  ])("is refused with what it says: %s", async (_what, body, words) => {
    await expect(hear(body)).rejects.toMatchObject({
      code: "PROVIDER_BAD_ANSWER",
      message: expect.stringContaining(words),
    });
  });
});

const segment = (text: string, start: number, more: object = {}) => ({ text, start, end: start + 1, ...more });

describe("what a recogniser invents", () => {
  it("is asked for once more, then left out with a warning: the same words sixty times", async () => {
    const result = await hear({ segments: Array.from({ length: 60 }, (_, index) => segment("Thank you.", index / 6)) });
    expect(result?.segments.map(({ text }) => text)).toEqual(["Thank you.", "Thank you.", "Thank you."]);
    expect(result?.warnings).toEqual([expect.stringContaining("57 parts that only repeated the same words")]);
    expect(stub.asked).toHaveLength(2);
  });

  it.each<[string, object]>([
    ["thanks out of silence", segment("Thanks for watching!", 1, { no_speech_prob: 0.9, avg_logprob: -0.4 })],
    ["what the model itself takes for silence", segment("so it was", 1, { no_speech_prob: 0.8, avg_logprob: -1.3 })],
    ["a phrase again and again", segment("and then we go ".repeat(12), 1)],
    ["times after the end", segment("Bye.", 28.9)],
  ])("is left out with a warning: %s", async (_what, invented) => {
    const result = await hear({ segments: [segment("Hello there.", 0), invented] });
    expect(result?.segments.map(({ text }) => text)).toEqual(["Hello there."]);
    expect(result?.warnings).toHaveLength(1);
  });

  it("is not what only has a high compression ratio: that stays with a warning", async () => {
    const numbers = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10";
    const result = await hear({
      segments: [segment("Hello there.", 0), segment(numbers, 1, { compression_ratio: 9 })],
    });
    expect(result?.segments.map(({ text }) => text)).toEqual(["Hello there.", numbers]);
    expect(result?.warnings).toEqual([expect.stringMatching(/"1, 2, 3, 4, 5, 6, 7, 8, 9, 10"\. The text was kept/)]);
  });

  it("is not a short word that people say three times", async () => {
    const result = await hear({ segments: [0, 1, 2].map((start) => segment("No.", start)) });
    expect(result?.segments).toHaveLength(3);
    expect(stub.asked).toHaveLength(1);
  });

  it("is not asked for again when the second answer has nothing of it", async () => {
    const answers = [
      { segments: [segment("la", 1, { compression_ratio: 9 })] },
      { segments: [segment("Hello there.", 0)] },
    ];
    const transcription = openaiTranscription("base.en", stub.env());
    stub.answer = (response, index) => response.writeHead(200).end(JSON.stringify(answers[index]));
    const result = await transcription.transcribe({ samples: new Int16Array(12 * 16_000), urgency: "recording" });
    expect(result).toMatchObject({ segments: [{ text: "Hello there." }], warnings: [] });
  });
});

describe("a second hearing", () => {
  it("that fails leaves the first answer with its warnings", async () => {
    const first = { segments: [segment("Hello there.", 0), segment("and then we go ".repeat(12), 1)] };
    stub.answer = (response, index) => response.writeHead(index === 0 ? 200 : 429).end(JSON.stringify(first));
    const transcription = openaiTranscription("base.en", stub.env());
    const result = await transcription.transcribe({ samples: new Int16Array(12 * 16_000), urgency: "recording" });
    expect(result).toMatchObject({ segments: [{ text: "Hello there." }], warnings: [expect.any(String)] });
  });
});

describe("a server of the recogniser's own", () => {
  it("gets its own key, never OpenAI's, and what the settings say of language and vocabulary", async () => {
    const env = {
      OPENAI_API_KEY: "sk-cloud",
      HEADWAY_TRANSCRIPTION_LANGUAGE: "de-AT",
      HEADWAY_TRANSCRIPTION_VOCABULARY: "Headway, Kärnten",
    };
    await hear({ text: "ja" }, env);
    await hear({ text: "ja" }, { ...env, HEADWAY_TRANSCRIPTION_API_KEY: "local" });
    expect(stub.asked.map(({ key }) => key)).toEqual([undefined, "Bearer local"]);
    expect([stub.asked[0]?.form.get("language"), stub.asked[0]?.form.get("prompt")]).toEqual([
      "de",
      "Headway, Kärnten",
    ]);
  });
});
