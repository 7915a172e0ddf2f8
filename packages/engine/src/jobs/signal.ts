import { HeadwayError } from "@headway-jobs/contract";
import type { Engine } from "../api/engine.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { Clock } from "../api/ports.ts";
import type { ArtifactFiles } from "../artifacts/artifact-files.ts";
import type { NewArtifact } from "../artifacts/artifact-rows.ts";
import { storable, storableKey } from "../db/storable.ts";
import { encodeUserEvent } from "../log/events.ts";
import type { UnitsOfWork } from "../log/unit-of-work.ts";
import { insertSignal, type SignalOutcome } from "./signals.ts";

interface SignalParts {
  readonly clock: Clock;
  readonly limits: EngineLimits;
  readonly units: UnitsOfWork;
  readonly artifactFiles: ArtifactFiles;
}

type SignalRequest = Parameters<Engine["signal"]>[0];

/** See `Engine.signal`. */
export async function signal(parts: SignalParts, request: SignalRequest): Promise<{ readonly accepted: boolean }> {
  const jobId = storableKey(request.jobId);
  const file = await storeFile(parts, request);
  const outcome = await insert(parts, { ...request, jobId }, file);
  switch (outcome.kind) {
    case "unknown":
      throw new HeadwayError("NOT_FOUND", "There is no such job.");
    case "ended":
      throw new HeadwayError("JOB_ENDED", "The job has ended.");
    case "repeated":
    case "needless":
      return { accepted: false };
    case "accepted":
      return { accepted: true };
  }
}

/** Before the transaction: a row must not name bytes that a loss of power can take. */
async function storeFile(parts: SignalParts, { signalId, file }: SignalRequest): Promise<NewArtifact | null> {
  if (file === undefined) return null;
  const content = await parts.artifactFiles.putBytes(file.bytes);
  return {
    ...content,
    // No step can take this name: theirs have no slash.
    name: `signal/${storableKey(signalId)}`,
    mediaType: storable(file.mediaType),
    internal: true,
    createdAtMs: parts.clock.nowMs(),
    madeBy: null,
  };
}

function insert(
  { clock, limits, units }: SignalParts,
  request: SignalRequest,
  file: NewArtifact | null,
): Promise<SignalOutcome> {
  const nowMs = clock.nowMs();
  const stored = file === null ? {} : { file: { sha256: file.sha256, sizeBytes: file.sizeBytes } };
  const newSignal = {
    owner: storableKey(request.owner),
    jobId: request.jobId,
    name: storableKey(request.name),
    signalId: storableKey(request.signalId),
    valueJson: JSON.stringify({ ...request.value, ...stored }),
    events: (request.events ?? []).map((event) => encodeUserEvent(event, nowMs, limits.eventChars)),
    nowMs,
    waitLimitMs: limits.waitLimitMs,
    admit: request.admit,
    file,
  };
  // A signal that is refused keeps no file: its content is given up.
  return units.commit((unit) => insertSignal(unit, newSignal), { held: file === null ? [] : [file] });
}
