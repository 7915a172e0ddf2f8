import { z } from "zod";

/** The kind of jobs that fetch models. A name that no deployment's own kind is likely to have. */
export const LOCAL_MODEL_KIND = "local_model";

/** Stands for the models that suit the languages of the machine, or those that are named with it. */
export const RECOMMENDED_MODELS = "recommended";

export const MODEL_STATES = ["available", "partial", "installed", "damaged"] as const;
export type ModelState = (typeof MODEL_STATES)[number];

export const LIBRARY_STATES = ["installed", "missing", "damaged", "unsupported"] as const;

const languageTag = z
  .string()
  .regex(/^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$/, "must be a language tag such as en or pt-br");
const modelLanguages = z.array(languageTag).min(1).max(20);
const modelName = z
  .string()
  .max(80)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, "must be the name of a model: lower-case letters, digits, . _ and -");

/** One model that this server knows or has (SPEC §6.1). */
export const localModelSchema = z
  .object({
    name: z.string(),
    /** `voice`, `ear` (recognition), `speakers`, `segmenter` (where somebody speaks) or `translation`; others may come. */
    capability: z.string(),
    /** BCP-47 tags in lower case; a pair as `en>es` for translation; `mul` = any. */
    languages: z.array(z.string()),
    /** SPDX identifier, or the name that the publisher gives its terms. */
    licence: z.string(),
    /** Where maker and terms are described. */
    page: z.string().nullable(),
    description: z.string(),
    /** `partial`: an interrupted download that continues. `damaged`: files are missing or have another size than at installation. */
    state: z.enum(MODEL_STATES),
    /** What adding it fetches; of an installed model, what its files take. */
    size_bytes: z.number().int(),
    /** What of it has arrived; 0 unless `partial`. */
    arrived_bytes: z.number().int(),
    /** One sentence for each file that is not as it was installed. */
    problems: z.array(z.string()),
    /** True: it suits the languages of this answer. */
    recommended: z.boolean(),
    /** The kinds of job that use it. */
    used_for: z.array(z.string()),
    /** Name of the library that loads it, of `libraries`. */
    library: z.string(),
    /** The caller's own unfinished job that fetches it. */
    job_id: z.string().nullable(),
  })
  .meta({ id: "LocalModel" });
export type LocalModelResource = z.infer<typeof localModelSchema>;

/** A library that loads models, and is fetched together with the first of them. */
export const modelLibrarySchema = z
  .object({
    name: z.string(),
    /** `unsupported`: there is none for this operating system and processor. */
    state: z.enum(LIBRARY_STATES),
    /** What has to be fetched; 0 when nothing has. */
    size_bytes: z.number().int(),
    licence: z.string(),
    page: z.string(),
  })
  .meta({ id: "ModelLibrary" });
export type ModelLibraryResource = z.infer<typeof modelLibrarySchema>;

/** `GET /v1/local-models`. */
export const localModelsSchema = z
  .object({
    models: z.array(localModelSchema),
    libraries: z.array(modelLibrarySchema),
    /** The languages of `recommended`: of the query, otherwise of the machine's locale. */
    languages: z.array(z.string()),
    /** What `POST /v1/local-models/recommended` would still fetch, libraries included. */
    recommended_bytes: z.number().int(),
    /** Whether the caller may add and remove models. */
    may_change: z.boolean(),
    /** What the installed models do together, as one line; empty without any. */
    summary: z.string(),
  })
  .meta({ id: "LocalModels" });
export type LocalModelsResource = z.infer<typeof localModelsSchema>;

export const localModelsQuerySchema = z.object({
  /** Tags with commas between them. */
  languages: z
    .string()
    .max(200)
    .transform((text) => text.split(",").map((tag) => tag.trim()))
    .pipe(modelLanguages)
    .optional(),
});

/** `GET /v1/providers`: what does the work of each capability now. */
export const providersSchema = z
  .object({
    capabilities: z.array(
      z.object({
        /** `voice`, `ear`, `translation`, `language_model` or `pictures`; others may come. */
        capability: z.string(),
        /** The setting that chooses its providers. */
        setting: z.string(),
        /** False: the setting is not set, and the default holds. */
        is_set: z.boolean(),
        /** In the order in which they are asked. */
        providers: z.array(
          z.object({
            name: z.string(),
            /** `built_in`: a program or folder of this machine; `local`: installed models; `configured`: a server or a vendor. */
            kind: z.enum(["built_in", "local", "configured"]),
            /** Host of its server; null for what runs here, for the usual address, and for callers without the scope admin. */
            host: z.string().nullable(),
            /** The only languages for which it is used; null = all that it has. */
            languages: z.array(z.string()).nullable(),
            /** Installed models that it uses. */
            models: z.array(z.string()),
            /** Its results are a draft. */
            rough: z.boolean(),
            /** Why it does nothing, as the end of a sentence; null when it can be used, as far as that is known without a call. */
            problem: z.string().nullable(),
          }),
        ),
        /** Installed models that are not used, as the setting does not list `local`. */
        unused_models: z.array(z.string()),
        problem: z.string().nullable(),
      }),
    ),
    /** What one command, or `POST /v1/local-models/recommended`, would bring; null when nothing. */
    improvement: z
      .object({ command: z.string(), brings: z.array(z.string()), size_bytes: z.number().int() })
      .nullable(),
    /** All of it as one line for people. */
    sentence: z.string(),
  })
  .meta({ id: "Providers" });
export type ProvidersResource = z.infer<typeof providersSchema>;

/** Body of `POST /v1/local-models/{name}`; it may be left out. */
export const addLocalModelSchema = z
  .object({ languages: modelLanguages.nullish() })
  .meta({ id: "AddLocalModelRequest" });

/** Input of native jobs that fetch models. `languages` is for `recommended`. */
export const localModelInputSchema = z.object({
  models: z.array(modelName).min(1).max(100),
  languages: modelLanguages.nullish(),
});
export type LocalModelInput = z.infer<typeof localModelInputSchema>;

/** Result of such a job. */
export const localModelResultSchema = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      capability: z.string(),
      licence: z.string(),
      /** False: it was installed already. */
      new: z.boolean(),
      bytes: z.number().int(),
      /** Files of which the publisher states no hash, with the SHA-256 that they had when they arrived. */
      recorded: z.array(z.object({ path: z.string(), sha256: z.string() })),
    }),
  ),
  message: z.string(),
});
export type LocalModelResult = z.infer<typeof localModelResultSchema>;

/** `DELETE /v1/local-models/{name}`. */
export const removedLocalModelSchema = z
  .object({
    name: z.string(),
    /** What takes over, as sentences. */
    message: z.string(),
    /** Names of the models that are still installed. */
    installed: z.array(z.string()),
  })
  .meta({ id: "RemovedLocalModel" });
export type RemovedLocalModel = z.infer<typeof removedLocalModelSchema>;
