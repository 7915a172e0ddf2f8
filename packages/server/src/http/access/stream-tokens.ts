import type { Clock } from "@headway/engine";
import { z } from "zod";
import type { Signer } from "./signer.ts";

export const TOKEN_LIFETIME_MS = 10 * 60_000;
/** No token is worth anything after a day, however often it was renewed. */
const TOKEN_LONGEST_MS = 24 * 3_600_000;

/** What a token opens: the streams of one job, or the owner's live list (`job` null). */
export interface StreamToken {
  readonly owner: string;
  readonly jobId: string | null;
  readonly keyId: string | null;
}

const claimsSchema = z.tuple([z.string(), z.string().nullable(), z.string().nullable(), z.number().int(), z.string()]);

/**
 * Tokens for clients that cannot send a header (EventSource). A token holds its own claims and a MAC; what is kept here is only until when
 * an opened one was renewed. Whether an older one had been renewed before this process began cannot be known, so during the
 * first ten minutes after the start it is given the benefit of the doubt: a restart must not cut off who was watching.
 */
export class StreamTokens {
  readonly #signer: Signer;
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #renewed = new Map<string, { open: number; untilMs: number }>();

  constructor(signer: Signer, clock: Clock) {
    this.#signer = signer;
    this.#clock = clock;
    this.#startedAtMs = clock.nowMs();
  }

  issue(token: StreamToken, nonce: string): { readonly token: string; readonly expiresAtMs: number } {
    const issuedAtMs = this.#clock.nowMs();
    const claims = [token.owner, token.jobId, token.keyId, issuedAtMs, nonce];
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
    return {
      token: `${body}.${this.#signer.sign("stream", body)}`,
      expiresAtMs: issuedAtMs + TOKEN_LIFETIME_MS,
    };
  }

  /** The claims of a token that may open a stream now; null otherwise. */
  verify(text: string): StreamToken | null {
    const dot = text.indexOf(".");
    if (dot <= 0 || !this.#signer.verify(text.slice(dot + 1), "stream", text.slice(0, dot))) return null;
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(text.slice(0, dot), "base64url").toString()));
    if (!claims.success) return null;
    const [owner, jobId, keyId, issuedAtMs] = claims.data;
    return this.#nowWithin(text, issuedAtMs) ? { owner, jobId, keyId } : null;
  }

  /** Renews a token as long as a stream is open and ten minutes after it closes; call the returned function at its close. */
  opened(text: string): () => void {
    this.#forgetOld();
    const entry = this.#renewed.get(text) ?? { open: 0, untilMs: 0 };
    entry.open += 1;
    this.#renewed.set(text, entry);
    return () => {
      entry.open -= 1;
      entry.untilMs = this.#clock.nowMs() + TOKEN_LIFETIME_MS;
    };
  }

  #nowWithin(text: string, issuedAtMs: number): boolean {
    const nowMs = this.#clock.nowMs();
    if (nowMs >= issuedAtMs + TOKEN_LONGEST_MS) return false;
    if (nowMs < issuedAtMs + TOKEN_LIFETIME_MS) return true;
    const renewed = this.#renewed.get(text);
    if (renewed !== undefined) return renewed.open > 0 || nowMs < renewed.untilMs;
    return issuedAtMs < this.#startedAtMs && nowMs < this.#startedAtMs + TOKEN_LIFETIME_MS;
  }

  #forgetOld(): void {
    const nowMs = this.#clock.nowMs();
    for (const [text, entry] of this.#renewed) {
      if (entry.open === 0 && entry.untilMs <= nowMs) this.#renewed.delete(text);
    }
  }
}
