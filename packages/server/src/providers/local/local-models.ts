import { HeadwayError } from "@headway-jobs/contract";
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { InstalledModel, ModelCapability } from "@headway-jobs/local-models/manifest/model-manifest";
import type { ModelProcesses } from "@headway-jobs/local-models/process/model-processes";
import type { Speech, VoiceInfo } from "@headway-jobs/ports/speech";
import type { Transcription } from "@headway-jobs/ports/transcription";
import type { Translation } from "@headway-jobs/ports/translation";
import { countUse } from "../metering.ts";

interface Installed {
  readonly models: readonly InstalledModel[];
  /** Folders of packages; null = not installed. */
  readonly sherpa: string | null;
  readonly bergamot: string | null;
}

const NOTHING: Installed = { models: [], sherpa: null, bergamot: null };

/** A voice in a child process needs some seconds for a long sentence, and some more to load. */
const VOICE_LIMIT_MS = 120_000;

/**
 * The models that `headway models add` has installed, as providers. The folder is read again at each question, so that a model that comes or goes is noticed
 * without a restart. What runs them is loaded with the first request, in processes of its own.
 */
export class LocalModels {
  readonly #folder: string;
  #known: Installed = NOTHING;
  #processes: Promise<ModelProcesses> | undefined;
  readonly #ears = new Map<string, Promise<Transcription>>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads which models there are. A folder that does not exist is one without models. */
  static async open(folder: string): Promise<LocalModels> {
    const models = new LocalModels(folder);
    await models.#read();
    return models;
  }

  speech(): Speech {
    const inner = async (): Promise<Speech | null> => {
      await this.#read();
      const { sherpa } = this.#known;
      if (sherpa === null) return null;
      const [{ modelSpeech }, processes] = await Promise.all([
        import("@headway-jobs/local-models/voice/model-speech"),
        this.#sharedProcesses(),
      ]);
      return modelSpeech({
        models: () => Promise.resolve(ofCapability(this.#known.models, "voice")),
        processes,
        runtime: sherpa,
        onUse: ({ name, characters }) => countUse({ name: `local/${name}`, characters }),
      });
    };
    return {
      model: {
        specificationVersion: "v4",
        provider: "local",
        modelId: "local",
        doGenerate: async (call) => {
          const speech = await inner();
          if (speech === null) throw noModel("voice");
          return speech.model.doGenerate(call);
        },
      },
      voices: async () => ((await (await inner())?.voices()) ?? []).map(madeHere),
      languages: async () => (await (await inner())?.languages()) ?? [],
      reads: "spoken",
      timeLimitMs: VOICE_LIMIT_MS,
    };
  }

  /** The best installed ear; `instead` as long as there is none. */
  transcription(instead: Transcription): Transcription {
    const current = async (language?: string): Promise<Transcription> => {
      await this.#read();
      return (await this.#ear(language)) ?? instead;
    };
    const known = (): InstalledModel | undefined =>
      this.#known.sherpa === null ? undefined : ofCapability(this.#known.models, "ear")[0];
    return {
      get name() {
        const model = known();
        return model === undefined ? instead.name : `local/${model.manifest.name}`;
      },
      // Words without times cannot be given to their speakers: then each utterance is a call.
      spanS: 0,
      async languages() {
        return (await current()).languages();
      },
      async transcribe(request) {
        return (await current(request.language)).transcribe(request);
      },
      async warmUp(soundS) {
        if (known() === undefined) await instead.warmUp?.(soundS);
      },
      close: async () => {
        await Promise.all([instead.close(), this.close()]);
      },
    };
  }

  translation(): Translation {
    const inner = async (): Promise<Translation | null> => {
      await this.#read();
      const { bergamot } = this.#known;
      if (bergamot === null) return null;
      return (this.#bergamot ??= this.#openBergamot(bergamot));
    };
    return {
      pairs: async () => (await (await inner())?.pairs()) ?? [],
      translate: async (request) => {
        const translation = await inner();
        if (translation === null) throw noModel("translation");
        countUse({ name: "local/bergamot", characters: request.texts.join("").length });
        return { ...(await translation.translate(request)), by: "local/bergamot" };
      },
    };
  }

  /** Ends the processes. */
  async close(): Promise<void> {
    const processes = this.#processes;
    this.#processes = undefined;
    await (await processes)?.close();
  }

  #bergamot: Promise<Translation> | undefined;

  async #openBergamot(packages: string): Promise<Translation> {
    const { bergamotTranslation } = await import("@headway-jobs/local-models/translation/bergamot-translation");
    return bergamotTranslation({
      models: () => Promise.resolve(ofCapability(this.#known.models, "translation")),
      packageFolder: join(packages, "@browsermt", "bergamot-translator"),
    });
  }

  async #ear(language: string | undefined): Promise<Transcription | null> {
    const { models, sherpa } = this.#known;
    if (sherpa === null) return null;
    for (const model of ofCapability(models, "ear")) {
      const ear = await this.#openEar(model, sherpa);
      const languages = await ear.languages();
      if (language === undefined || languages === null || languages.includes(language.split("-")[0] ?? language))
        return ear;
    }
    return null;
  }

  #openEar(model: InstalledModel, runtime: string): Promise<Transcription> {
    const { name } = model.manifest;
    const opened = this.#ears.get(name) ?? this.#makeEar(model, runtime);
    this.#ears.set(name, opened);
    return opened;
  }

  async #makeEar(model: InstalledModel, runtime: string): Promise<Transcription> {
    const [{ modelTranscription }, processes] = await Promise.all([
      import("@headway-jobs/local-models/ear/model-transcription"),
      this.#sharedProcesses(),
    ]);
    return modelTranscription({ model, processes, runtime, onUse: countUse });
  }

  #sharedProcesses(): Promise<ModelProcesses> {
    return (this.#processes ??= import("@headway-jobs/local-models/process/model-processes").then(
      ({ ModelProcesses: Processes }) => new Processes(),
    ));
  }

  /** Without a folder nothing is loaded: most deployments have no local model. */
  async #read(): Promise<void> {
    const exists = await access(this.#folder).then(
      () => true,
      () => false,
    );
    if (!exists) {
      this.#known = NOTHING;
      return;
    }
    const { openModelStore } = await import("@headway-jobs/local-models/store/model-store");
    const store = openModelStore({ folder: this.#folder, fetch });
    const [models, sherpa, bergamot] = await Promise.all([
      store.installed(),
      store.packagesOf("sherpa-onnx"),
      store.packagesOf("bergamot"),
    ]);
    this.#known = { models, sherpa, bergamot };
  }
}

/** The preferred ones first: of two ears the larger one makes fewer errors; of two voices the smaller one keeps up with the other steps of a film. */
function ofCapability(models: readonly InstalledModel[], capability: ModelCapability): readonly InstalledModel[] {
  return models.filter(({ manifest }) => manifest.capability === capability).toSorted((a, b) => sizeOf(b) - sizeOf(a));
}

function sizeOf({ manifest }: InstalledModel): number {
  return manifest.files.reduce((sum, file) => sum + file.bytes, 0);
}

function madeHere(voice: VoiceInfo): VoiceInfo {
  return { ...voice, maker: "local" };
}

function noModel(capability: ModelCapability): HeadwayError {
  return new HeadwayError("MODEL_MISSING", `No local model for ${capability} is installed.`);
}
