import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { compileFunction } from "node:vm";

/** Memory that the runtime hands out for a file, aligned as Marian needs it. */
interface AlignedMemory extends Deletable {
  getByteArrayView(): Int8Array;
}

interface Deletable {
  delete(): void;
}

interface List<T> extends Deletable {
  push_back(value: T): void;
}

/** A loaded model of one direction. */
export type BergamotModel = Deletable;

interface Responses extends Deletable {
  get(at: number): { getTranslatedText(): string };
}

interface ResponseOptions {
  readonly alignment: boolean;
  readonly html: boolean;
  readonly qualityScores: boolean;
}

interface Service {
  translate(model: BergamotModel, texts: List<string>, options: List<ResponseOptions>): Responses;
}

/** The part of the WASM module's interface that is used here (`wasm/bindings` of bergamot-translator). */
export interface BergamotModule {
  readonly AlignedMemory: new (bytes: number, alignment: number) => AlignedMemory;
  readonly AlignedMemoryList: new () => List<AlignedMemory>;
  readonly VectorString: new () => List<string>;
  readonly VectorResponseOptions: new () => List<ResponseOptions>;
  readonly BlockingService: new (config: { readonly cacheSize: number }) => Service;
  readonly TranslationModel: new (
    config: string,
    model: AlignedMemory,
    shortlist: AlignedMemory,
    vocabularies: List<AlignedMemory>,
    qualityModel: null,
  ) => BergamotModel;
}

/** The part of JavaScript's interface that is used here: the types of Node do not have it. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => object;
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<object>;
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

const PAGE_BYTES = 65_536;
/** What the module asks for at its start. */
const INITIAL_PAGES = 256;

/** Functions of int8 matrices that a browser may replace by faster ones; here the module's own are linked. */
const MATRIX_FUNCTIONS = {
  int8_prepare_a: "int8PrepareAFallback",
  int8_prepare_b: "int8PrepareBFallback",
  int8_prepare_b_from_transposed: "int8PrepareBFromTransposedFallback",
  int8_prepare_b_from_quantized_transposed: "int8PrepareBFromQuantizedTransposedFallback",
  int8_prepare_bias: "int8PrepareBiasFallback",
  int8_multiply_and_add_bias: "int8MultiplyAndAddBiasFallback",
  int8_select_columns_of_b: "int8SelectColumnsOfBFallback",
} as const;

/**
 * Loads Bergamot's WASM from the folder of its npm package, with at most `maxBytes` of memory. Each call gives a module of its own; a module that has
 * thrown must not be used again. `log` gets what the runtime writes, line by line.
 */
export async function loadBergamot(
  packageFolder: string,
  maxBytes: number,
  log: (line: string) => void,
): Promise<BergamotModule> {
  const script = join(packageFolder, "worker", "bergamot-translator-worker.js");
  const [code, binary] = await Promise.all([
    readFile(script, "utf8"),
    readFile(join(packageFolder, "worker", "bergamot-translator-worker.wasm")),
  ]);
  const compiled = await WebAssembly.compile(binary);
  const wasmMemory = new WebAssembly.Memory({
    initial: INITIAL_PAGES,
    maximum: Math.max(INITIAL_PAGES, Math.floor(maxBytes / PAGE_BYTES)),
  });
  return new Promise((resolve, reject) => {
    const module = {
      wasmMemory,
      print: log,
      printErr: log,
      instantiateWasm(imports: object, accept: (instance: object) => void): object {
        WebAssembly.instantiate(compiled, { ...imports, wasm_gemm: matrixFunctions(() => module) }).then(
          accept,
          reject,
        );
        return {};
      },
      onRuntimeInitialized: () => resolve(module as unknown as BergamotModule),
      onAbort: (reason: unknown) => reject(new Error(`aborted: ${String(reason)}`)),
    };
    // The script is no module: it extends an object named Module, as a page or a worker of a browser has it.
    compileFunction(code, ["Module"], { filename: script })(module);
  });
}

function matrixFunctions(moduleOf: () => object): object {
  return Object.fromEntries(
    Object.entries(MATRIX_FUNCTIONS).map(([name, own]) => [
      name,
      (...values: unknown[]): unknown => {
        const { asm } = moduleOf() as { readonly asm: Readonly<Record<string, (...all: unknown[]) => unknown>> };
        return asm[own]?.(...values);
      },
    ]),
  );
}
