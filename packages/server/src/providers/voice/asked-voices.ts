import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "@headway-jobs/contract";
import type { VoiceInfo } from "@headway-jobs/ports/speech";
import { systemClock } from "@headway-jobs/tools/time/system-clock";
import type { VoiceMemory } from "../voice-memory.ts";

export interface AskedVoicesOptions {
  /** The voices as the server lists them; null when it has no such list. Throws when it cannot be asked. */
  readonly ask: (signal: AbortSignal) => Promise<readonly VoiceInfo[] | null>;
  /** Offered while nothing else is known. */
  readonly standing: readonly VoiceInfo[];
  /** What tells this list from others in the memory: address and model. It is kept as a hash, as an address may hold a password. */
  readonly key: readonly string[];
  readonly memory?: VoiceMemory | undefined;
  readonly clock?: Pick<Clock, "nowMs">;
  readonly limitMs?: number;
}

/** Nobody waits longer than this for a list: a server that does not run must not delay a page or a task. */
const LIMIT_MS = 2_000;
const KEPT_MS = 10 * 60_000;
/** A server that could not be asked is asked again after this time. */
const REST_MS = 60_000;

/**
 * The voices of a server that lists them. It is asked when the list is first needed, and again from time to time while the known list is served. Voices that
 * were known stay while the server cannot be asked, also after a restart.
 */
export class AskedVoices {
  readonly #options: AskedVoicesOptions;
  readonly #key: string;
  #known: readonly VoiceInfo[] | undefined;
  #asking: Promise<void> | undefined;
  #askAgainAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: AskedVoicesOptions) {
    this.#options = options;
    this.#key = createHash("sha256").update(JSON.stringify(options.key)).digest("hex");
  }

  /** Never fails, and waits only while nothing is known. */
  async list(): Promise<readonly VoiceInfo[]> {
    const { clock = systemClock } = this.#options;
    if (this.#asking === undefined && clock.nowMs() >= this.#askAgainAtMs) {
      this.#asking = this.#ask(clock).finally(() => {
        this.#asking = undefined;
      });
    }
    if (this.#known === undefined) await this.#asking;
    return this.#known ?? this.#options.standing;
  }

  async #ask(clock: Pick<Clock, "nowMs">): Promise<void> {
    const { ask, memory, limitMs = LIMIT_MS } = this.#options;
    const kept = await memory?.read(this.#key).catch(() => null);
    let pauseMs = KEPT_MS;
    try {
      const listed = await ask(AbortSignal.timeout(limitMs));
      // A proxy before a server that is being started answers as one that has no list.
      const isNews = listed !== null && listed.length > 0;
      this.#known = isNews ? listed : (this.#known ?? kept ?? undefined);
      // What is not written now is written after the next answer.
      if (isNews && !isDeepStrictEqual(listed, kept)) await memory?.write(this.#key, listed).catch(() => undefined);
    } catch {
      // The reason is reported by the first request for speech.
      this.#known ??= kept ?? undefined;
      pauseMs = REST_MS;
    }
    this.#askAgainAtMs = clock.nowMs() + pauseMs;
  }
}
