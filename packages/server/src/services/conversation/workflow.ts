import type { ConversationInput } from "@headway-jobs/contract";
import type { Workflow } from "@headway-jobs/engine";
import { analyseLive, type LiveJob } from "./live.ts";
import type { WorkflowPorts } from "./ports.ts";
import { analyseRecording, type RecordingJob } from "./recording.ts";

/** A conversation is analysed from a recording, or as it is spoken. */
export function conversationWorkflow(ports: WorkflowPorts): Workflow<ConversationInput> {
  return async (ctx, input) =>
    input.task === "live"
      ? analyseLive(ctx, ports, input as LiveJob)
      : analyseRecording(ctx, ports, input as unknown as RecordingJob);
}
