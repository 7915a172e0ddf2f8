import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { speak } from "./testing/speech-server.ts";
import { answering, type StubAnswer, StubServer } from "./testing/stub-server.ts";
import { encodedAs, floatOf, tonePcm, wavOf } from "./testing/vendor-sounds.ts";
import { WholeServer } from "./testing/whole-server.ts";

let stub: StubServer;
let openai: WholeServer;
let elevenlabs: WholeServer;
let deepgram: WholeServer;
beforeAll(async () => {
  stub = await StubServer.start();
  const address = { HEADWAY_SPEECH_BASE_URL: `${stub.url}/v1` };
  openai = await WholeServer.start({ HEADWAY_SPEECH: "openai:kokoro", ...address });
  elevenlabs = await WholeServer.start({ HEADWAY_SPEECH: "elevenlabs:eleven_multilingual_v2", ...address });
  deepgram = await WholeServer.start({ HEADWAY_SPEECH: "deepgram:aura-2", ...address });
});
beforeEach(() => {
  stub.asked.length = 0;
});
afterEach(() => {
  stub.answer = answering({ detail: "Not Found" }, { status: 404 });
});
afterAll(async () => {
  for (const one of [openai, elevenlabs, deepgram, stub]) await one[Symbol.asyncDispose]();
});

const S = 1.5;
const PCM = tonePcm(S);
const WAV = wavOf(PCM);
const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));
const SENTENCE = "The library opens at nine.";
const FIVE = [
  "The library opens at nine in the morning.",
  "Please bring three copies of the report.",
  "Nobody had expected the train to be on time.",
  "Thank you for coming here today.",
  "We will see each other again on Monday.",
];

const spoken = (): string[] => stub.asked.filter(({ method }) => method === "POST").map(({ body }) => body.toString());
/** Lists no voices. */
const asVoice = (answer: StubAnswer): StubAnswer => {
  return (response, request) =>
    request.method === "GET" ? void response.writeHead(404).end() : answer(response, request);
};
/** One answer after another, the last one from then on. */
const inTurn = (...answers: readonly StubAnswer[]): StubAnswer => {
  return (response, request) => answers.at(Math.min(spoken().length, answers.length) - 1)?.(response, request);
};
const ask = (server: WholeServer, voice: number, text = SENTENCE) =>
  speak(server, "tts", { text, voice_id: voice, language: 1 });

async function secondsOf(server: WholeServer, jobId: string): Promise<number> {
  const events = await fetch(server.url(`/v1/jobs/${jobId}/events`), { headers: { Accept: "application/json" } });
  const { events: log } = (await events.json()) as { events: { type: string; duration?: number }[] };
  return log.find(({ type }) => type === "speech.sound")?.duration ?? 0;
}

