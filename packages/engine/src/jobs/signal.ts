import { HeadwayError } from "@headway-jobs/contract";
import type { JobKind } from "@headway-jobs/contract";
import type { EngineCore } from "../assembly/engine-core.ts";
import type { Engine } from "../api/engine.ts";
import type { NewArtifact } from "../artifacts/artifact-rows.ts";
import { encodeUserEvent } from "../log/events.ts";
import { insertSignal, type SignalOutcome } from "./signals.ts";
import { storable, storableKey } from "../db/storable.ts";

type SignalRequest = Parameters<Engine["signal"]>[0];

/** See `Engine.signal`; `wake` tells this node of a job that the signal made runnable. */
export async function signal(
  core: EngineCore,
  request: SignalRequest,
  wake: (kind: JobKind) => void,
): Promise<{ readonly accepted: boolean }> {
  const jobId = storableKey(request.jobId);
  const file = await storeFile(core, request);
  let outcome: SignalOutcome | undefined;
  try {
    outcome = await insert(core, { ...request, jobId }, file);
  } finally {
    // Whoever is told a refusal must not pay for the disk.
    if (file !== null && outcome?.kind !== "accepted") await core.artifactFiles.letGo([file]);
  }
  switch (outcome.kind) {
    case "unknown":
      throw new HeadwayError("NOT_FOUND", "There is no such job.");
    case "ended":
      throw new HeadwayError("JOB_ENDED", "The job has ended.");
    case "repeated":
    case "needless":
      return { accepted: false };
    case "accepted":
      core.feed.publish([outcome.committed]);
      if (outcome.woken) wake(outcome.jobKind);
      return { accepted: true };
  }
}

/** Before the transaction: a row must not name bytes that a loss of power can take. */
async function storeFile(core: EngineCore, { signalId, file }: SignalRequest): Promise<NewArtifact | null> {
  if (file === undefined) return null;
  const content = await core.artifactFiles.putBytes(file.bytes);
  return {
    ...content,
    // No step can take this name: theirs have no slash.
    name: `signal/${storableKey(signalId)}`,
    mediaType: storable(file.mediaType),
    internal: true,
    createdAtMs: core.parts.clock.nowMs(),
    madeBy: null,
  };
}

function insert(core: EngineCore, request: SignalRequest, file: NewArtifact | null): Promise<SignalOutcome> {
  const { db, clock, limits } = core.parts;
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
  return db.transaction((tx) => insertSignal(tx, core.feed, newSignal));
}
