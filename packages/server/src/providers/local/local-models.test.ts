import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bergamotPackage } from "@headway-jobs/local-models/testing/bergamot-package";
import {
  installTinyCtcEar,
  installTinyTransducer,
  installTinyVoice,
  installTinyWhisper,
  TEST_RUNTIME,
} from "@headway-jobs/local-models/testing/tiny-models";
import { ENGLISH_SPANISH, writeToyModel } from "@headway-jobs/local-models/testing/toy-marian";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { speak } from "../../services/speech/testing/speech-server.ts";
import { TestServer } from "../../services/video/testing/server.ts";
import { fliteSpeech } from "../voice/flite.ts";
import { LocalModels } from "./local-models.ts";

/** Tiny models in the formats of real ones, which run in the real libraries. */
async function installModels(folder: string): Promise<void> {
  await installTinyVoice(folder);
  await installTinyWhisper(folder);
  const { manifest } = await writeToyModel(join(folder, "toy-en-es"), { from: "en", to: "es", words: ENGLISH_SPANISH });
  await writeFile(join(folder, "toy-en-es", "model.json"), JSON.stringify({ ...manifest, name: "toy-en-es" }));
  await installPackages(folder, "sherpa-onnx-node@1.13.8", TEST_RUNTIME);
  await installPackages(folder, "bergamot-translator@0.4.9", dirname(dirname(bergamotPackage())));
}

async function installPackages(folder: string, runtime: string, packages: string): Promise<void> {
  const [name, version] = runtime.split("@");
  const place = join(folder, ".runtimes", runtime);
  await mkdir(place, { recursive: true });
  await symlink(packages, join(place, "node_modules"));
  await writeFile(join(place, "runtime.json"), JSON.stringify({ name, version, licence: "Apache-2.0", files: [] }));
}

let models: string;
let server: TestServer;
beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), "headway-models-"));
  await installModels(models);
  server = await TestServer.start({ HEADWAY_MODELS: models });
}, 60_000);
afterAll(async () => {
  await server.dispose();
  await rm(models, { recursive: true, force: true });
});

async function providersOf(jobId: string): Promise<readonly string[]> {
  const response = await fetch(server.url(`/v1/jobs/${jobId}`));
  const { usage } = (await response.json()) as { usage?: { providers?: readonly { name: string }[] } };
  return (usage?.providers ?? []).map(({ name }) => name);
}

/** What a finished job reports. */
const wordsOf = async (jobId: string): Promise<string> => {
  const told = await fetch(server.url(`/v1/jobs/${jobId}/events`));
  return JSON.stringify(await server.job(jobId)) + (await told.text());
};

const film = { topic: "Tides", source: "# Tides\n\nThe moon pulls the water.", num_slides: 1, size: "854x480" };

async function localVoice(): Promise<number | undefined> {
  const voices = (await (await fetch(server.url("/list-voices"))).json()) as { id: number; description: string }[];
  return voices.find(({ description }) => description.endsWith("of a local model."))?.id;
}

async function analyse(): Promise<string> {
  const flite = fliteSpeech();
  const { audio } = await flite.model.doGenerate({ text: "Good morning, and welcome. Let us begin with the report." });
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(Buffer.from(audio as Uint8Array))], { type: "audio/wav" }), "call.wav");
  const response = await fetch(server.url("/analyze"), {
    method: "POST",
    body: form,
    headers: { Prefer: "respond-async" },
  });
  const { job_id: jobId } = (await response.json()) as { job_id: string };
  await server.finish(jobId);
  return jobId;
}

