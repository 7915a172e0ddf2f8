import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelManifest } from "@headway-jobs/local-models/manifest/model-manifest";
import { openModelStore } from "@headway-jobs/local-models/store/model-store";
import { installTinyCtcEar, installTinyVoice } from "@headway-jobs/local-models/testing/tiny-models";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadConfig } from "../config/load-config.ts";
import { whatIsInForce } from "./what-is-in-force.ts";

const PROGRAMS = ["flite", "espeak-ng", "pocketsphinx_batch", "apertium"] as const;

interface Machine {
  readonly settings?: Readonly<Record<string, string>>;
  readonly programs?: readonly (typeof PROGRAMS)[number][];
  /** Installs models into the folder. */
  readonly install?: (models: string) => Promise<unknown>;
  readonly hasLibrary?: boolean;
}

/** A machine with these programs, models and settings, whose locale is Spanish. */
async function machine({ settings = {}, programs = PROGRAMS, install, hasLibrary = true }: Machine) {
  const cwd = await mkdtemp(join(tmpdir(), "headway-in-force-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  for (const name of programs) {
    await writeFile(join(cwd, name), "#!/bin/sh\necho en-es\n");
    await chmod(join(cwd, name), 0o755);
  }
  const phonetic = join(cwd, "pocketsphinx-model", "en-us");
  await mkdir(join(phonetic, "en-us"), { recursive: true });
  for (const file of ["en-us.lm.bin", "cmudict-en-us.dict"]) await writeFile(join(phonetic, file), "");
  const env = { PATH: cwd, LANG: "es_MX.UTF-8", POCKETSPHINX_PATH: join(cwd, "pocketsphinx-model"), ...settings };
  const config = loadConfig({ env, cwd });
  await install?.(config.modelsDir);
  if (hasLibrary) await installLibrary(config.modelsDir);
  const store = openModelStore({ folder: config.modelsDir, fetch, catalogue: CATALOGUE, runtimes: [LIBRARY] });
  return { config, env, store };
}

const LIBRARY = {
  name: "toy-runtime",
  runtime: "sherpa-onnx" as const,
  version: "1.0.0",
  licence: "MIT",
  homepage: "https://npm.example/",
  packages: [],
};

async function installLibrary(models: string): Promise<void> {
  const folder = join(models, ".runtimes", "toy-runtime@1.0.0");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "runtime.json"),
    JSON.stringify({ name: "toy-runtime", version: "1.0.0", licence: "MIT", files: [] }),
  );
}

const known = (name: string, model: Partial<ModelManifest>, megabytes: number): ModelManifest => ({
  name,
  capability: "voice",
  format: "piper",
  runtime: "sherpa-onnx",
  languages: ["es-mx"],
  licence: "MIT",
  description: "A test",
  files: [{ path: "model.onnx", url: `https://hub.example/${name}`, bytes: megabytes * 1e6 }],
  archives: [],
  options: {},
  ...model,
});

const CATALOGUE = [
  known("piper-es", {}, 60),
  known("parakeet-tdt-0.6b-v3-int8", { capability: "ear", format: "nemo-transducer", languages: ["es"] }, 600),
  known("whisper-base-int8", { capability: "ear", format: "whisper", languages: ["es"] }, 600),
  known("bergamot-en-es", { capability: "translation", format: "marian", languages: ["en>es"] }, 20),
];

const ALL = "`headway models add recommended` (≈ 680 MB) brings neural voices, a recogniser and translation.";
const BUILT_IN = "voice: flite, espeak-ng (built in) · ear: pocketsphinx (rough) · translation: apertium (rough)";
const KOKORO = JSON.stringify([
  { name: "kokoro", type: "openai", model: "kokoro", base_url: "http://127.0.0.1:1/v1", api_key: "hush" },
]);

