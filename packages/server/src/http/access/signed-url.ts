import type { Clock, Job } from "@headway-jobs/engine";
import type { Signer } from "./signer.ts";

const SIGNED_URL_LIFETIME_MS = 6 * 3_600_000;

/** Path and query of a public artifact that anyone who has them may open until they expire. */
export function signedArtifactPath(
  { clock, signer }: { readonly clock: Clock; readonly signer: Signer },
  job: Pick<Job, "jobId" | "owner">,
  name: string,
  lifetimeMs = SIGNED_URL_LIFETIME_MS,
): string {
  const expiresAtMs = clock.nowMs() + lifetimeMs;
  const query = signArtifact(signer, job.owner, job.jobId, name, expiresAtMs);
  return `/v1/jobs/${job.jobId}/artifacts/${encodeURIComponent(name)}?${query}`;
}

/**
 * Query of a URL that opens one artifact without a key until it expires: `sig` = owner and MAC over job, name, owner and expiry, `exp` in
 * seconds since the epoch (SPEC §1). A `<video>` element cannot send a key.
 */
export function signArtifact(signer: Signer, owner: string, jobId: string, name: string, expiresAtMs: number): string {
  const exp = String(Math.floor(expiresAtMs / 1_000));
  const who = Buffer.from(owner).toString("base64url");
  return `sig=${who}.${signer.sign("artifact", jobId, name, owner, exp)}&exp=${exp}`;
}

/** The owner for whom a signed URL was made; null when it was made for something else, tampered with, or has expired. */
export function ownerOfSignature(
  signer: Signer,
  query: { readonly sig: string; readonly exp: string },
  jobId: string,
  name: string,
  nowMs: number,
): string | null {
  if (!/^\d{1,12}$/.test(query.exp) || Number(query.exp) * 1_000 <= nowMs) return null;
  const dot = query.sig.indexOf(".");
  if (dot <= 0) return null;
  const who = query.sig.slice(0, dot);
  const owner = Buffer.from(who, "base64url").toString();
  if (Buffer.from(owner).toString("base64url") !== who) return null;
  return signer.verify(query.sig.slice(dot + 1), "artifact", jobId, name, owner, query.exp) ? owner : null;
}
