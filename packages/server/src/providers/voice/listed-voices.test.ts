import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openaiSpeech } from "./openai-speech.ts";
import { oneVoice } from "./testing/one-voice.ts";
import { voiceCatalogue } from "./voice-catalogue.ts";
import type { VoiceInfo } from "@headway-jobs/ports/speech";

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

let server: Server;
/** Answers by path; any other path is not known. */
let answers: Readonly<Record<string, Answer>>;
let asked: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "";
    const { authorization, "xi-api-key": vendorKey } = request.headers;
    asked.push(`${authorization ?? String(vendorKey ?? "-")} ${path}`);
    const { status = 200, body } = answers[path] ?? { status: 404, body: { detail: "Not Found" } };
    response.writeHead(status, { "content-type": "application/json" });
    request.resume().on("end", () => response.end(typeof body === "string" ? body : JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => {
  asked = [];
  answers = {};
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const env = (more: Record<string, string> = {}): Record<string, string> => ({
  HEADWAY_SPEECH_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
  ...more,
});
const shown = ({ id, name, language, gender }: VoiceInfo) => `${id} | ${name} | ${language} | ${gender}`;
const listedBy = async (setting: string, more = {}) => (await oneVoice(setting, env(more)).voices()).map(shown);
const OPENAI = ["alloy | Alloy | mul | neutral", "ash | Ash | mul | male"];

describe("the voices of a server with OpenAI's API", () => {
  it.each<[string, string, Readonly<Record<string, Answer>>, readonly string[]]>([
    [
      "Kokoro-FastAPI (api/src/routers/openai_compatible.py)",
      "kokoro",
      {
        "/v1/models/kokoro": { body: { id: "kokoro", object: "model", created: 1_686_935_002, owned_by: "kokoro" } },
        "/v1/audio/voices?model=kokoro": {
          body: { voices: ["af_bella", "bm_v0george", "ef_dora", "zm_sky"].map((id) => ({ id, name: id })) },
        },
      },
      [
        "af_bella | Bella | en-us | female",
        "bm_v0george | V0george | en-gb | male",
        "ef_dora | Dora | es-es | female",
        "zm_sky | Sky | zh-cn | male",
      ],
    ],
    [
      "Kokoro-FastAPI before its change to objects (CHANGELOG.md)",
      "kokoro",
      { "/v1/audio/voices?model=kokoro": { body: { voices: ["ff_siwis", "my_clone"] } } },
      ["ff_siwis | Siwis | fr-fr | female", "my_clone | my_clone | mul | neutral"],
    ],
    [
      "Speaches, by the model alone (src/speaches/routers/models.py)",
      "speaches-ai/piper-de_DE-thorsten-high",
      {
        "/v1/models/speaches-ai/piper-de_DE-thorsten-high": {
          body: {
            id: "speaches-ai/piper-de_DE-thorsten-high",
            object: "model",
            task: "text-to-speech",
            sample_rate: 22_050,
            voices: [{ name: "thorsten", language: "de", id: "thorsten" }],
          },
        },
      },
      ["thorsten | thorsten | de | neutral"],
    ],
    [
      "Speaches, Kokoro (src/speaches/executors/kokoro.py)",
      "speaches-ai/Kokoro-82M-v1.0-ONNX",
      {
        "/v1/models/speaches-ai/Kokoro-82M-v1.0-ONNX": {
          body: { voices: [{ name: "pm_alex", language: "pt-br", gender: "male", id: "pm_alex" }] },
        },
      },
      ["pm_alex | Alex | pt-br | male"],
    ],
    [
      "Chatterbox-TTS-Server (server.py)",
      "chatterbox",
      { "/v1/audio/voices?model=chatterbox": { body: { status: "ok", voices: ["Abigail.wav", "Old Man.mp3"] } } },
      ["Abigail.wav | Abigail.wav | mul | neutral", "Old Man.mp3 | Old Man.mp3 | mul | neutral"],
    ],
    [
      "chatterbox-tts-api (app/core/voice_library.py)",
      "tts-1",
      {
        "/v1/voices": {
          body: {
            count: 1,
            voices: [
              { name: "Ana", filename: "Ana.wav", language: "fr", aliases: ["a"], exists: true, upload_date: "2026" },
            ],
          },
        },
      },
      ["Ana | Ana | fr | neutral"],
    ],
    [
      "openai-edge-tts (app/tts_handler.py)",
      "tts-1",
      {
        "/v1/audio/voices?model=tts-1": {
          body: {
            voices: [
              { id: "alloy", name: "en-US-JennyNeural" },
              { id: "echo", name: "en-GB-RyanNeural" },
            ],
          },
        },
      },
      ["alloy | en-US-JennyNeural | en-us | neutral", "echo | en-GB-RyanNeural | en-gb | neutral"],
    ],
    [
      "vLLM-Omni: uploaded voices beside its own",
      "Qwen3-TTS",
      {
        "/v1/audio/voices?model=Qwen3-TTS": {
          body: {
            voices: ["ryan", "vivian"],
            uploaded_voices: [{ name: "boss", consent: "c1", mime_type: "audio/wav" }],
          },
        },
      },
      ["ryan | ryan | mul | neutral", "vivian | vivian | mul | neutral", "boss | boss | mul | neutral"],
    ],
    [
      "entries that name nothing, twice the same, or have members of another type",
      "m",
      {
        "/v1/audio/voices?model=m": {
          body: {
            voices: [null, 7, {}, "", " ", "a\u0000b", "x", "x", { id: "y", name: 5, language: ["en"], gender: "f" }],
          },
        },
      },
      ["x | x | mul | neutral", "y | y | mul | female"],
    ],
  ])("are those that it lists: %s", async (_server, model, known, expected) => {
    answers = known;
    expect(await listedBy(`openai:${model}`)).toEqual(expected);
  });

  it.each<[string, Readonly<Record<string, Answer>>]>([
    ["LocalAI: 404 everywhere", {}],
    // Its parameter has another name than its route (openedai.py, 31f0335).
    ["openedai-speech", { "/v1/models/tts-1": { status: 422, body: { detail: [{ msg: "Field required" }] } } }],
    ["a page for every address", { "/v1/audio/voices?model=tts-1": { body: "<!doctype html><title>UI</title>" } }],
    ["an empty list (chatterbox-tts-api without a library)", { "/v1/voices": { body: { voices: [], count: 0 } } }],
    ["an error", { "/v1/audio/voices?model=tts-1": { status: 500, body: { detail: "server_error" } } }],
    ["an address of another meaning", { "/v1/voices": { status: 400, body: { error: "voice_id is missing" } } }],
  ])("are OpenAI's where it has no list: %s", async (_what, known) => {
    answers = known;
    expect((await listedBy("openai:tts-1")).slice(0, 2)).toEqual(OPENAI);
  });

  it("are asked for with the server's own key, and never of OpenAI itself", async () => {
    await listedBy("openai:m", { HEADWAY_SPEECH_API_KEY: "local", OPENAI_API_KEY: "sk-cloud" });
    expect(asked).toEqual([
      "Bearer local /v1/models/m",
      "Bearer local /v1/audio/voices?model=m",
      "Bearer local /v1/voices",
    ]);
    asked = [];
    await openaiSpeech("tts-1", { OPENAI_API_KEY: "sk-cloud" }).voices();
    expect(asked).toEqual([]);
  });

  it("decide the languages, and which one speaks a text", async () => {
    answers = { "/v1/audio/voices?model=k": { body: { voices: ["af_bella", "am_adam", "ef_dora"] } } };
    const speech = oneVoice("openai:k", env());
    expect(await speech.languages()).toEqual(["en-us", "es-es"]);
    await expect(speech.model.doGenerate({ text: "Hallo", language: "de" })).rejects.toMatchObject({
      code: "UNSUPPORTED_LANGUAGE",
    });
  });

  it("have numbers of the store, also where their names are OpenAI's", async () => {
    answers = {
      "/v1/audio/voices?model=k": { body: { voices: ["ef_dora", { id: "alloy", language: "de-de" }, { id: "nova" }] } },
    };
    const names: string[] = [];
    const allot = async (name: string) => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1) + 1;
    const rows = await voiceCatalogue(oneVoice("openai:k", env()), { allot }).voices();
    expect(rows.map(({ id, voice, languageTag }) => [id, voice, languageTag])).toEqual([
      [300_006, "nova", "mul"],
      [1_001_054, "ef_dora", "es-es"],
      [1_002_031, "alloy", "de-de"],
    ]);
  });

  it("are read from whatever a server answers", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (body) => {
        answers = { "/v1/audio/voices?model=m": { body: { voices: body } }, "/v1/voices": { body } };
        for (const { id, name } of await oneVoice("openai:m", env()).voices()) {
          expect(id.trim()).not.toBe("");
          expect(typeof name).toBe("string");
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** As the test of that kit has them. */
const tts = (name: string, id: string, languages: string[], tags: string[]) => ({
  name,
  canonical_name: id,
  architecture: "aura-2",
  languages,
  metadata: { accent: "American", age: "Adult", tags },
});

describe("the voices of an account", () => {
  it("are asked of ElevenLabs: the default ones by their table, then the account's own", async () => {
    // Members as in tests/wire/voices.test.ts of github.com/elevenlabs/elevenlabs-js (87100890); names with their manner as the API gives them since 2025.
    answers = {
      "/v1/voices": {
        body: {
          voices: [
            { voice_id: "myClone01", name: "Boss", category: "cloned", labels: {} },
            {
              voice_id: "JBFqnCBsd6RMkjVDRZzb",
              name: "George - Warm, Captivating Storyteller",
              labels: { gender: "male" },
            },
            {
              voice_id: "otherVoice02",
              name: "Bella - Professional",
              category: "premade",
              labels: { gender: "female" },
            },
            { voice_id: "9BWtsMINqrJLrRacOk9x", name: "Aria", samples: null, labels: null },
          ],
        },
      },
    };
    expect(await listedBy("elevenlabs:eleven_v3@myOwn", { HEADWAY_SPEECH_API_KEY: "key" })).toEqual([
      "myOwn | Own voice 1 | mul | neutral",
      "9BWtsMINqrJLrRacOk9x | Aria | mul | female",
      "JBFqnCBsd6RMkjVDRZzb | George | mul | male",
      "myClone01 | Boss | mul | neutral",
      "otherVoice02 | Bella | mul | female",
    ]);
    expect(asked).toEqual(["key /v1/voices"]);
  });

  it("are asked of Deepgram: those of Aura 2", async () => {
    // tests/wire/manage/v1/models.test.ts of github.com/deepgram/deepgram-js-sdk (1913abc)
    answers = {
      "/v1/models": {
        body: {
          stt: [{ name: "nova-3", canonical_name: "nova-3" }],
          tts: [
            tts("new", "aura-2-new-en", ["en", "en-IE"], ["feminine", "deep"]),
            tts("zeus", "aura-2-zeus-en", ["en", "en-US"], ["masculine", "deep"]),
            { name: "alexis", canonical_name: "flux-alexis-en" },
            { name: null, canonical_name: "aura-2-bare-de" },
          ],
        },
      },
    };
    expect(await listedBy("deepgram:aura-2", { HEADWAY_SPEECH_API_KEY: "key" })).toEqual([
      "aura-2-zeus-en | Zeus | en-us | male",
      "aura-2-new-en | New | en-ie | female",
      "aura-2-bare-de | Aura-2-bare-de | de-de | neutral",
    ]);
    expect(asked).toEqual(["Token key /v1/models"]);
  });

  it.each(["elevenlabs:eleven_v3", "deepgram:aura-2"])(
    "are those of the table where it cannot be asked: %s",
    async (setting) => {
      const unasked = (await oneVoice(setting, {}).voices()).map(shown);
      expect(unasked.length).toBeGreaterThan(10);
      answers = { "/v1/voices": { status: 401, body: { detail: { status: "invalid_api_key" } } } };
      expect(await listedBy(setting)).toEqual(unasked);
    },
  );
});
