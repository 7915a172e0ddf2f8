import type { ConversationInput } from "@headway/contract";
import type { Workflow } from "@headway/engine";
import { createAnalysis } from "./analysis/create-analysis.ts";
import { mediaHearing } from "./listening/media-hearing.ts";
import type { ConversationPorts } from "./ports.ts";
import { conversationWorkflow } from "./workflow.ts";

/** The workflow with the ears and the analysis of a server. */
export function openWorkflow(ports: ConversationPorts): Workflow<ConversationInput> {
  return conversationWorkflow({ ...ports, hearing: mediaHearing, analyse: (options) => createAnalysis(options) });
}
