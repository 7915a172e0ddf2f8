import type { Json, JsonObject, ProviderExam, ProviderUse } from "@headway-jobs/contract";

/** The sums of one provider as `usage.providers` shows them. */
interface Sums {
  readonly name: string;
  readonly calls: number;
  /** Of `calls`, those without an answer. */
  readonly failed_calls: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly characters: number;
  readonly audio_seconds: number;
  readonly exam?: ProviderExam;
}

/** Adds up what a job's calls to providers used, from what earlier runs of the job recorded. */
export class ProviderMeter {
  readonly #sums: Map<string, Sums>;
  #changed = false;

  constructor(usage: JsonObject) {
    this.#sums = new Map(recorded(usage["providers"]).map((sums) => [sums.name, sums]));
  }

  count(use: ProviderUse): void {
    const { name, calls = 1, isFailed = false, tokensIn = 0, tokensOut = 0, characters = 0, audioSeconds = 0 } = use;
    // What an earlier version recorded lacks the newer members.
    const before = { ...NOTHING, ...this.#sums.get(name) };
    const exam = use.exam ?? before.exam;
    this.#changed = true;
    this.#sums.set(name, {
      name,
      calls: before.calls + calls,
      failed_calls: before.failed_calls + (isFailed ? calls : 0),
      tokens_in: before.tokens_in + tokensIn,
      tokens_out: before.tokens_out + tokensOut,
      characters: before.characters + characters,
      audio_seconds: Math.round((before.audio_seconds + audioSeconds) * 1000) / 1000,
      ...(exam === undefined ? {} : { exam }),
    });
  }

  /** The member of `usage`, when it differs from what was last taken. */
  take(): JsonObject | null {
    if (!this.#changed) return null;
    this.#changed = false;
    return { providers: [...this.#sums.values()].map((sums): Json => ({ ...sums })) };
  }
}

const NOTHING: Omit<Sums, "name"> = {
  calls: 0,
  failed_calls: 0,
  tokens_in: 0,
  tokens_out: 0,
  characters: 0,
  audio_seconds: 0,
};

/** The engine wrote it, so its form is known. */
function recorded(value: Json | undefined): readonly Sums[] {
  return Array.isArray(value) ? value : [];
}
