import { HeadwayError } from "@headway-jobs/contract";
import { z } from "zod";
import type { ModelUsage, ToolModel } from "@headway-jobs/ports/language-model";
import type { EditRequest } from "@headway-jobs/ports/editor";
import { type Part, partsWith } from "./parts.ts";
import { choicePrompt, SYSTEM_PROMPT } from "./prompt.ts";

/** Up to this number all parts are worked through: to ask the model costs a call as well. */
const ALWAYS_ALL = 3;

export interface ChosenParts {
  readonly parts: readonly { readonly part: Part; readonly number: number }[];
  readonly usage: ModelUsage;
  readonly warnings: readonly string[];
}

const NO_USAGE: ModelUsage = { inputTokens: 0, outputTokens: 0 };

const choiceSchema = z.object({ parts: z.union([z.literal("all"), z.array(z.number().int())]) });
const CHOOSE_PARTS = {
  name: "choose_parts",
  description: 'Chooses the parts that are to be read: their numbers, or "all".',
  parameters: choiceSchema,
};

/**
 * The parts that are worked on: where feedback was given, those with the denied proposals; of a long document, those that the model finds the message to be
 * about; else all. A choice that cannot be read means all.
 */
export async function chooseParts(
  model: ToolModel,
  request: EditRequest,
  outline: string,
  parts: readonly Part[],
): Promise<ChosenParts> {
  const numbered = parts.map((part, index) => ({ part, number: index + 1 }));
  const free = { usage: NO_USAGE, warnings: [] };
  if (parts.length === 0) return { parts: [{ part: { chunks: [] }, number: 1 }], ...free };
  if (request.denied.length > 0) {
    const wanted = new Set(partsWith(parts, request.document, deniedPlaces(request)));
    const around = numbered.filter(({ part }) => wanted.has(part));
    return { parts: around.length === 0 ? numbered.slice(0, 1) : around, ...free };
  }
  if (parts.length <= ALWAYS_ALL) return { parts: numbered, ...free };
  const { wanted, usage, warnings } = await request.keep("choice", async ({ tell, signal }) => {
    await tell(`Looking through the outline of ${parts.length} parts`);
    return askForParts(model, choicePrompt(request, outline, parts), signal);
  });
  const chosen = wanted === "all" ? numbered : numbered.filter(({ number }) => wanted.includes(number));
  return { parts: chosen.length === 0 ? numbered : chosen, usage, warnings };
}

async function askForParts(model: ToolModel, prompt: string, signal: AbortSignal) {
  try {
    const turn = await model.take({
      system: SYSTEM_PROMPT,
      messages: [{ role: "user", text: prompt }],
      tools: [CHOOSE_PARTS],
      signal,
    });
    const parsed = choiceSchema.safeParse(turn.calls[0]?.input);
    return {
      wanted: parsed.success ? parsed.data.parts : ("all" as const),
      usage: turn.usage,
      warnings: turn.warnings,
    };
  } catch (error) {
    if (!(error instanceof HeadwayError) || error.code !== "PROVIDER_INPUT_TOO_LONG") throw error;
    const warnings = ["All parts of the document were read: its outline is longer than the language model takes."];
    return { wanted: "all" as const, usage: NO_USAGE, warnings };
  }
}

function deniedPlaces({ denied }: EditRequest): ReadonlySet<string> {
  const ids = denied.map(({ proposal }) =>
    proposal.operation === "create" ? proposal.insertAfterChunkId : proposal.chunkId,
  );
  return new Set(ids.filter((id) => id !== null));
}
