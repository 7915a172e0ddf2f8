import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HEADWAY_OPTIONS, type Speech } from "@headway-jobs/ports/speech";
import { readPlainWav } from "@headway-jobs/tools/sound/plain-wav";
import { deepgramSpeech } from "./deepgram-speech.ts";
import { elevenlabsSpeech } from "./elevenlabs-speech.ts";
import { oneVoice } from "./testing/one-voice.ts";
import { voiceCatalogue } from "./voice-catalogue.ts";

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

let server: Server;
let asked: Asked[];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    // It lists no voices.
    if (request.method === "GET") {
      response.writeHead(404).end();
      return;
    }
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      asked.push({ path: request.url ?? "", headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => {
  asked = [];
  answer = (response) => response.writeHead(200, { "content-type": "audio/pcm" }).end(Buffer.alloc(4800, 1));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const own = (more: Record<string, string> = {}): Record<string, string> => ({
  HEADWAY_SPEECH_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
  ...more,
});
const failing =
  (status: number, body: unknown, headers: Record<string, string> = {}): typeof answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const speak = (speech: Speech, more: object = {}) =>
  speech.model.doGenerate({ text: "Hello there.", language: "en-us", ...more });
const said = (text: string): unknown => expect.stringContaining(text);

describe("a voice of ElevenLabs", () => {
  it("is asked for raw samples, which become a WAV, by voice, model, text and manner", async () => {
    const speech = elevenlabsSpeech("eleven_multilingual_v2", own());
    const voice = "JBFqnCBsd6RMkjVDRZzb";
    const providerOptions = { [HEADWAY_OPTIONS]: { tone: "storytelling", age: 85 } };
    const { audio, warnings } = await speak(speech, { voice, providerOptions });
    expect(warnings).toEqual([]);
    expect(readPlainWav(audio as Uint8Array)).toMatchObject({ rateHz: 24_000, samples: { length: 2400 } });
    expect(asked[0]).toMatchObject({
      path: `/v1/text-to-speech/${voice}?output_format=pcm_24000`,
      body: {
        text: "Hello there.",
        model_id: "eleven_multilingual_v2",
        voice_settings: { stability: 0.4, style: 0.2, speed: 0.75 },
      },
    });
    expect(asked[0]?.body).not.toHaveProperty("language_code");
  });

  it("is told the language where its model takes it", async () => {
    await speak(elevenlabsSpeech("eleven_flash_v2_5", own()), { language: "de-at" });
    expect(asked[0]?.body["language_code"]).toBe("de");
  });

  it("of the wanted gender speaks in place of another, with a warning", async () => {
    const providerOptions = { [HEADWAY_OPTIONS]: { gender: "female" } };
    const { warnings } = await speak(elevenlabsSpeech("eleven_multilingual_v2", own()), {
      voice: "JBFqnCBsd6RMkjVDRZzb",
      providerOptions,
    });
    expect(asked[0]?.path).toContain("9BWtsMINqrJLrRacOk9x");
    expect(warnings).toMatchObject([{ message: said("is not female") }]);
  });

  it("of the user's own comes first, with the first ids", async () => {
    const speech = elevenlabsSpeech("eleven_multilingual_v2@ownVoice1,ownVoice2", own());
    await speak(speech);
    expect(asked[0]?.path).toContain("/text-to-speech/ownVoice1?");
    const rows = await voiceCatalogue(speech).voices();
    expect(rows.slice(0, 3).map(({ id, voice }) => [id, voice])).toEqual([
      [400_001, "ownVoice1"],
      [400_002, "ownVoice2"],
      [400_010, "9BWtsMINqrJLrRacOk9x"],
    ]);
  });

  it.each(["eleven@", "@voice", "eleven@a/b", `eleven@${"v,".repeat(9)}v`])(
    "is refused in the setting %s",
    (detail) => {
      expect(() => oneVoice(`elevenlabs:${detail}`, {})).toThrow("expected MODEL or MODEL@VOICE,VOICE");
    },
  );

  // https://elevenlabs.io/docs/developers/resources/error-messages
  it.each<[string, number, object, object]>([
    [
      "a wrong key",
      401,
      { detail: { status: "invalid_api_key", message: "Invalid API key" } },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("refused the key (401): “Invalid API key”") },
    ],
    [
      "a used quota",
      401,
      { detail: { status: "quota_exceeded", message: "This request exceeds your quota of 10000." } },
      {
        code: "PROVIDER_UNAVAILABLE",
        retryable: false,
        message: said("has no balance left (401): “This request exceeds"),
      },
    ],
    [
      "an unknown voice",
      404,
      { detail: { status: "voice_not_found", message: "A voice with the voice_id x was not found." } },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("voice_id x was not found") },
    ],
    [
      "too many requests at once",
      429,
      { detail: { status: "too_many_concurrent_requests", message: "Too many concurrent requests." } },
      { code: "PROVIDER_RATE_LIMITED", retryable: true, message: said("Too many concurrent requests") },
    ],
    [
      "a missing member",
      422,
      { detail: [{ loc: ["body", "text"], msg: "field required", type: "value_error.missing" }] },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("field required") },
    ],
    ["JSON instead of sound", 200, { error: "busy" }, { code: "PROVIDER_BAD_ANSWER", message: said("busy") }],
  ])("that answers with %s fails with its code and words", async (_what, status, body, error) => {
    answer = failing(status, body);
    await expect(speak(elevenlabsSpeech("eleven_multilingual_v2", own()))).rejects.toMatchObject(error);
  });
});

