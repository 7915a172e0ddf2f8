import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { installTinyVoice } from "@headway-jobs/local-models/testing/tiny-models";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { requireTool } from "@headway-jobs/tools/programs/find-tool";
import { plainWav } from "@headway-jobs/tools/sound/plain-wav";
import { type ToolName, TOOLS } from "@headway-jobs/tools/programs/tools";
import { PNG } from "../providers/image/stub-server.testing.ts";
import { type ChatBody, type StubReply, startChatStub } from "../providers/llm/chat-stub.testing.ts";
import { startVendorStub } from "../providers/llm/vendor-stub.testing.ts";
import { anthropicWire, ollamaWire } from "../providers/llm/vendor-wires.testing.ts";
import { startDeeplStub } from "../providers/translation/vendor-stub.testing.ts";
import { fliteSpeech } from "../providers/voice/flite.ts";
import { type CommandBench, commandBench } from "./testing/bench.ts";

type Answers = Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>>;

/** A server of several capabilities with OpenAI's addresses. */
async function listening(answers: Answers): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => answers[request.url ?? ""]?.(response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}/v1`;
}

/** The sentence as Kokoro-FastAPI streams it: WAV whose sizes say 0xFFFFFFFF (github.com/remsky/Kokoro-FastAPI, streaming_audio_writer.py). */
async function streamedWav(): Promise<Buffer> {
  const { audio } = await fliteSpeech().model.doGenerate({ text: "The old house has two windows and a garden." });
  const bytes = Buffer.from(audio as Uint8Array);
  for (const at of [4, 40]) bytes.writeUInt32LE(0xff_ff_ff_ff, at);
  return bytes;
}

/** A machine with these programs alone. */
async function withPrograms(...names: readonly ToolName[]): Promise<CommandBench> {
  const bench = await commandBench();
  const folder = join(bench.cwd, "programs");
  await mkdir(folder);
  for (const name of ["ffmpeg", "ffprobe", ...names] as const)
    await symlink(await requireTool(name), join(folder, TOOLS[name].program));
  bench.env["PATH"] = folder;
  return bench;
}

interface Called {
  readonly provider: string;
  readonly capability: string;
  readonly outcome: string;
  readonly said: string;
  readonly advice: string | null;
}

async function callAll(bench: CommandBench, settings: Readonly<Record<string, string>>) {
  Object.assign(bench.env, settings);
  const code = await bench.run("doctor", "--calls", "--json");
  const { ok, calls } = JSON.parse(bench.out.join("\n")) as { ok: boolean; calls: readonly Called[] };
  return { code, ok, calls, of: (capability: string) => calls.filter((call) => call.capability === capability) };
}

/** Does all that it is asked for. */
function able({ body }: { readonly body: ChatBody }): StubReply {
  if (body.tools !== undefined) return { text: "", calls: [{ name: "note_colour", arguments: '{"colour":"blue"}' }] };
  return { text: body.stream === true ? "Blue" : '{"colour":"blue"}' };
}

describe("headway doctor --calls", () => {
  it("calls every provider once, and says before what may cost money", async () => {
    const wav = await streamedWav();
    const baseURL = await listening({
      "/v1/audio/speech": (response) => response.writeHead(200, { "Content-Type": "audio/wav" }).end(wav),
      // As whisper.cpp's server writes it (examples/server/server.cpp).
      "/v1/audio/transcriptions": (response) =>
        response.end(
          JSON.stringify({
            task: "transcribe",
            text: " The old house.",
            segments: [{ id: 0, text: " The old house.", start: 0, end: 2.5, words: [] }],
          }),
        ),
      "/v1/images/generations": (response) =>
        response
          .writeHead(200, { "Content-Type": "application/json" })
          .end(JSON.stringify({ created: 1, data: [{ b64_json: PNG.toString("base64") }] })),
    });
    await using chat = await startChatStub(able);
    await using deepl = await startDeeplStub();
    const bench = await commandBench();
    const { code, ok, of } = await callAll(bench, {
      HEADWAY_SPEECH: "openai:kokoro,espeak",
      HEADWAY_SPEECH_BASE_URL: baseURL,
      HEADWAY_TRANSCRIPTION: "openai:whisper,pocketsphinx",
      HEADWAY_TRANSCRIPTION_BASE_URL: baseURL,
      HEADWAY_IMAGES: "openai:sd",
      HEADWAY_IMAGES_BASE_URL: baseURL,
      HEADWAY_TRANSLATION: "deepl,apertium",
      HEADWAY_DEEPL_URL: deepl.url,
      DEEPL_API_KEY: "key:fx",
      HEADWAY_LLM: "openai-compatible:stub",
      HEADWAY_LLM_BASE_URL: chat.baseURL,
    });
    expect(bench.notes).toContain(
      "This makes 7 requests to configured servers and vendors, which may cost money: openai:kokoro, openai:whisper, deepl, " +
        "openai-compatible:stub (3), openai:sd. Each provider has 120 s.",
    );
    expect(of("voice")).toMatchObject([
      {
        provider: "openai:kokoro",
        outcome: "ok",
        said: expect.stringMatching(/^[23]\.\d s of sound for 43 characters \(en.*WAV 16000 Hz$/),
      },
      { provider: "espeak-ng", outcome: "ok", said: expect.stringMatching(/WAV 22050 Hz$/) },
    ]);
    expect(of("ear")).toMatchObject([
      {
        provider: "openai:whisper",
        outcome: "ok",
        said: "heard “The old house.” where the built-in voice said “The old house has two windows and a garden.”",
      },
      { provider: "pocketsphinx", outcome: "ok", said: expect.stringMatching(/^heard “.*garden/) },
    ]);
    expect(of("translation")).toMatchObject([
      {
        provider: "deepl",
        outcome: "ok",
        said: "English to Spanish: “«The old house has two windows and a garden.»”",
      },
      { provider: "apertium", outcome: "ok", said: expect.stringContaining("casa") },
    ]);
    expect(of("language_model")).toMatchObject([
      { provider: "openai-compatible:stub", outcome: "ok", said: "“Blue” · function call: yes · JSON object: yes" },
    ]);
    expect(of("pictures")).toMatchObject([
      { provider: "openai:sd", outcome: "ok", said: expect.stringMatching(/^image\/png, 1 kB/) },
    ]);
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    expect(chat.asked).toHaveLength(3);
  }, 60_000);

  it("shows a table, with the provider's own words and the advice below what failed", async () => {
    // Ollama's answer for a model that is not there (https://github.com/ollama/ollama/pull/718).
    const missing = { status: 404, body: `{"error":"model 'qwen3:8b' not found, try pulling it first"}` };
    await using ollama = await startVendorStub(ollamaWire, [missing]);
    const bench = await withPrograms("flite");
    Object.assign(bench.env, {
      HEADWAY_LLM: "ollama:qwen3:8b",
      OLLAMA_HOST: ollama.origin,
      HEADWAY_TRANSLATION: "local",
      HEADWAY_TRANSCRIPTION: "deepgram:nova-3",
      HEADWAY_SPEECH: "flite",
    });
    expect(await bench.run("doctor", "--calls")).toBe(1);
    const table = bench.out.join("\n").split("PROVIDER")[1] ?? "";
    expect(table).toMatch(/flite +voice +ok +\d+\.\d s +\d\.\d s of sound/);
    expect(table).toMatch(/deepgram:nova-3 +recognition +failed +0\.0 s +It was not called: no key is set\.\n +Check /);
    expect(table).toMatch(
      /ollama:qwen3:8b +language model +failed +.*try pulling it first.*\n +Check that the model's server is running/,
    );
    expect(ollama.asked).toHaveLength(1);
  });

  const sentence: StubReply = { text: "The sky is blue." };
  it.each<[string, (call: { readonly body: ChatBody }) => StubReply, string, string]>([
    [
      "calls no function",
      (call) => (call.body.tools === undefined ? able(call) : sentence),
      "failed",
      "function call: no · JSON object: yes. function call: The language model answered with a text instead.",
    ],
    [
      "writes its calls as text",
      (call) =>
        call.body.tools === undefined
          ? able(call)
          : { text: '<tool_call>{"name":"note_colour","arguments":{"colour":"blue"}}</tool_call>' },
      "ok",
      "function call: yes, as text · JSON object: yes",
    ],
    [
      "writes no JSON",
      (call) => (call.body.stream === true ? able(call) : sentence),
      "failed",
      "JSON object: no. JSON object: The language model openai-compatible/stub did not answer in the requested form",
    ],
    [
      "puts its JSON into a fence",
      (call) => (call.body.stream === true ? able(call) : { text: '```json\n{"colour": "blue"}\n```' }),
      "ok",
      "JSON object: yes",
    ],
  ])(
    "says of a language model what it can do: one that %s",
    async (_what, reply, outcome, said) => {
      await using chat = await startChatStub(reply);
      const bench = await withPrograms("flite");
      const { of } = await callAll(bench, {
        HEADWAY_TRANSLATION: "local",
        HEADWAY_LLM: "openai-compatible:stub",
        HEADWAY_LLM_BASE_URL: chat.baseURL,
      });
      expect(of("language_model")).toMatchObject([{ outcome, said: expect.stringContaining(said) }]);
    },
    60_000,
  );

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    // https://github.com/remsky/Kokoro-FastAPI, routers/openai_compatible.py
    [
      "an error",
      (response) =>
        response
          .writeHead(400)
          .end(
            '{"detail":{"error":"validation_error","message":"Voice \'alloy\' not found","type":"invalid_request_error"}}',
          ),
      /Voice 'alloy' not found/,
    ],
    [
      "a page",
      (response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Login</title>"),
      /no sound|answered badly/,
    ],
    [
      "half a second of sound",
      (response) => response.writeHead(200, { "Content-Type": "audio/wav" }).end(tone(0.4)),
      /Nobody speaks so fast/,
    ],
    [
      "a minute of sound",
      (response) => response.writeHead(200, { "Content-Type": "audio/wav" }).end(tone(60)),
      /Nobody speaks so slowly/,
    ],
  ])(
    "does not take %s for a voice",
    async (_what, answer, words) => {
      const baseURL = await listening({ "/v1/audio/speech": answer });
      const bench = await withPrograms("flite");
      const { of } = await callAll(bench, { HEADWAY_SPEECH: "openai:kokoro", HEADWAY_SPEECH_BASE_URL: baseURL });
      expect(of("voice")).toMatchObject([
        { outcome: "failed", said: expect.stringMatching(words), advice: expect.stringMatching(/./) },
      ]);
    },
    60_000,
  );

  it("calls a vendor in its own format, each listed entry with its own address and language", async () => {
    const colour = { name: "note_colour", arguments: '{"colour":"blue"}' };
    await using anthropic = await startVendorStub(anthropicWire, [
      { text: "Blue" },
      { text: "", calls: [colour] },
      { text: '{"colour":"blue"}' },
    ]);
    const wav = await streamedWav();
    const baseURL = await listening({ "/v1/audio/speech": (response) => response.end(wav) });
    const bench = await withPrograms("flite");
    const { of } = await callAll(bench, {
      HEADWAY_PROVIDERS: JSON.stringify([
        {
          name: "claude",
          type: "anthropic",
          model: "claude-sonnet-4-5",
          base_url: `${anthropic.origin}/v1`,
          api_key: "sk-own",
        },
        { name: "german", type: "openai", model: "kokoro", base_url: baseURL, languages: ["de"] },
      ]),
      HEADWAY_LLM: "claude",
      HEADWAY_TRANSLATION: "local",
      HEADWAY_SPEECH: "german",
    });
    expect(of("language_model")).toMatchObject([
      { provider: "claude", said: "“Blue” · function call: yes · JSON object: yes" },
    ]);
    expect(of("voice")).toMatchObject([{ provider: "german", said: expect.stringContaining("(de)") }]);
    expect(bench.out.join("\n")).not.toContain("sk-own");
  });

  it("ends at once when it is interrupted", async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const baseURL = await listening({ "/v1/audio/speech": () => resolve() });
    const bench = await withPrograms("flite");
    Object.assign(bench.env, { HEADWAY_SPEECH: "openai:kokoro", HEADWAY_SPEECH_BASE_URL: baseURL });
    const running = bench.run("doctor", "--calls");
    await asked;
    bench.interrupt();
    expect(await running).toBe(130);
  });

  it("calls local models, and of a default only what is installed", async () => {
    const bench = await withPrograms("flite");
    await installTinyVoice(join(bench.cwd, ".headway", "models"));
    const { calls, code } = await callAll(bench, { HEADWAY_SPEECH: "local,flite" });
    expect(bench.notes).toContain("No server and no vendor is called: only what runs on this machine.");
    expect(calls.map(({ provider }) => provider)).toEqual(["local", "flite"]);
    // The library of the models is not installed.
    expect(calls[0]).toMatchObject({
      outcome: "failed",
      said: "It was not called: the library of piper-tiny is missing.",
    });
    expect(code).toBe(1);
  });
});

/** A tone as WAV, 24 kHz. */
function tone(seconds: number): Uint8Array {
  return plainWav(
    Int16Array.from({ length: 24_000 * seconds }, (_, at) => 8000 * Math.sin(at / 10)),
    24_000,
  );
}

describe("headway doctor without --calls", () => {
  it("says which configured providers were not called, and what is in force", async () => {
    const bench = await withPrograms("flite");
    Object.assign(bench.env, {
      HEADWAY_LLM: "ollama:qwen3:8b",
      HEADWAY_SPEECH: "openai:tts-1,flite",
      OPENAI_API_KEY: "k",
    });
    await bench.run("doctor");
    const said = bench.out.join("\n");
    expect(said).toMatch(
      /· not called +openai:tts-1, ollama:qwen3:8b: whether they answer is not known\n +headway doctor --calls/,
    );
    expect(said).toMatch(/✓ in force +voice: openai:tts-1, flite \(built in\) · ear: none/);
  });

  it("says nothing of calls where all providers are built in", async () => {
    const bench = await withPrograms("flite");
    await bench.run("doctor");
    expect(bench.out.join("\n")).not.toContain("not called");
  });

  it("offers a running Ollama, and does not look for one where that is switched off", async () => {
    const host = new URL(
      await listening({
        "/api/tags": (response) => response.end('{"models":[{"name":"qwen3:8b","details":{"family":"qwen3"}}]}'),
        "/api/show": (response) => response.end("{}"),
      }),
    ).host;
    const bench = await withPrograms("flite");
    Object.assign(bench.env, { OLLAMA_HOST: host, LMSTUDIO_BASE_URL: "http://127.0.0.1:9/v1" });
    await bench.run("doctor");
    expect(bench.out.join("\n")).not.toContain("Ollama");
    bench.env["HEADWAY_PROBE"] = "on";
    await bench.run("doctor");
    expect(bench.out.join("\n")).toMatch(
      /· Ollama +runs here with qwen3:8b\n +HEADWAY_LLM=ollama:qwen3:8b headway serve/,
    );
    bench.env["HEADWAY_LLM"] = "ollama:llama3";
    await bench.run("doctor");
    expect(bench.out.join("\n")).not.toContain("qwen3");
  });
});
