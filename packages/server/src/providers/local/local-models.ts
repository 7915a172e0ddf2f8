import { HeadwayError } from "@headway-jobs/contract";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { InstalledModel, ModelCapability } from "@headway-jobs/local-models/manifest/model-manifest";
import type { Speech, VoiceInfo } from "@headway-jobs/ports/speech";
import type { Transcription } from "@headway-jobs/ports/transcription";
import type { Translation } from "@headway-jobs/ports/translation";
import { Fallback } from "../fallback.ts";
import { countUse } from "../metering.ts";
import { type InstalledFiles, installedFiles } from "./installed-files.ts";
import type { InstalledProcesses } from "./installed-processes.ts";

interface Installed {
  readonly files: InstalledFiles;
  readonly models: readonly InstalledModel[];
  /** Folders of packages; null = not installed. */
  readonly sherpa: string | null;
  readonly bergamot: string | null;
  /** Seconds of sound for one call of the preferred ear; 0 = an utterance a call. */
  readonly earSpanS: number;
}

interface RunnableModels {
  readonly models: readonly InstalledModel[];
  readonly processes: InstalledProcesses;
  /** Folder of packages that has the library. */
  readonly runtime: string;
}

const NOTHING: Installed = {
  files: { models: new Map(), libraries: "[]" },
  models: [],
  sherpa: null,
  bergamot: null,
  earSpanS: 0,
};

/** A voice in a child process needs some seconds for a long sentence, and some more to load. */
const VOICE_LIMIT_MS = 120_000;

/**
 * The models that `headway models add` has installed, as providers. Each question looks at the folder, so that a model that comes, goes or is replaced is
 * noticed without a restart. What runs them is loaded with the first request, in processes of its own.
 */
export class LocalModels {
  readonly #folder: string;
  #known: Installed = NOTHING;
  #processes: Promise<InstalledProcesses> | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads nothing, so that a start takes no time for models that may not be used. A folder that does not exist is one without models. */
  static open(folder: string): Promise<LocalModels> {
    return Promise.resolve(new LocalModels(folder));
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
        onUse: countUse,
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

  /** The best installed ear that understands the language; when it fails, the next one. Without an ear, it understands no language. */
  transcription(): Transcription {
    const ears = (): readonly InstalledModel[] => this.#ears();
    const spanS = (): number => this.#known.earSpanS;
    return {
      // As far as the folder was read. Of several, it depends on the request which one hears.
      get name() {
        const [first, ...others] = ears();
        return first === undefined || others.length > 0 ? "local" : `local/${first.manifest.name}`;
      },
      // Words without times cannot be given to their speakers: then each utterance is a call.
      get spanS() {
        return spanS();
      },
      languages: async () => {
        await this.#read();
        const { understoodLanguages } = await earLanguages();
        const all = ears().map(({ manifest }) => understoodLanguages(manifest));
        return all.includes(null) ? null : [...new Set(all.flatMap((languages) => languages ?? []))];
      },
      transcribe: async (request) => {
        await this.#read();
        const members = await this.#openEars(ears());
        if (members.length === 0) throw noModel("ear");
        const { understands } = await earLanguages();
        const { language } = request;
        const { answer, warnings } = await new Fallback(members, AT_ONCE).call(
          async ({ ear }) => {
            const heard = await ear.transcribe(request);
            return heard === null ? null : { ...heard, by: ear.name };
          },
          ({ manifest }) => language === undefined || understands(manifest, language),
        );
        return answer === null ? null : { ...answer, warnings: [...warnings, ...answer.warnings] };
      },
      close: () => this.close(),
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

  /** The installed models of a capability, the preferred ones first, and what runs them; null without any, or without the library. */
  async runnable(capability: ModelCapability): Promise<RunnableModels | null> {
    await this.#read();
    const { sherpa, models } = this.#known;
    const own = ofCapability(models, capability);
    if (sherpa === null || own.length === 0) return null;
    return { models: own, processes: await this.#sharedProcesses(), runtime: sherpa };
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

  /** Whether recordings can be recognised, when the folder was last looked at. */
  get hasEar(): boolean {
    return this.#ears().length > 0;
  }

  #ears(): readonly InstalledModel[] {
    return this.#known.sherpa === null ? [] : ofCapability(this.#known.models, "ear");
  }

  async #openEars(models: readonly InstalledModel[]) {
    const { sherpa } = this.#known;
    if (sherpa === null || models.length === 0) return [];
    const [{ modelTranscription }, processes] = await Promise.all([
      import("@headway-jobs/local-models/ear/model-transcription"),
      this.#sharedProcesses(),
    ]);
    return models.map((model) => {
      const ear = modelTranscription({ model, processes, runtime: sherpa, onUse: countUse });
      return { name: ear.name, provider: { ear, manifest: model.manifest } };
    });
  }

  #sharedProcesses(): Promise<InstalledProcesses> {
    return (this.#processes ??= import("./installed-processes.ts").then(
      ({ InstalledProcesses }) => new InstalledProcesses((name) => this.#installationOf(name)),
    ));
  }

  #installationOf(name: string): string {
    const { models, libraries } = this.#known.files;
    return `${models.get(name) ?? ""} ${libraries}`;
  }

  /** Without a model nothing is loaded, and nothing is read again while the same ones are there. */
  async #read(): Promise<void> {
    const files = await installedFiles(this.#folder);
    if (isDeepStrictEqual(files, this.#known.files)) return;
    // Its thread keeps models that may have been replaced; without work it ends.
    this.#bergamot = undefined;
    if (files.models.size === 0) {
      this.#known = { ...NOTHING, files };
      return this.#endReplaced();
    }
    const { readInstalledModels } = await import("@headway-jobs/local-models/store/installed-models");
    const { models, packages } = await readInstalledModels(this.#folder);
    const sherpa = packages["sherpa-onnx"];
    const [ear] = sherpa === null ? [] : ofCapability(models, "ear");
    const earSpanS =
      ear === undefined ? 0 : (await import("@headway-jobs/local-models/ear/ear-limits")).earSpanS(ear.manifest);
    this.#known = { files, models, sherpa, bergamot: packages.bergamot, earSpanS };
    await this.#endReplaced();
  }

  /** Hundreds of megabytes of a model that is gone are not kept in memory until its process has been idle for long enough. */
  async #endReplaced(): Promise<void> {
    (await this.#processes)?.endReplaced();
  }
}

/** Loaded only when it is asked for: the start of a server has no use for it. */
const earLanguages = () => import("@headway-jobs/local-models/ear/ear-languages");

/** Ears are chosen again for each request: a process that fails again and again rests. */
const AT_ONCE = { nowMs: () => 0 };

/** The preferred ones first: of two ears the larger one makes fewer errors, of two voices the larger one sounds more natural. */
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