describe("a voice of Deepgram", () => {
  it("is the model of the request, in WAV", async () => {
    const { warnings } = await speak(deepgramSpeech("aura-2", own()), { voice: "aura-2-apollo-en" });
    expect(warnings).toEqual([]);
    expect(asked[0]).toMatchObject({
      path: "/v1/speak?model=aura-2-apollo-en&encoding=linear16&container=wav&sample_rate=24000",
      body: { text: "Hello there." },
    });
  });

  it("is one of the language", async () => {
    await speak(deepgramSpeech("aura-2", own()), { language: "es-es" });
    expect(asked[0]?.path).toContain("model=aura-2-nestor-es");
    await expect(speak(deepgramSpeech("aura-2", own()), { language: "fi" })).rejects.toMatchObject({
      code: "UNSUPPORTED_LANGUAGE",
    });
  });

  it("that the setting names speaks where no other is asked for", async () => {
    await speak(deepgramSpeech("aura-2-zeus-en", own()));
    expect(asked[0]?.path).toContain("model=aura-2-zeus-en");
  });

  it("has an id of its own in its language", async () => {
    const rows = await voiceCatalogue(deepgramSpeech("aura-2", own())).voices();
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows.find(({ voice }) => voice === "aura-2-thalia-en")).toMatchObject({ languageTag: "en-us", gender: 2 });
    expect(rows.find(({ voice }) => voice === "aura-2-ama-ja")?.id).toBe(500_000 + idOfJapanese(rows) + 93);
  });

  // https://developers.deepgram.com/docs/errors
  it.each<[string, number, object, object]>([
    [
      "a wrong key",
      401,
      { err_code: "INVALID_AUTH", err_msg: "Invalid credentials.", request_id: "5a1c6b2e" },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("refused the key (401): “Invalid credentials”") },
    ],
    [
      "an empty account",
      402,
      { err_code: "PAYMENT_REQUIRED", err_msg: "Project does not have enough credits for this request." },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("has no balance left (402): “Project does not") },
    ],
    [
      "too many requests",
      429,
      { err_code: "TOO_MANY_REQUESTS", err_msg: "Too many requests. Please try again later" },
      { code: "PROVIDER_RATE_LIMITED", retryable: true },
    ],
    [
      "a text that is too long",
      413,
      { err_code: "PAYLOAD_TOO_LARGE", err_msg: "Input text exceeds maximum character limit of 2000." },
      { code: "PROVIDER_INPUT_TOO_LONG", message: said("limit of 2000") },
    ],
  ])("that answers with %s fails with its code and words", async (_what, status, body, error) => {
    answer = failing(status, body);
    await expect(speak(deepgramSpeech("aura-2", own()))).rejects.toMatchObject(error);
  });
});

function idOfJapanese(rows: readonly { readonly languageTag: string; readonly languageId: number | null }[]): number {
  return (rows.find(({ languageTag }) => languageTag === "ja-jp")?.languageId ?? 0) * 100;
}

describe("a vendor of voices", () => {
  it.each([
    ["elevenlabs:eleven_v3", "ELEVENLABS_API_KEY"],
    ["deepgram:aura-2", "DEEPGRAM_API_KEY"],
  ])("says which key is missing: %s", async (setting, variable) => {
    await expect(speak(oneVoice(setting, {}))).rejects.toMatchObject({
      code: "PROVIDER_UNAVAILABLE",
      retryable: false,
      message: said(variable),
    });
  });

  it.each([
    ["elevenlabs:eleven_v3", "ELEVENLABS_API_KEY", "xi-api-key", "own"],
    ["deepgram:aura-2", "DEEPGRAM_API_KEY", "authorization", "Token own"],
  ])(
    "gets only HEADWAY_SPEECH_API_KEY at an address of the user's own: %s",
    async (setting, variable, header, sent) => {
      await speak(oneVoice(setting, own({ [variable]: "cloud-key" })));
      await speak(oneVoice(setting, own({ [variable]: "cloud-key", HEADWAY_SPEECH_API_KEY: "own" })));
      expect(asked.map(({ headers }) => headers[header])).toEqual([undefined, sent]);
    },
  );
});
