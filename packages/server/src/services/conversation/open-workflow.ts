import type { ConversationInput } from "@headway/contract";
import type { Workflow } from "@headway/engine";
import type { StructuredModel } from "../../providers/llm/port.ts";
import { createAnalysis } from "./analysis/create-analysis.ts";
import { modelReader } from "./analysis/model/model-reader.ts";
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
