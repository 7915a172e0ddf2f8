import type { Speech } from "@headway-jobs/ports/speech";
import { testSpeech } from "@headway-jobs/ports/testing/speech";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPlainWav } from "@headway-jobs/tools/sound/plain-wav";
import { describe, expect, it } from "vitest";
import { ModelProcesses } from "../process/model-processes.ts";
import { useModelFolder } from "../testing/model-folder.ts";
import {
  installDescribedTinyVoice,
  installTinyKokoro,
  installTinyVoice,
  TEST_RUNTIME,
} from "../testing/tiny-models.ts";
import { modelSpeech } from "./model-speech.ts";

const models = useModelFolder();
const { processes } = models;

const ENGLISH = { language: "en-us", text: "This is one sentence." };
const RUNNING = { processes, runtime: TEST_RUNTIME };

testSpeech("a local Piper voice", async () => {
  const voice = await installTinyVoice(models.path);
  return { speech: modelSpeech({ models: () => Promise.resolve([voice]), ...RUNNING }), ...ENGLISH };
});

testSpeech("a local Kokoro model", async () => {
  const voice = await installTinyKokoro(models.path);
  return { speech: modelSpeech({ models: () => Promise.resolve([voice]), ...RUNNING }), ...ENGLISH };
});

describe("local voices", () => {
  it("have stable names, tags and genders by the manifest, by Kokoro's names or by Piper's description", async () => {
    const all = await Promise.all([
      installTinyKokoro(models.path),
      installDescribedTinyVoice(models.path),
      installTinyVoice(models.path, "piper-named", {
        voices: [{ id: "piper-anna", name: "Anna", language: "de_DE", gender: "female" }],
      }),
    ]);
    const speech = modelSpeech({ models: () => Promise.resolve(all), ...RUNNING });
    expect(await speech.voices()).toEqual([
      { id: "kokoro-af_low", name: "Low", language: "en-us", gender: "female", maker: "kokoro" },
      { id: "kokoro-bm_high", name: "High", language: "en-gb", gender: "male", maker: "kokoro" },
      { id: "piper-en_US-tiny-low", name: "Tiny", language: "en-us", gender: "neutral", maker: "piper" },
      { id: "piper-anna", name: "Anna", language: "de-de", gender: "female", maker: "piper" },
    ]);
    expect(await speech.languages()).toEqual(["en-us", "en", "en-gb", "de-de", "de"]);
    expect(speech.reads).toBe("spoken");
  });

  it("of other models stay when those of one cannot be read or are gone", async () => {
    const sound = await installTinyVoice(models.path);
    const damaged = await installTinyVoice(models.path, "piper-damaged", { voices: [""] });
    const gone = { ...(await installDescribedTinyVoice(models.path)), folder: join(models.path, "removed") };
    const speech = modelSpeech({ models: () => Promise.resolve([damaged, gone, sound]), ...RUNNING });
    expect((await speech.voices()).map(({ id }) => id)).toEqual(["piper-tiny"]);
  });

  it("speak as the voice, the language and the gender that are asked for", async () => {
    const kokoro = await installTinyKokoro(models.path);
    const speech = modelSpeech({ models: () => Promise.resolve([kokoro]), ...RUNNING });
    const pitchOf = async (asked: object): Promise<number> => crossingsPerS(await spokenBy(speech, asked));
    const [low, high] = [await pitchOf({ voice: "kokoro-af_low" }), await pitchOf({ voice: "kokoro-bm_high" })];
    expect(high / low).toBeCloseTo(3, 1);
    expect(await pitchOf({})).toBeCloseTo(low, 0);
    expect(await pitchOf({ language: "en-gb" })).toBeCloseTo(high, 0);
    expect(await pitchOf({ providerOptions: { headway: { gender: "male" } } })).toBeCloseTo(high, 0);
    const { warnings } = await speech.model.doGenerate({
      text: "Hello.",
      voice: "kokoro-af_low",
      providerOptions: { headway: { gender: "male" } },
    });
    expect(warnings).toEqual([{ type: "other", message: "The voice kokoro-af_low is not male; High speaks instead." }]);
    // Ids of Piper's voices have capitals.
    const piper = await installDescribedTinyVoice(models.path);
    const itself = modelSpeech({ models: () => Promise.resolve([piper]), ...RUNNING });
    for (const voice of ["piper-en_US-tiny-low", "piper-en_us-tiny-low"]) {
      expect((await itself.model.doGenerate({ text: "Hello.", voice })).warnings).toEqual([]);
    }
  });

  it("speak faster when they are asked to", async () => {
    const voice = await installTinyVoice(models.path);
    const speech = modelSpeech({ models: () => Promise.resolve([voice]), ...RUNNING });
    const [usual, fast] = [await spokenBy(speech, {}), await spokenBy(speech, { speed: 2 })];
    expect(usual.length / fast.length).toBeCloseTo(2, 1);
  });

  it("refuse a language and a voice that they do not have, and say which there are", async () => {
    const kokoro = await installTinyKokoro(models.path);
    const speech = modelSpeech({ models: () => Promise.resolve([kokoro]), ...RUNNING });
    await expect(spokenBy(speech, { language: "fr" })).rejects.toMatchObject({
      code: "UNSUPPORTED_LANGUAGE",
      message: "The local voices asked for speak en-us, en-gb only.",
    });
    await expect(spokenBy(speech, { voice: "kokoro-af_none" })).rejects.toMatchObject({ code: "VOICE_FAILED" });
    const none = modelSpeech({ models: () => Promise.resolve([]), ...RUNNING });
    expect([await none.voices(), await none.languages()]).toEqual([[], []]);
    await expect(spokenBy(none, {})).rejects.toThrow("No local model of a voice is installed.");
  });

  it("say what is missing: the runtime, the data of espeak-ng, a file", async () => {
    const voice = await installTinyVoice(models.path, "piper-broken");
    const alone = new ModelProcesses();
    const only = () => Promise.resolve([voice]);
    const noRuntime = modelSpeech({ models: only, processes: alone, runtime: join(models.path, "no-such-folder") });
    await expect(spokenBy(noRuntime, {})).rejects.toMatchObject({
      code: "MODEL_MISSING",
      message: expect.stringContaining("The runtime of the local model piper-broken cannot be loaded"),
    });
    await alone.close();
    const noData = modelSpeech({ models: only, ...RUNNING, espeakPlaces: [] });
    await expect(spokenBy(noData, {})).rejects.toThrow("needs the data of espeak-ng");
    await writeFile(join(voice.folder, "model.onnx"), "no network");
    const broken = modelSpeech({ models: only, ...RUNNING });
    await expect(spokenBy(broken, {})).rejects.toMatchObject({ code: "VOICE_FAILED", retryable: true });
    await rm(join(voice.folder, "model.onnx"));
    await expect(spokenBy(broken, {})).rejects.toThrow("The local model piper-broken has no file of its network.");
  });

  it("are still there, under the name of their model, when their description cannot be read", async () => {
    const voice = await installDescribedTinyVoice(models.path);
    await writeFile(join(voice.folder, "model.onnx.json"), "{");
    const speech = modelSpeech({ models: () => Promise.resolve([voice]), ...RUNNING });
    expect(await speech.voices()).toMatchObject([{ id: "piper-described", language: "en-us" }]);
    expect((await spokenBy(speech, {})).length).toBeGreaterThan(0);
  });

  it("load no native code into this process", async () => {
    const voice = await installTinyVoice(models.path);
    const speech = modelSpeech({ models: () => Promise.resolve([voice]), ...RUNNING });
    await spokenBy(speech, {});
    expect(await readFile("/proc/self/maps", "utf8")).not.toContain("sherpa-onnx");
  });

  it("allow for a queue and for loading before they speak, which have limits of their own", () => {
    const speech = modelSpeech({ models: () => Promise.resolve([]), ...RUNNING });
    expect(speech.timeLimitMs).toBe(15 * 60_000);
  });

  it("count what they speak", async () => {
    const voice = await installTinyVoice(models.path);
    const used: unknown[] = [];
    const only = () => Promise.resolve([voice]);
    const speech = modelSpeech({ models: only, ...RUNNING, onUse: (use) => used.push(use) });
    await spokenBy(speech, {});
    expect(used).toEqual([{ name: "local/piper-tiny", characters: 21 }]);
  });
});

async function spokenBy(speech: Speech, asked: object): Promise<Int16Array> {
  const { audio } = await speech.model.doGenerate({ text: ENGLISH.text, ...asked });
  return readPlainWav(typeof audio === "string" ? Buffer.from(audio, "base64") : audio)?.samples ?? new Int16Array();
}

/** Twice the pitch of a hum. */
function crossingsPerS(samples: Int16Array): number {
  const crossings = samples.filter((one, at) => at > 0 && one >= 0 !== (samples[at - 1] ?? 0) >= 0).length;
  return (crossings / samples.length) * 22_050;
}