describe("an odd sound of a voice server", () => {
  it.each<[string, () => StubAnswer | Promise<StubAnswer>]>([
    ["a plain WAV", () => answering(WAV)],
    ["no length in the header: 0", () => answering(wavOf(PCM, { statedBytes: 0 }))],
    // https://github.com/pollinations/pollinations/issues/11457 (ElevenLabs)
    ["no length in the header: 0x7FFFFFFF", () => answering(wavOf(PCM, { statedBytes: 0x7fff_ffff }))],
    // https://github.com/speaches-ai/speaches/issues/493 (OpenAI, byte by byte), https://github.com/remsky/Kokoro-FastAPI/issues/94
    ["no length in the header: 0xFFFFFFFF", () => answering(wavOf(PCM, { statedBytes: 0xffff_ffff }))],
    // https://github.com/kyutai-labs/pocket-tts/issues/229
    ["no length in the header: 2,000,000,000", () => answering(wavOf(PCM, { statedBytes: 2_000_000_000 }))],
    ["8 kHz", () => answering(wavOf(tonePcm(S, { rateHz: 8000 }), { rateHz: 8000 }))],
    ["44.1 kHz", () => answering(wavOf(tonePcm(S, { rateHz: 44_100 }), { rateHz: 44_100 }))],
    ["stereo", () => answering(wavOf(tonePcm(S, { channels: 2 }), { channels: 2 }))],
    [
      "stereo without a length",
      () => answering(wavOf(tonePcm(S, { channels: 2 }), { channels: 2, statedBytes: 0xffff_ffff })),
    ],
    ["floating point", () => answering(wavOf(floatOf(PCM), { encoding: 3, bits: 32 }))],
    [
      "floating point without a length",
      () => answering(wavOf(floatOf(PCM), { encoding: 3, bits: 32, statedBytes: 0x7fff_ffff })),
    ],
    ["MP3 under audio/wav", async () => answering(await encodedAs("mp3", WAV))],
    ["Opus", async () => answering(await encodedAs("ogg", WAV), { type: "audio/ogg" })],
    ["FLAC as a download", async () => answering(await encodedAs("flac", WAV), { type: "application/octet-stream" })],
    ["AAC without a type", async () => answering(await encodedAs("adts", WAV), { type: "" })],
    [
      "WAV in pieces",
      () => (response) => {
        response.writeHead(200, { "content-type": "audio/wav" });
        for (let at = 0; at < WAV.length; at += 10_000) response.write(WAV.subarray(at, at + 10_000));
        response.end();
      },
    ],
  ])("is spoken as it is: %s", async (_what, answer) => {
    stub.answer = asVoice(await answer());
    const task = await ask(openai, 300_001);
    expect(task).toMatchObject({ status: "SUCCESS" });
    expect(await secondsOf(openai, task.jobId)).toBeGreaterThan(S - 0.1);
    expect(await secondsOf(openai, task.jobId)).toBeLessThan(S + 0.6);
    expect(await openai.warnings(task.jobId)).toEqual([]);
    expect(spoken()).toHaveLength(1);
  });

  it.each<[string, StubAnswer, string]>([
    ["an error with status 200", answering({ error: { message: "model is loading" } }), "model is loading"],
    ["a page with status 200", answering("<!DOCTYPE html><title>Just a moment...</title>"), "answered badly"],
    ["nothing", answering(Buffer.alloc(0)), ""],
    ["a header without samples", answering(WAV.subarray(0, 44)), ""],
    ["half of what the header says", answering(WAV.subarray(0, 30_000)), "no sound"],
    ["silence", answering(wavOf(Buffer.alloc(48_000))), "silence"],
    ["bare samples where WAV was asked for", answering(PCM, { type: "audio/pcm" }), "no sound"],
    [
      "a stream that breaks off",
      (response) => {
        response.writeHead(200, { "content-type": "audio/wav", "transfer-encoding": "chunked" });
        response.write(WAV.subarray(0, 20_000), () => response.destroy());
      },
      "answered badly",
    ],
    ["a closed connection", (response) => void response.destroy(), "could not be reached"],
    ["500", answering("Internal Server Error", { status: 500 }), "Internal Server Error"],
    // api/src/routers/openai_compatible.py of remsky/Kokoro-FastAPI (26eec06)
    [
      "an unknown voice (Kokoro-FastAPI)",
      answering(
        {
          detail: {
            error: "validation_error",
            message: "Voice 'alloy' not found. Available voices: af_bella",
            type: "invalid_request_error",
          },
        },
        { status: 400 },
      ),
      "Available voices: af_bella",
    ],
    // server.py of devnen/Chatterbox-TTS-Server (68213e7)
    [
      "an unknown voice (Chatterbox-TTS-Server)",
      answering({ detail: "Voice file 'alloy' not found." }, { status: 404 }),
      "Voice file",
    ],
    // src/speaches/routers/speech.py of speaches-ai/speaches (870e1e1)
    [
      "a model that is not installed (Speaches)",
      answering({ detail: "Model 'kokoro' is not installed locally." }, { status: 404 }),
      "not installed locally",
    ],
    // core/http/app.go of mudler/LocalAI (82c191a)
    [
      "a model that does not load (LocalAI)",
      answering({ error: { code: 500, message: "could not load model: rpc error", type: "" } }, { status: 500 }),
      "could not load model",
    ],
    ["402", answering({ error: { message: "Insufficient balance" } }, { status: 402 }), "Insufficient balance"],
    [
      "429 without quota",
      answering({ error: { message: "You exceeded your current quota", code: "insufficient_quota" } }, { status: 429 }),
      "exceeded your current quota",
    ],
  ])("ends the task with a sentence: %s", async (_what, answer, words) => {
    stub.answer = asVoice(answer);
    const task = await ask(openai, 300_001);
    expect(task).toMatchObject({ status: "ERROR", message: expect.stringContaining(words) });
    expect(task.message).not.toContain("127.0.0.1");
    expect(spoken().length).toBeLessThanOrEqual(3);
  });

  it.each<[string, StubAnswer]>([
    [
      "429 with Retry-After",
      answering({ error: { message: "slow down" } }, { status: 429, headers: { "retry-after": "2" } }),
    ],
    ["503 while the model loads", answering({ detail: "TTS engine model is not currently loaded" }, { status: 503 })],
    ["an error with status 200", answering({ error: "busy" })],
    ["half of the sound", answering(WAV.subarray(0, 30_000))],
    ["a closed connection", (response) => void response.destroy()],
  ])("is asked for again: %s", async (_what, first) => {
    stub.answer = asVoice(inTurn(first, answering(WAV)));
    const task = await ask(openai, 300_001);
    expect(task).toMatchObject({ status: "SUCCESS" });
    expect(spoken()).toHaveLength(2);
  });

  it.each<[string, number, () => StubAnswer | Promise<StubAnswer>]>([
    ["ten times too long", 1, () => answering(wavOf(tonePcm(10 * S)))],
    ["half an MP3", 1, async () => answering(half(await encodedAs("mp3", WAV)))],
    ["ten times too long, again and again", 2, () => answering(wavOf(tonePcm(10 * S)))],
  ])("is asked for once more when its length does not fit the text: %s", async (_what, times, odd) => {
    const [first, good] = [await odd(), answering(WAV)];
    let left = times;
    stub.answer = asVoice((response, request) => {
      const isOdd = request.body.toString().includes("Nobody") && left-- > 0;
      (isOdd ? first : good)(response, request);
    });
    const task = await ask(openai, 300_001, FIVE.join(" "));
    expect(task).toMatchObject({ status: "SUCCESS" });
    expect(spoken()).toHaveLength(6);
    const warnings = await openai.warnings(task.jobId);
    expect(warnings.map(({ code }) => code)).toEqual(times === 1 ? [] : ["VOICE_LENGTH"]);
  });
});

