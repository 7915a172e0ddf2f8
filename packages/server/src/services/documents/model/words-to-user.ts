import type { ModelUsage, ToolModel } from "@headway-jobs/ports/language-model";
import type { EditRequest } from "@headway-jobs/ports/editor";
import { type CombinedProposals, UNASKED } from "./combine-proposals.ts";
import type { PartOutcome } from "./work-part.ts";

const SHOWN_EXPLANATIONS = 60;
const UNUSABLE =
  "Nothing was changed: what the language model proposed could not be used. Send the message again, or put it in other words.";

/** The answer to the user: the model's own words about the only part or, for several parts, its words about all of them. */
export async function wordsToUser(
  model: ToolModel,
  request: EditRequest,
  outcomes: readonly PartOutcome[],
  combined: CombinedProposals,
): Promise<{ readonly text: string; readonly usage: ModelUsage }> {
  const usage = { inputTokens: 0, outputTokens: 0 };
  if (combined.refused) return { text: UNASKED, usage };
  const answers = [...new Set(outcomes.map(({ answer }) => answer).filter((answer) => answer !== ""))];
  const [only] = answers;
  if (only === undefined && combined.proposals.length === 0 && outcomes.some(({ unusable }) => unusable)) {
    return { text: UNUSABLE, usage };
  }
  if (only === undefined) return { text: plainWords(combined.proposals.length), usage };
  if (answers.length === 1) return { text: only, usage };
  return request.keep("words", async ({ signal }) => {
    const turn = await model.take({
      system:
        "You tell the owner of a document in one to three sentences what was done, in the language of their message.",
      messages: [{ role: "user", text: wordsPrompt(request, answers, combined) }],
      tools: [],
      signal,
    });
    const text = turn.text.trim();
    return { text: text === "" ? plainWords(combined.proposals.length) : text, usage: turn.usage };
  });
}

function wordsPrompt({ message }: EditRequest, answers: readonly string[], { proposals }: CombinedProposals): string {
  const changes = proposals
    .slice(0, SHOWN_EXPLANATIONS)
    .map(({ operation, explanation }) => `- ${operation}: ${explanation}`);
  return [
    `Their message:\n${message}`,
    `The document was worked through in parts. What was said about each:\n${answers.map((answer) => `- ${answer}`).join("\n")}`,
    `Proposed changes, ${proposals.length} in all:\n${changes.join("\n")}`,
  ].join("\n\n");
}

function plainWords(changes: number): string {
  if (changes === 0) return "I found nothing to change.";
  return changes === 1 ? "I have one change for you." : `I have ${changes} changes for you.`;
}
