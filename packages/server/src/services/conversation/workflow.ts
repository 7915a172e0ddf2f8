import type { ConversationInput } from "@headway-jobs/contract";
import type { Workflow } from "@headway-jobs/engine";
import { analyseLive, type LiveJob } from "./live/session-workflow.ts";
import { analyseRecording } from "./recording.ts";
import type { RecordingJob, WorkflowPorts } from "./workflow-ports.ts";

/** A conversation is heard from a recording, or as it is spoken. */
export function conversationWorkflow(ports: WorkflowPorts): Workflow<ConversationInput> {
  return async (ctx, input) =>
    input.task === "live"
      ? analyseLive(ctx, ports, input as LiveJob)
      : analyseRecording(ctx, ports, input as unknown as RecordingJob);
}
