import { createHash } from "node:crypto";
import type { Clock, Engine, EngineLog } from "@headway-jobs/engine";
import { z } from "zod";
import { repeat } from "../repeat.ts";

const COLLECTION = "stream-token";
const RENEW_MS = 2 * 60_000;
/** Old renewals are looked for once in so many tokens opened: a page that opens a token for each job must not pay for it each time. */
const TOKENS_PER_SWEEP = 20;

const renewalSchema = z.object({ untilMs: z.number() });

/**
 * Until when an opened stream token was renewed. It is written down in the store, so that a reconnect works on whatever node it reaches
 * and after a restart: once when a stream opens, then every two minutes, and once more when the last one of this node closes.
 */
export class TokenRenewals {
  readonly #documents: Engine["documents"];
  readonly #clock: Clock;
  readonly #log: EngineLog;
  readonly #lifetimeMs: number;
  /** Streams of this node by token: one beat for all that share a token. */
  readonly #open = new Map<string, { count: number; readonly stop: () => void }>();
  #opened = 0;

  constructor(parts: {
    readonly documents: Engine["documents"];
    readonly clock: Clock;
    readonly log: EngineLog;
    readonly lifetimeMs: number;
  }) {
    this.#documents = parts.documents;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#lifetimeMs = parts.lifetimeMs;
  }

  /** Throws STORE_UNAVAILABLE. */
  async isLive(owner: string, token: string): Promise<boolean> {
    const found = await this.#documents.findNamed(owner, COLLECTION, nameOf(token));
    return found !== null && this.#clock.nowMs() < renewalSchema.parse(found.value).untilMs;
  }

  /** Renews the token until the returned function is called, and its lifetime longer. */
  opened(owner: string, token: string): () => void {
    const entry = this.#open.get(token) ?? this.#begin(owner, token);
    entry.count += 1;
    return () => {
      entry.count -= 1;
      if (entry.count > 0) return;
      entry.stop();
      this.#open.delete(token);
      void this.#renew(owner, token);
    };
  }

  #begin(owner: string, token: string): { count: number; readonly stop: () => void } {
    // Owns its failures, so the beat never throws.
    const stop = repeat(
      this.#clock,
      RENEW_MS,
      () => this.#renew(owner, token),
      () => undefined,
    );
    const entry = { count: 0, stop };
    this.#open.set(token, entry);
    this.#opened += 1;
    const isTurn = this.#opened % TOKENS_PER_SWEEP === 1;
    void this.#renew(owner, token).then(() => (isTurn ? this.#sweep(owner) : undefined));
    return entry;
  }

  async #renew(owner: string, token: string): Promise<void> {
    const untilMs = this.#clock.nowMs() + this.#lifetimeMs;
    try {
      const { id } = await this.#documents.ensure(owner, COLLECTION, nameOf(token), {
        summary: { untilMs },
        value: { untilMs },
      });
      // Another node may have renewed it further: a renewal never takes time away.
      await this.#documents.change(owner, COLLECTION, id, ({ value }) => {
        const latest = Math.max(untilMs, renewalSchema.parse(value).untilMs);
        return { summary: { untilMs: latest }, value: { untilMs: latest } };
      });
    } catch (error) {
      this.#log.warn({ err: error }, "a stream token could not be renewed; the next beat tries again");
    }
  }

  async #sweep(owner: string): Promise<void> {
    try {
      const nowMs = this.#clock.nowMs();
      for (const { id, summary } of await this.#documents.list(owner, COLLECTION)) {
        if (renewalSchema.parse(summary).untilMs <= nowMs) await this.#documents.remove(owner, COLLECTION, id);
      }
    } catch (error) {
      this.#log.warn({ err: error }, "old renewals of stream tokens could not be removed");
    }
  }
}

/** The token itself is a secret and is not stored. */
function nameOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