describe("installed models", () => {
  it("narrate films", async () => {
    const jobId = await server.generate(film);
    await server.finish(jobId);
    expect((await server.job(jobId)).status).toBe("completed");
    expect(await providersOf(jobId)).toContain("local/piper-tiny");
  }, 60_000);

  it("speak and translate", async () => {
    const spoken = await speak(server, "tts", { text: "The house is red.", voice_id: await localVoice(), language: 1 });
    expect(spoken.status).toBe("SUCCESS");
    expect(await providersOf(spoken.jobId)).toContain("local/piper-tiny");
    const translated = await speak(server, "translate", {
      texts: ["The house is red."],
      source_language: 1,
      target_language: 54,
    });
    expect(translated.status).toBe("SUCCESS");
    expect(await providersOf(translated.jobId)).toContain("local/bergamot");
    const { texts } = JSON.parse((await server.download(`/translation-result/${translated.run_id}`)).toString()) as {
      texts: string[];
    };
    expect(texts).toEqual(["La casa es roja."]);
  }, 60_000);

  it("hear recordings", async () => {
    expect(await providersOf(await analyse())).toContain("local/whisper-tiny");
  }, 60_000);

  it("translate documents", async () => {
    const { body } = await server.post("/v1/chat", {
      message: "Translate everything into Spanish",
      session_id: "models",
      document_html: "<p>The house is red.</p>",
      approval_mode: "approve_all",
    });
    expect(JSON.stringify(body)).toContain("casa");
  }, 60_000);

  it("translate as the model that took the place of another one", async () => {
    const words = ENGLISH_SPANISH.map(([from, to]) => [from, to === "casa" ? "agua" : to] as const);
    const folder = join(models, "toy-en-es");
    const { manifest } = await writeToyModel(folder, { from: "en", to: "es", words });
    await writeFile(join(folder, "model.json"), JSON.stringify({ ...manifest, name: "toy-en-es" }));
    const { body } = await server.post("/v1/chat", {
      message: "Translate everything into Spanish",
      session_id: "replaced",
      document_html: "<p>The house is red.</p>",
      approval_mode: "approve_all",
    });
    expect(JSON.stringify(body)).toContain("agua");
  }, 60_000);

  it("that fail give way to the built-in recogniser, with a warning that names both", async () => {
    const tokens = join(models, "whisper-tiny", "tokens.txt");
    await rename(tokens, `${tokens}.away`);
    const jobId = await analyse();
    await rename(`${tokens}.away`, tokens);
    expect(await providersOf(jobId)).toContain("pocketsphinx");
    expect(await wordsOf(jobId)).toMatch(/pocketsphinx was used instead of local, which failed: .*whisper-tiny/);
  }, 60_000);

  it("are loaded again when another of the same name and format takes their place", async () => {
    expect(await wordsOf(await analyse())).not.toContain("replaced");
    const heard = Buffer.from(" replaced").toString("base64");
    const folder = join(models, "whisper-tiny");
    await writeFile(join(folder, "tokens.txt"), `${heard} 0\n${heard} 1\n`);
    const manifest = await readFile(join(folder, "model.json"), "utf8");
    await writeFile(join(folder, "model.json"), `${manifest}\n`);
    expect(await wordsOf(await analyse())).toContain("replaced");
  }, 60_000);

  it("give way to the built-in programs when they are removed, without a restart", async () => {
    const id = await localVoice();
    await rm(models, { recursive: true, force: true });
    const jobId = await server.generate(film);
    await server.finish(jobId);
    expect(await providersOf(jobId)).toEqual(expect.arrayContaining([expect.stringMatching(/flite|espeak/)]));
    expect(await localVoice()).toBeUndefined();
    const gone = await server.post("/tts", { text: "The house is red.", voice_id: id, language: 1 });
    expect(gone.status).toBe(422);
    expect(await providersOf(await analyse())).toContain("pocketsphinx");
  }, 90_000);
});

describe("several ears", () => {
  it("understand their languages together; when one fails, the next one hears with a warning", async () => {
    const folder = await mkdtemp(join(tmpdir(), "headway-models-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await installPackages(folder, "sherpa-onnx-node@1.13.8", TEST_RUNTIME);
    const local = await LocalModels.open(folder);
    const ears = local.transcription();
    onTestFinished(() => ears.close());
    const request = { samples: new Int16Array(16_000).fill(1000), language: "EN", urgency: "recording" } as const;
    expect(await ears.languages()).toEqual([]);
    await expect(ears.transcribe(request)).rejects.toMatchObject({ code: "MODEL_MISSING" });
    const { folder: broken } = await installTinyCtcEar(folder);
    expect(await ears.languages()).toEqual(["en"]);
    expect(ears.name).toBe("local/ctc-tiny");
    await rm(join(broken, "tokens.txt"));
    await installTinyTransducer(folder);
    expect(await ears.languages()).toEqual(["en", "de"]);
    expect(ears.name).toBe("local");
    const heard = await ears.transcribe(request);
    expect(heard?.warnings).toEqual([
      expect.stringMatching(/^local\/transducer-tiny was used instead of local\/ctc-tiny, which failed: /),
    ]);
    await expect(ears.transcribe({ ...request, language: "fr" })).rejects.toMatchObject({
      code: "UNSUPPORTED_LANGUAGE",
    });
  }, 60_000);
});

/** Processes that this one has started, on Linux. */
async function children(): Promise<readonly string[]> {
  const tasks = await readdir("/proc/self/task");
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/self/task/${task}/children`, "utf8").catch(() => "")),
  );
  return lists.join(" ").split(" ").filter(Boolean);
}

it("a model that is removed is not kept in memory", async () => {
  const folder = await mkdtemp(join(tmpdir(), "headway-models-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await installPackages(folder, "sherpa-onnx-node@1.13.8", TEST_RUNTIME);
  const { folder: model } = await installTinyTransducer(folder);
  const local = await LocalModels.open(folder);
  onTestFinished(() => local.close());
  const ears = local.transcription();
  const before = await children();
  await ears.transcribe({ samples: new Int16Array(16_000).fill(1000), urgency: "recording" });
  const loaded = (await children()).filter((pid) => !before.includes(pid));
  expect(loaded).toHaveLength(1);
  await rm(model, { recursive: true });
  expect(await ears.languages()).toEqual([]);
  await expect.poll(children).not.toContain(loaded[0]);
}, 60_000);
