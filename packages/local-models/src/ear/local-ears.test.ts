import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Transcription } from "@headway-jobs/ports/transcription";
import { describe, expect, it } from "vitest";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { ModelProcesses } from "../process/model-processes.ts";
import { useModelFolder } from "../testing/model-folder.ts";
import {
  installTinyCtcEar,
  installTinyTransducer,
  installTinyVoice,
  installTinyWhisper,
  TEST_RUNTIME,
} from "../testing/tiny-models.ts";
import { tones } from "../testing/tones.ts";
import { modelTranscription } from "./model-transcription.ts";

const models = useModelFolder();
const { processes } = models;

const ear = (model: InstalledModel, used: unknown[] = []): Transcription =>
  modelTranscription({ model, processes, runtime: TEST_RUNTIME, onUse: (use) => used.push(use) });

const recording = { urgency: "recording" } as const;

describe("a local ear", () => {
  it("says when each word was spoken, from the start of the recording", async () => {
    const samples = tones(
      { word: null, lengthS: 1 },
      { word: "low", lengthS: 0.4 },
      { word: null, lengthS: 0.3 },
      { word: "high", lengthS: 0.4 },
      { word: null, lengthS: 4 },
      { word: "low", lengthS: 0.4 },
    );
    const heard = await ear(await installTinyCtcEar(models.path)).transcribe({ samples, ...recording });
    expect(heard?.segments.map(({ text }) => text)).toEqual(["low high", "low"]);
    const words = heard?.segments.flatMap((segment) => segment.words) ?? [];
    expect(words.map(({ startS }) => Number(startS.toFixed(1)))).toEqual([1, 1.7, 6.1]);
    expect(words.every(({ confidence }) => confidence === null)).toBe(true);
  });

  it("says how sure a transducer is of each word, and how long it lasts", async () => {
    const samples = tones({ word: null, lengthS: 0.5 }, { word: "low", lengthS: 0.4 }, { word: "high", lengthS: 0.4 });
    const heard = await ear(await installTinyTransducer(models.path)).transcribe({
      samples,
      language: "en",
      ...recording,
    });
    const words = heard?.segments.flatMap((segment) => segment.words) ?? [];
    expect(words.map(({ text, startS }) => [text, Number(startS.toFixed(1))])).toEqual([
      ["low", 0.5],
      ["high", 0.9],
    ]);
    for (const { startS, endS, confidence } of words) {
      expect(endS - startS).toBeCloseTo(0.04, 2);
      expect(confidence).toBeGreaterThan(0.5);
    }
  });

  it("hands a recogniser no more than it takes, and loses no part of a long recording", async () => {
    const spoken = [
      { word: "low", lengthS: 0.5 },
      { word: null, lengthS: 2.5 },
      { word: "high", lengthS: 0.5 },
      { word: null, lengthS: 6 },
    ] as const;
    const samples = tones(...Array.from({ length: 8 }, () => spoken).flat());
    const heard = await ear(await installTinyWhisper(models.path)).transcribe({ samples, ...recording });
    expect(heard?.segments.map(({ text }) => text)).toEqual(Array.from({ length: 8 }, () => ["low", "high"]).flat());
    for (const [at, { startS }] of (heard?.segments ?? []).entries()) {
      const saidAtS = Math.floor(at / 2) * 9.5 + (at % 2) * 3;
      expect(Math.abs(startS - saidAtS)).toBeLessThan(0.3);
    }
  });

  it("gives no silence and no hiss below hearing to the model, so that none becomes words", async () => {
    const model = await installTinyWhisper(models.path);
    const quiet = new ModelProcesses();
    const silent = modelTranscription({ model, processes: quiet, runtime: "no-such-folder" });
    const hiss = new Int16Array(80_000).map((_, at) => (at * 7_919) % 5);
    for (const samples of [new Int16Array(80_000), hiss]) {
      expect(await silent.transcribe({ samples, ...recording })).toEqual({ segments: [], warnings: [] });
    }
    await quiet.close();
  });

  it("takes the languages of its model by their usual tags and refuses others", async () => {
    const whisper = ear(await installTinyWhisper(models.path));
    const ctc = ear(await installTinyCtcEar(models.path));
    const samples = tones({ word: "low", lengthS: 0.5 });
    expect(await whisper.languages()).toBeNull();
    expect(await ctc.languages()).toEqual(["en"]);
    expect((await whisper.transcribe({ samples, language: "en-GB", ...recording }))?.segments).toHaveLength(1);
    expect((await whisper.transcribe({ samples, language: "de", ...recording }))?.segments).toHaveLength(1);
    await expect(whisper.transcribe({ samples, language: "tlh", ...recording })).rejects.toMatchObject({
      code: "UNSUPPORTED_LANGUAGE",
    });
    await expect(ctc.transcribe({ samples, language: "fr", ...recording })).rejects.toThrow("understands en only");
  });

  it("says what is missing: the runtime, a file, the right kind of model", async () => {
    const model = await installTinyCtcEar(models.path);
    const samples = tones({ word: "low", lengthS: 0.5 });
    const alone = new ModelProcesses();
    const noRuntime = modelTranscription({ model, processes: alone, runtime: join(models.path, "no-such-folder") });
    await expect(noRuntime.transcribe({ samples, ...recording })).rejects.toMatchObject({
      code: "MODEL_MISSING",
      message: expect.stringContaining("The runtime of the local model ctc-tiny cannot be loaded"),
    });
    await alone.close();
    await rm(join(model.folder, "tokens.txt"));
    await expect(ear(model).transcribe({ samples, ...recording })).rejects.toMatchObject({
      code: "MODEL_MISSING",
      message: "The local model ctc-tiny has no file of its symbols.",
    });
    const voice = await installTinyVoice(models.path);
    await expect(ear(voice).transcribe({ samples, ...recording })).rejects.toMatchObject({ code: "MODEL_MISSING" });
  });

  it("counts what it hears, and drops a guess while it is at work", async () => {
    const used: unknown[] = [];
    const whisper = ear(await installTinyWhisper(models.path), used);
    const samples = tones({ word: "low", lengthS: 0.5 });
    const first = whisper.transcribe({ samples, ...recording });
    const guesses = await Promise.all([
      first.then(() => "heard"),
      whisper.transcribe({ samples, urgency: "live" }).then(() => "heard"),
    ]);
    expect(guesses).toEqual(["heard", "heard"]);
    expect(used).toEqual(Array.from({ length: 2 }, () => ({ name: "local/whisper-tiny", audioSeconds: 0.5 })));
  });
});
