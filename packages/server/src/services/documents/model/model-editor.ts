import pMap from "p-map";
import type { ModelUsage, ToolModel } from "@headway-jobs/ports/language-model";
import type { Editor } from "@headway-jobs/ports/editor";
import { chooseParts } from "./choose-parts.ts";
import { combineProposals } from "./combine-proposals.ts";
import { labelChunks } from "./labels.ts";
import { splitIntoParts } from "./parts.ts";
import { outlineText } from "./prompt.ts";
import { wordsToUser } from "./words-to-user.ts";
import { workInHalves } from "./work-in-halves.ts";

/** Of the context: a part may come back in full, and instructions, outline and history need room as well. */
const PART_SHARE = 0.35;
const PARTS_AT_ONCE = 3;

/**
 * An editor that lets a language model call functions: the document is shown in parts that fit its context (`contextTokens`), and each call is checked before
 * it becomes a proposal. Throws PROVIDER_*.
 */
export function modelEditor(model: ToolModel, { contextTokens }: { readonly contextTokens: number }): Editor {
  return {
    name: model.name,
    readsChunks: true,
    async edit(request) {
      request.signal.throwIfAborted();
      const labels = labelChunks(request.document);
      const parts = splitIntoParts(request.document, contextTokens * PART_SHARE);
      const outline = parts.length > 1 ? outlineText(request.document, labels) : "";
      const chosen = await chooseParts(model, request, outline, parts);
      const outcomes = await pMap(
        chosen.parts,
        ({ part, number }) =>
          workInHalves({
            model,
            request,
            labels,
            place: { part, number, count: Math.max(1, parts.length), outline },
          }),
        { concurrency: PARTS_AT_ONCE },
      );
      const combined = combineProposals(
        request,
        outcomes.flatMap((outcome) => outcome.proposals),
      );
      const said = await wordsToUser(model, request, outcomes, combined);
      return {
        response: said.text,
        proposals: combined.proposals,
        usage: totalUsage([chosen.usage, ...outcomes.map(({ usage }) => usage), said.usage]),
        warnings: [
          ...new Set([
            ...chosen.warnings,
            ...outcomes.flatMap(({ warnings }) => warnings),
            ...combined.dropped,
            ...said.warnings,
          ]),
        ],
      };
    },
  };
}

function totalUsage(usages: readonly ModelUsage[]): ModelUsage {
  return {
    inputTokens: usages.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: usages.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
  };
}
