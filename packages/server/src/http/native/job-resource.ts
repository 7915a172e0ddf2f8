import { createHash } from "node:crypto";
import type { JobResource } from "@headway-jobs/contract";
import type { Artifact, Clock, Engine, Job } from "@headway-jobs/engine";
import { signedArtifactPath } from "../access/signed-url.ts";
import type { Signer } from "../access/signer.ts";
import type { EdgeService } from "../route.ts";

export interface JobResourceParts {
  readonly engine: Engine;
  readonly services: readonly EdgeService[];
  readonly clock: Clock;
  readonly signer: Signer;
  /** Absolute URL of a path on this server. */
  url(path: string): string;
}

/** A job as `GET /v1/jobs/{id}` shows it. `links` has its related resources and a signed URL per public artifact, by name. */
export async function jobResource(
  parts: JobResourceParts,
  job: Job,
  options: { readonly artifacts?: readonly Artifact[]; readonly compact?: boolean } = {},
): Promise<JobResource> {
  const path = `/v1/jobs/${job.jobId}`;
  const files = publicArtifacts(options.artifacts ?? []);
  const compact = options.compact === true;
  return {
    job_id: job.jobId,
    kind: job.kind,
    job_type: job.jobType,
    rerun_of: job.rerunOf,
    session_id: job.sessionId,
    status: job.status,
    progress: job.progress,
    phase: job.phase,
    created_at: iso(job.createdAtMs),
    updated_at: iso(job.updatedAtMs),
    started_at: isoOrNull(job.startedAtMs),
    finished_at: isoOrNull(job.finishedAtMs),
    deadline_at: isoOrNull(job.deadlineAtMs),
    result: compact ? null : job.result,
    error: job.error,
    metadata: { ...(await metadataOf(parts, job, compact)) },
    usage: { ...job.usage },
    links: {
      ...Object.fromEntries(files.map(({ name }) => [name, parts.url(signedArtifactPath(parts, job, name))])),
      self: parts.url(path),
      events: parts.url(`${path}/events`),
      artifacts: parts.url(`${path}/artifacts`),
      cancel: parts.url(`${path}/cancel`),
      rerun: parts.url(`${path}/rerun`),
    },
  };
}

/** What clients see of the metadata and, unless it is to be compact, the events that are polled. */
async function metadataOf(
  { engine, services }: JobResourceParts,
  job: Job,
  compact: boolean,
): Promise<Job["metadata"]> {
  const service = services.find(({ kind }) => kind === job.kind);
  const shown = service?.shownMetadata?.(job) ?? job.metadata;
  const polled = service?.polled;
  if (compact || polled === undefined) return shown;
  const events = await engine.lastEvents(job.jobId, polled.types, polled.limit);
  return { ...shown, [polled.member]: events.map((event) => polled.entry(event)) };
}

/** A tag that changes with the job and its files, but not with the signatures in `links`, which differ at every look. */
export function jobEtag(job: Job, artifacts: readonly Artifact[], compact: boolean): string {
  const { jobKey: _key, owner: _owner, input: _input, ...visible } = job;
  const files = publicArtifacts(artifacts).map(({ name, sha256 }) => [name, sha256]);
  const text = JSON.stringify([visible, files, compact]);
  return `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}

export function publicArtifacts(artifacts: readonly Artifact[]): readonly Artifact[] {
  return artifacts.filter(({ internal }) => !internal);
}

export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : iso(atMs);
}