describe("an odd answer of a vendor of voices", () => {
  it.each<[string, () => WholeServer, StubAnswer, string]>([
    // https://elevenlabs.io/docs/developers/resources/error-messages
    [
      "ElevenLabs, used quota",
      () => elevenlabs,
      answering(
        {
          detail: {
            status: "quota_exceeded",
            message: "This request exceeds your quota of 10000. You have 12 credits remaining.",
          },
        },
        { status: 401 },
      ),
      "You have 12 credits remaining",
    ],
    [
      "ElevenLabs, payment",
      () => elevenlabs,
      answering(
        {
          detail: {
            type: "payment_required",
            code: "paid_plan_required",
            message: "Free users cannot use library voices via the API.",
          },
        },
        { status: 402 },
      ),
      "Free users cannot use library voices",
    ],
    [
      "ElevenLabs, a list of faults",
      () => elevenlabs,
      answering(
        { detail: [{ loc: ["body", "text"], msg: "field required", type: "value_error.missing" }] },
        { status: 422 },
      ),
      "field required",
    ],
    // https://developers.deepgram.com/docs/errors
    [
      "Deepgram, empty account",
      () => deepgram,
      answering(
        {
          err_code: "ASR_PAYMENT_REQUIRED",
          err_msg: "Project does not have enough credits for an ASR request and does not have an overage agreement.",
        },
        { status: 402 },
      ),
      "does not have enough credits",
    ],
  ])("ends the task with its words: %s", async (_what, server, answer, words) => {
    stub.answer = asVoice(answer);
    const voices = (await (await fetch(server().url("/list-voices"))).json()) as { id: number; language_tag: string }[];
    const voice = voices.find(({ language_tag: tag }) => tag === "mul" || tag === "en-us")?.id ?? 0;
    const task = await ask(server(), voice);
    expect(task).toMatchObject({ status: "ERROR", message: expect.stringContaining(words) });
    expect(spoken()).toHaveLength(1);
  });
});
