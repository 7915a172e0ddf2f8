/**
 * One rule of SPEC.md as data: requests in order, and what must be true of each answer. Texts may hold `{{name}}`: a value saved by an earlier
 * step, or one of the fixtures (`ended`, `lastSeq`, `file`, `fileSize`, `running`, `topicId`, `base`, `host`).
 */
export interface Case {
  readonly id: string;
  /** The sentence of SPEC.md that it holds the server to. */
  readonly rule: string;
  readonly steps: readonly Step[];
  /** Only where the server runs in this mode. */
  readonly auth?: "open" | "keys";
}

export type Step = RequestStep | StreamStep;

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, except a string, which is sent as it stands. */
  readonly body?: unknown;
  /** Names under which values of the answer are kept: `body.…` or `header.…`. */
  readonly save?: Readonly<Record<string, string>>;
  /** Without the key that the runner otherwise sends. */
  readonly anonymous?: boolean;
}

export interface RequestStep extends Asked {
  readonly status: number | readonly number[];
  /** By lower-case name. */
  readonly answerHeaders?: Readonly<Record<string, Expected>>;
  readonly answer?: Expected;
}

export interface StreamStep extends Asked {
  readonly stream: {
    /** Read until the server closes (default), or until so many frames have come. */
    readonly untilFrames?: number;
    /** Also wait until the text holds this. */
    readonly untilText?: string;
    readonly retryMs?: readonly [least: number, most: number];
    readonly count?: number;
    readonly first?: Expected;
    readonly last?: Expected;
    /** Ids of the frames that have one, as numbers behind the last colon. */
    readonly ids?: { readonly from: number; readonly consecutive?: boolean };
    /** Something that each frame's parsed data must match. */
    readonly each?: Expected;
  };
  readonly answerHeaders?: Readonly<Record<string, Expected>>;
}

/**
 * An expected value; objects may have more members than named. `{$match}` a regular expression, `{$nullOr}` a value or null, `{$type}` a JSON type,
 * `{$absent}` no such member, `{$length}` of an array, `{$least}`/`{$most}` bounds of a number.
 */
export type Expected = string | number | boolean | null | readonly Expected[] | { readonly [member: string]: Expected };
