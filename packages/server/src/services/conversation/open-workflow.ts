import type { ConversationInput } from "@headway-jobs/contract";
import type { Workflow } from "@headway-jobs/engine";
import type { StructuredModel } from "@headway-jobs/ports/language-model";
import { createAnalysis } from "@headway-jobs/conversation-analysis/create-analysis";
import { modelReader } from "@headway-jobs/conversation-analysis/model/model-reader";
import { mediaHearing } from "./listening/media-hearing.ts";
import type { ConversationPorts } from "./ports.ts";
import { type ReadAlong, windowReader } from "./window-reader.ts";
import { conversationWorkflow } from "./workflow.ts";

/** The workflow with the ears and the analysis of a server. */
export function openWorkflow(ports: ConversationPorts): Workflow<ConversationInput> {
  const { model } = ports;
  return conversationWorkflow({
    ...ports,
    hearing: mediaHearing(ports.temporaryDir),
    analyse: (options) => createAnalysis(options),
    ...(model === undefined ? {} : { readAlong: ({ goal }) => readAlong(model, goal) }),
  });
}

function readAlong(model: StructuredModel, goal: string | undefined): ReadAlong {
  const reader = modelReader(model, { goal });
  return { name: model.name, window: windowReader(reader), conclude: (request) => reader.conclude(request) };
}
