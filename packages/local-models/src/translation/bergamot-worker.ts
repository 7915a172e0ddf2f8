import { HeadwayError } from "@headway-jobs/contract";
import { serveWork } from "@headway-jobs/tools/threads/worker-task";
import { type BergamotModel, type BergamotModule, loadBergamot } from "./bergamot-runtime.ts";
import type { MarkedText } from "./marked-text.ts";
import { BrokenModelFile, type MarianFiles, readMarianFiles } from "./marian-files.ts";

/** One direction, as the worker needs to know it. */
export interface Direction {
  /** The name of the model: `firefox-en-es`. */
  readonly name: string;
  readonly folder: string;
  readonly gemmPrecision?: string;
}

export interface BergamotWork {
  /** Folder of the npm package that holds the runtime. */
  readonly packageFolder: string;
  /** Memory of the runtime with its models. */
  readonly maxBytes: number;
  /** One direction, or two of which the second one begins where the first ends. */
  readonly route: readonly Direction[];
  readonly texts: readonly MarkedText[];
}

/** One route of two steps: Marian reserves about 250 MB of addresses for each model, of which it uses a part. */
const MAX_MODELS = 2;
const MAX_LOG_LINES = 20;

interface Loaded {
  readonly module: BergamotModule;
  readonly service: InstanceType<BergamotModule["BlockingService"]>;
  /** By folder; those used last stand last. */
  readonly models: Map<string, BergamotModel>;
}

let loaded: Promise<Loaded> | undefined;
let log: string[] = [];

serveWork<BergamotWork, string[]>(async (work) => {
  loaded ??= load(work);
  const runtime = await loaded.catch((error: unknown) => {
    loaded = undefined;
    throw new HeadwayError("TOOL_MISSING", "The runtime of local translation models is not installed.", {
      cause: error,
    });
  });
  const models: BergamotModel[] = [];
  for (const direction of work.route) models.push(await modelOf(runtime, direction, work));
  // The runtime's own way over a third language loses tags where the two vocabularies cut the words differently; text after text, each step places them.
  return guarded(work, "failed while it translated", () =>
    models
      .reduce<readonly MarkedText[]>((texts, model) => {
        const translated = translate(runtime, model, texts);
        return texts.map(({ isHtml }, at) => ({ isHtml, text: translated[at] ?? "" }));
      }, work.texts)
      .map(({ text }) => text),
  );
});

async function load({ packageFolder, maxBytes }: BergamotWork): Promise<Loaded> {
  log = [];
  const module = await loadBergamot(packageFolder, maxBytes, (line) => {
    log = [...log, line].slice(-MAX_LOG_LINES);
  });
  return { module, service: new module.BlockingService({ cacheSize: 0 }), models: new Map() };
}

async function modelOf(runtime: Loaded, direction: Direction, work: BergamotWork): Promise<BergamotModel> {
  const { folder, gemmPrecision, name } = direction;
  const known = runtime.models.get(folder);
  if (known !== undefined) {
    runtime.models.delete(folder);
    runtime.models.set(folder, known);
    return known;
  }
  const files = await readMarianFiles(folder, gemmPrecision).catch((error: unknown) => {
    const why = error instanceof BrokenModelFile ? `: ${error.message}` : "";
    throw brokenModel(name, `cannot be read${why}`, error);
  });
  while (runtime.models.size >= MAX_MODELS) {
    const [oldest] = runtime.models;
    if (oldest === undefined) break;
    runtime.models.delete(oldest[0]);
    oldest[1].delete();
  }
  // Marian reads the matrices at the first translation; one word finds a broken file now and not in the middle of a text.
  const model = guarded(work, `could not load its model ${name}`, () => {
    const made = makeModel(runtime.module, files);
    translate(runtime, made, [{ text: "1", isHtml: false }]);
    return made;
  });
  runtime.models.set(folder, model);
  return model;
}

function makeModel(module: BergamotModule, files: MarianFiles): BergamotModel {
  const vocabularies = new module.AlignedMemoryList();
  for (const bytes of files.vocabularies) vocabularies.push_back(alignedCopy(module, bytes, 64));
  const config = `beam-size: 1
normalize: 1.0
word-penalty: 0
cpu-threads: 0
gemm-precision: ${files.gemmPrecision}
skip-cost: true
alignment: soft
quiet: true
quiet-translation: true
max-length-break: 128
mini-batch-words: 1024
workspace: 128
max-length-factor: 2.0
`;
  return new module.TranslationModel(
    config,
    alignedCopy(module, files.model, 256),
    alignedCopy(module, files.shortlist ?? new Uint8Array(), 64),
    vocabularies,
    null,
  );
}

function alignedCopy(module: BergamotModule, bytes: Uint8Array, alignment: number) {
  const memory = new module.AlignedMemory(bytes.length, alignment);
  if (bytes.length > 0) memory.getByteArrayView().set(bytes);
  return memory;
}

function translate({ module, service }: Loaded, model: BergamotModel, texts: readonly MarkedText[]): string[] {
  const input = new module.VectorString();
  const options = new module.VectorResponseOptions();
  for (const { text, isHtml } of texts) {
    input.push_back(text);
    options.push_back({ alignment: false, html: isHtml, qualityScores: false });
  }
  const responses = service.translate(model, input, options);
  const translated = texts.map((_, at) => responses.get(at).getTranslatedText());
  for (const one of [input, options, responses]) one.delete();
  return translated;
}

/** After a failure within the WASM its memory cannot be trusted: the next work begins with a module of its own. */
function guarded<T>({ maxBytes }: BergamotWork, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    loaded = undefined;
    const words = [...log, String(error)].join("\n");
    const isFull = /memory|bad_alloc|allocate|grow/i.test(words);
    throw brokenRuntime(isFull ? `needs more than ${Math.round(maxBytes / 2 ** 20)} MB of memory` : what, words);
  }
}

function brokenRuntime(what: string, words: string): HeadwayError {
  return new HeadwayError("TOOL_FAILED", `The local translation ${what}.`, { cause: words });
}

function brokenModel(name: string, what: string, cause: unknown): HeadwayError {
  return new HeadwayError("TOOL_FAILED", `The translation model ${name} ${what}.`, { cause, retryable: false });
}
