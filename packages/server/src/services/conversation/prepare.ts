import { extname } from "node:path";
import { type ConversationInput, DEFAULT_TTL_S, HeadwayError, type JsonObject } from "@headway-jobs/contract";
import { probeRecording } from "@headway-jobs/listening/recording/probe-recording";
import type { PrepareCall, PreparedJob, StoredUpload } from "../../service-kit/service.ts";
import { startingState } from "./live/session.ts";
import type { ConversationPorts } from "./ports.ts";
import { MAX_RECORDING_S, RECORDING_FILE } from "./recording-file.ts";
import { soundTypeOf } from "@headway-jobs/listening/recording/sound-types";
import { requireFit } from "./transcript/fit.ts";
import { readTranscript } from "./transcript/read-transcript.ts";

type RecordingInput = Extract<ConversationInput, { task: "recording" }>;
type LiveInput = Extract<ConversationInput, { task: "live" }>;

const PROBE_LIMIT_MS = 30_000;

/** Refuses, before a job exists, a file that is missing or is no sound, and any file when no recogniser is installed. */
export async function prepareConversation(
  ports: ConversationPorts,
  input: ConversationInput,
  call: PrepareCall,
): Promise<PreparedJob> {
  return input.task === "live" ? prepareLive(ports, input) : prepareRecording(ports, input, call);
}

async function prepareRecording(
  ports: ConversationPorts,
  input: RecordingInput,
  call: PrepareCall,
): Promise<PreparedJob> {
  const upload = await call.findUpload(input.file);
  if (upload === null) {
    const message = "There is no such upload; send the file to POST /v1/uploads first.";
    throw new HeadwayError("INVALID_INPUT", message, {
      errors: [{ loc: ["body", "file"], msg: message, type: "value_error" }],
    });
  }
  // With a transcript nothing has to be recognised.
  if (input.transcript === undefined) await requireRecogniser(ports);
  const info = await probeRecording(upload.path, {
    signal: AbortSignal.timeout(PROBE_LIMIT_MS),
    maxDurationS: MAX_RECORDING_S,
  });
  if (input.transcript !== undefined) requireFit(readTranscript(input.transcript), info.durationS);
  const conversationId = `analysis_${ports.hex(5)}`;
  const { file, ...options } = input;
  const filename = `${conversationId}${endingOf(upload)}`;
  return {
    jobType: "recording",
    sessionId: conversationId,
    aliases: [{ name: conversationId }],
    metadata: { conversation_id: conversationId, filename: upload.filename, size_bytes: upload.sizeBytes },
    input: { ...options, file, filename, media_type: soundTypeOf(filename, upload.mediaType) },
    files: [{ name: RECORDING_FILE, mediaType: upload.mediaType, path: upload.path }],
    identity: { ...options, sha256: upload.sha256 } satisfies JsonObject,
  };
}

async function prepareLive(ports: ConversationPorts, input: LiveInput): Promise<PreparedJob> {
  await requireRecogniser(ports);
  const hex = ports.hex(4);
  const [sessionId, conversationId] = [`live_${hex}`, `liveconv_${hex}`];
  const ttlS = input.ttl_seconds ?? DEFAULT_TTL_S;
  const ending = input.suffix ?? extname(input.filename ?? "");
  return {
    jobType: "live",
    sessionId,
    aliases: [{ name: sessionId }, { name: conversationId }],
    metadata: { conversation_id: conversationId, ...startingState(ttlS, ports.nowMs()) },
    input: { ...input, filename: `${conversationId}${safeEnding(ending)}`, ttl_seconds: ttlS },
    identity: { ...input },
  };
}

async function requireRecogniser({ transcription }: ConversationPorts): Promise<void> {
  if ((await transcription.languages())?.length !== 0) return;
  throw new HeadwayError(
    "TOOL_MISSING",
    "No speech recogniser is installed. Run `headway doctor`: it names pocketsphinx and the command that installs it; or send a transcript along.",
  );
}

const endingOf = ({ filename }: StoredUpload): string => safeEnding(extname(filename));

/** Only for people and players; `.bin` for what could not stand in a path. */
const safeEnding = (ending: string): string =>
  /^\.?[A-Za-z0-9]{1,8}$/.test(ending) ? `.${ending.replace(".", "").toLowerCase()}` : ".bin";
