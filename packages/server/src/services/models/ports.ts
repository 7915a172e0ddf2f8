/** A model as its manifest describes it. */
export interface ModelDescription {
  readonly name: string;
  readonly capability: string;
  readonly runtime: string;
  readonly languages: readonly string[];
  readonly licence: string;
  readonly homepage?: string | undefined;
  readonly description: string;
}

export interface ListedModel {
  readonly manifest: ModelDescription;
  readonly installed: boolean;
  /** What adding it fetches; for an installed model, what its files take. */
  readonly bytes: number;
  /** What an interrupted download of it has left. */
  readonly arrivedBytes: number;
}

export interface ListedLibrary {
  readonly runtime: {
    readonly name: string;
    readonly runtime: string;
    readonly version: string;
    readonly licence: string;
    readonly homepage: string;
  };
  readonly state: "installed" | "missing" | "damaged" | "unsupported";
  /** What has to be fetched. */
  readonly bytes: number;
}

export interface FetchProgress {
  /** Name of the model, or of the library that it needs. */
  readonly name: string;
  /** `waiting`: another process works on it. */
  readonly phase: "downloading" | "unpacking" | "checking" | "waiting";
  readonly doneBytes: number;
  readonly totalBytes: number;
}

interface Waiting {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
}

interface Fetched {
  readonly manifest: ModelDescription & { readonly files: readonly { readonly bytes: number }[] };
  /** False when it was there already. */
  readonly isNew: boolean;
  readonly recorded: readonly { readonly path: string; readonly sha256?: string | undefined }[];
}

/** The models of this machine: what `headway models` changes. Two calls for the same model share one download. */
export interface ModelShelf {
  /** Throws UNKNOWN_MODEL. */
  find(name: string): Promise<ModelDescription>;
  list(): Promise<readonly ListedModel[]>;
  libraries(): Promise<readonly ListedLibrary[]>;
  /** Throws UNKNOWN_MODEL, MODEL_REFUSED, MODEL_UNAVAILABLE, MODEL_DAMAGED, DISK_FULL and the signal's reason; what has arrived is kept. */
  add(names: readonly string[], waiting?: Waiting): Promise<readonly Fetched[]>;
  /** Throws UNKNOWN_MODEL. */
  remove(names: readonly string[], waiting?: Waiting): Promise<void>;
  /** One sentence for each file of an installed model that is missing or has another size. */
  verify(
    names: readonly string[] | undefined,
    options: { readonly sizesOnly: true },
  ): Promise<readonly { readonly name: string; readonly problems: readonly string[] }[]>;
}

/** What does the work of a deployment now. */
export interface InForce {
  readonly capabilities: readonly {
    readonly capability: string;
    /** The setting that chooses its providers. */
    readonly setting: string;
    readonly isSet: boolean;
    readonly providers: readonly {
      readonly name: string;
      readonly kind: "built_in" | "local" | "configured";
      readonly host: string | null;
      readonly languages: readonly string[] | null;
      readonly models: readonly string[];
      readonly isRough: boolean;
      readonly problem: string | null;
    }[];
    readonly unusedModels: readonly string[];
    readonly problem: string | null;
  }[];
  readonly improvement: {
    readonly command: string;
    readonly brings: readonly string[];
    readonly downloadBytes: number;
  } | null;
  readonly sentence: string;
}

export interface ModelsPorts {
  /** Opened with the first call: a server whose models nobody asks for does not load the catalogue. */
  readonly shelf: () => Promise<ModelShelf>;
  /** The models for these languages, by default for those of the machine's locale. */
  recommend(languages: readonly string[] | null): Promise<{
    readonly languages: readonly string[];
    readonly names: readonly string[];
  }>;
  /** What installed models do together, as one line. */
  summarise(installed: readonly ModelDescription[]): Promise<string>;
  /** Calls no provider. */
  inForce(): Promise<InForce>;
  /** What takes over after a removal, as sentences. */
  describeRemoval(removed: readonly ModelDescription[]): Promise<string>;
}