describe("what is in force", () => {
  it.each<[string, Machine, string]>([
    ["the built-in providers", {}, `${BUILT_IN} · language model: none. ${ALL}`],
    [
      "installed models, before what is built in",
      { install: (models) => Promise.all([installTinyVoice(models), installTinyCtcEar(models)]) },
      "voice: piper-tiny (local), flite, espeak-ng (built in) · ear: ctc-tiny (local), pocketsphinx (rough) · " +
        "translation: apertium (rough) · language model: none. " +
        "`headway models add recommended` (≈ 680 MB) brings translation.",
    ],
    [
      "a language model, which translates first",
      { settings: { HEADWAY_LLM: "ollama:qwen3:8b" } },
      "voice: flite, espeak-ng (built in) · ear: pocketsphinx (rough) · translation: the language model, apertium (rough) · " +
        "language model: ollama:qwen3:8b. `headway models add recommended` (≈ 680 MB) brings neural voices and a recogniser.",
    ],
    [
      "the lists of the settings, in their order, and the models that they leave out",
      {
        settings: { HEADWAY_PROVIDERS: KOKORO, HEADWAY_SPEECH: "kokoro,espeak", HEADWAY_TRANSLATION: "apertium" },
        install: installTinyVoice,
      },
      "voice: kokoro, espeak-ng (built in) · ear: pocketsphinx (rough) · translation: apertium (rough) · language model: none. " +
        "Installed and not used, as HEADWAY_SPEECH does not list `local`: piper-tiny. " +
        "`headway models add recommended` (≈ 680 MB) brings a recogniser.",
    ],
    [
      "a listed provider that has no key",
      { settings: { HEADWAY_SPEECH: "openai:tts-1,flite", HEADWAY_TRANSCRIPTION: "deepgram:nova-3" } },
      "voice: flite (built in); not used: openai:tts-1 (no key is set) · ear: none; not used: deepgram:nova-3 (no key is set) · " +
        "translation: apertium (rough) · language model: none. `headway models add recommended` (≈ 680 MB) brings translation.",
    ],
    [
      "nothing where no program is installed",
      { programs: [] },
      "voice: none; not used: flite (not installed), espeak-ng (not installed) · ear: none; not used: pocketsphinx (not installed) · " +
        `translation: none; not used: apertium (not installed) · language model: none. ${ALL}`,
    ],
    [
      "models whose library is missing",
      { install: installTinyVoice, hasLibrary: false, settings: { HEADWAY_SPEECH: "local" } },
      "voice: none; not used: local (the library of piper-tiny is missing) · ear: pocketsphinx (rough) · translation: apertium (rough) · " +
        `language model: none. ${ALL}`,
    ],
    [
      "a setting that cannot be used",
      { settings: { HEADWAY_SPEECH: "dictaphone" } },
      "voice: none (HEADWAY_SPEECH cannot be used) · ear: pocketsphinx (rough) · translation: apertium (rough) · language model: none. " +
        "`headway models add recommended` (≈ 680 MB) brings a recogniser and translation.",
    ],
  ])("names %s", async (_what, given, sentence) => {
    expect((await whatIsInForce(await machine(given))).sentence).toBe(sentence);
  });

  it("says that the built-in ones are back when all models are removed", async () => {
    const given = await machine({ install: installTinyVoice });
    expect((await whatIsInForce(given)).sentence).toMatch(/^voice: piper-tiny \(local\), flite/);
    await given.store.remove(["piper-tiny"]);
    expect((await whatIsInForce(given)).sentence).toBe(`${BUILT_IN} · language model: none. ${ALL}`);
  });

  it("is plain data without keys, for pages that show it", async () => {
    const given = await machine({ settings: { HEADWAY_PROVIDERS: KOKORO, HEADWAY_SPEECH: "kokoro,local" } });
    const provider = { models: [], isRough: false, problem: null, host: null, languages: null };
    const inForce = await whatIsInForce(given);
    expect(JSON.parse(JSON.stringify(inForce))).toEqual(inForce);
    expect(JSON.stringify(inForce)).not.toMatch(/hush|http:/);
    expect(inForce.capabilities[0]).toEqual({
      capability: "voice",
      setting: "HEADWAY_SPEECH",
      isSet: true,
      providers: [
        { ...provider, name: "kokoro", kind: "configured", host: "127.0.0.1:1" },
        { ...provider, name: "local", kind: "local", problem: "no model is installed" },
      ],
      unusedModels: [],
      problem: null,
    });
    expect(inForce.improvement).toEqual({
      command: "headway models add recommended",
      brings: ["ear", "translation"],
      downloadBytes: 680e6,
    });
  });
});
