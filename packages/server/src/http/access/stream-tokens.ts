import type { Clock, Engine, EngineLog } from "@headway-jobs/engine";
import { z } from "zod";
import type { Signer } from "./signer.ts";
import { TokenRenewals } from "./token-renewals.ts";

export const TOKEN_LIFETIME_MS = 10 * 60_000;
/** No token is worth anything after a day, however often it was renewed. */
const TOKEN_LONGEST_MS = 24 * 3_600_000;

/** What a token may open of its job: its streams, its files, the decision that it waits for. */
export const TOKEN_SCOPES = ["read", "artifacts", "approve"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** What a token opens: things of one job, or the owner's live list (`jobId` null). */
export interface StreamToken {
  readonly owner: string;
  readonly jobId: string | null;
  readonly keyId: string | null;
  readonly scopes: readonly TokenScope[];
}

/** The last member came later: a token without it is one for streams. */
const claimsSchema = z.tuple([
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.number().int(),
  z.string(),
  z.array(z.enum(TOKEN_SCOPES)).default(["read"]),
]);

/** Tokens for clients that cannot send a header (EventSource). A token holds its own claims and a MAC; renewals are in the store. */
export class StreamTokens {
  readonly #signer: Signer;
  readonly #clock: Clock;
  readonly #renewals: TokenRenewals;

  constructor(
    signer: Signer,
    parts: { readonly clock: Clock; readonly documents: Engine["documents"]; readonly log: EngineLog },
  ) {
    this.#signer = signer;
    this.#clock = parts.clock;
    this.#renewals = new TokenRenewals({ ...parts, lifetimeMs: TOKEN_LIFETIME_MS });
  }

  issue(token: StreamToken, nonce: string): { readonly token: string; readonly expiresAtMs: number } {
    const issuedAtMs = this.#clock.nowMs();
    const claims = [token.owner, token.jobId, token.keyId, issuedAtMs, nonce, token.scopes];
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
    return {
      token: `${body}.${this.#signer.sign("stream", body)}`,
      expiresAtMs: issuedAtMs + TOKEN_LIFETIME_MS,
    };
  }

  /** The claims of a token that is good now; null otherwise. Throws STORE_UNAVAILABLE when a renewal cannot be looked up. */
  async verify(text: string): Promise<StreamToken | null> {
    const dot = text.indexOf(".");
    if (dot <= 0 || !this.#signer.verify(text.slice(dot + 1), "stream", text.slice(0, dot))) return null;
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(text.slice(0, dot), "base64url").toString()));
    if (!claims.success) return null;
    const [owner, jobId, keyId, issuedAtMs, , scopes] = claims.data;
    const ageMs = this.#clock.nowMs() - issuedAtMs;
    if (ageMs >= TOKEN_LONGEST_MS) return null;
    if (ageMs >= TOKEN_LIFETIME_MS && !(await this.#renewals.isLive(owner, text))) return null;
    return { owner, jobId, keyId, scopes };
  }

  /** Renews a token as long as a stream is open and ten minutes after it closes; call the returned function at its close. */
  opened(text: string, { owner }: Pick<StreamToken, "owner">): () => void {
    return this.#renewals.opened(owner, text);
  }
}
